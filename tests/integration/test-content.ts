import type { Conference, Programme, Session, Speaker } from '../../core/conference.ts';
import type { ContentService } from '../../server/context.ts';

const speaker: Speaker = {
  id: 'speaker-1',
  slug: 'leyla-haddad',
  name: 'ليلى حداد',
  portrait: null,
  role: 'Interaction designer',
  biography: [],
};

const session: Session = {
  id: 'session-1',
  slug: 'opening',
  title: 'Opening',
  subtitle: null,
  kind: 'talk',
  language: 'en',
  startsAt: '2031-06-17T08:00:00.000Z',
  endsAt: '2031-06-17T09:00:00.000Z',
  room: { id: 'room-1', slug: 'hall', name: 'Hall' },
  track: null,
  speakers: [speaker],
  abstract: [],
  description: [],
  links: [],
};

const conference: Conference = {
  name: 'Test Days 2031',
  tagline: null,
  description: [],
  startsOn: '2031-06-17',
  endsOn: '2031-06-17',
  timeZone: 'Europe/Lisbon',
  currency: 'EUR',
  venue: null,
  accentColor: '#0f6b78',
  announcement: null,
  contactEmail: null,
  cancelUntil: null,
};

const programme: Programme = {
  sessions: [session],
  speakers: [speaker],
  rooms: session.room ? [session.room] : [],
  tracks: [],
};

/** The smallest conference that every page has something to show of; `more` takes the place of single answers. */
export function createTestContent(more: Partial<ContentService> = {}): ContentService {
  return {
    getConference: async () => conference,
    getProgramme: async () => programme,
    getPages: async () => [{ slug: 'privacy', title: 'Privacy' }],
    getSponsors: async () => [],
    getMailTexts: async () => ({}),
    getQuestions: async () => [],
    getPage: async (slug) => (slug === 'privacy' ? { slug, title: 'Privacy', body: [] } : null),
    ...more,
  };
}
