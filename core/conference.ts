/** What the site shows of the content that organizers write. Instants are ISO 8601 in UTC; dates are `YYYY-MM-DD`. */

/** An image ready for `<img>`: `src` and `srcSet` are absolute paths or URLs; width and height are the source's pixels. */
export type Picture = { src: string; srcSet: string; width: number; height: number; alt: string };

/** Portable Text blocks, as `@portabletext/react` takes them. */
export type RichText = readonly { _type: string; _key?: string }[];

export type Conference = {
  name: string;
  tagline: string | null;
  /** One or two paragraphs for the home page. */
  description: RichText;
  startsOn: string;
  endsOn: string;
  /** IANA zone, e.g. `Europe/Lisbon`: every time on the site is shown in it. */
  timeZone: string;
  /** ISO 4217. */
  currency: string;
  venue: { name: string; address: string; directions: RichText } | null;
  /** `#rrggbb`, chosen by the organizer. */
  accentColor: string | null;
  /** A line shown on top of every page while it is set. */
  announcement: string | null;
  contactEmail: string | null;
  /** Until when buyers may cancel what they paid for and get their money back; null: at any time. */
  cancelUntil: string | null;
};

export type Room = { id: string; slug: string; name: string };
export type Track = { id: string; slug: string; name: string };

export type SpeakerSummary = { id: string; slug: string; name: string; portrait: Picture | null };
export type Speaker = SpeakerSummary & { role: string | null; biography: RichText };

export type Session = {
  id: string;
  slug: string;
  title: string;
  subtitle: string | null;
  /** `talk`, `workshop`, ...: free text from the organizer. */
  kind: string | null;
  /** BCP 47. */
  language: string | null;
  startsAt: string;
  endsAt: string;
  room: Room | null;
  track: Track | null;
  speakers: SpeakerSummary[];
  abstract: RichText;
  description: RichText;
  links: { title: string; url: string }[];
};

/** Everything the programme pages need, sorted: sessions by start then room, rooms and tracks in the organizer's order. */
export type Programme = { sessions: Session[]; speakers: Speaker[]; rooms: Room[]; tracks: Track[] };

/** How much a sponsor gives; the site shows them in this order. */
export const sponsorLevels = ['main', 'partner', 'friend'] as const;
export type SponsorLevel = (typeof sponsorLevels)[number];
export type Sponsor = { id: string; name: string; website: string | null; level: SponsorLevel; logo: Picture | null };

export type PageSummary = { slug: string; title: string };
export type Page = PageSummary & { body: RichText };
