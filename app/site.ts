import type { AppLoadContext } from '@remix-run/node';
import type { PageSummary } from '../core/conference.ts';
import { formatDateRange } from '../core/zoned-time.ts';

/** What the frame of every page needs to know. */
export type Site = {
  name: string;
  tagline: string | null;
  dates: string;
  timeZone: string;
  announcement: string | null;
  contactEmail: string | null;
  hasVenue: boolean;
  pages: PageSummary[];
  sponsors: { name: string; website: string | null }[];
  /** Changes with the accent colour, so that a new one is seen at once. */
  themeVersion: string;
  publicBaseUrl: string;
  isDemo: boolean;
};

export function toThemeVersion(accentColor: string | null): string {
  return accentColor?.replace(/[^0-9a-z]/gi, '').toLowerCase() || 'default';
}

export async function loadSite({ content, publicBaseUrl, isDemo }: AppLoadContext): Promise<Site> {
  const [conference, pages, sponsors] = await Promise.all([
    content.getConference(),
    content.getPages(),
    content.getSponsors(),
  ]);
  return {
    name: conference.name,
    tagline: conference.tagline,
    dates: formatDateRange(conference.startsOn, conference.endsOn),
    timeZone: conference.timeZone,
    announcement: conference.announcement,
    contactEmail: conference.contactEmail,
    hasVenue: conference.venue !== null,
    pages,
    sponsors: sponsors.map(({ name, website }) => ({ name, website })),
    themeVersion: toThemeVersion(conference.accentColor),
    publicBaseUrl: publicBaseUrl.replace(/\/$/, ''),
    isDemo,
  };
}
