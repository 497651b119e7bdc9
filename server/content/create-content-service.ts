import type { SanityClient } from '@sanity/client';
import type { Conference, Page, PageSummary, Programme } from '../../core/conference.ts';
import type { ContentConfig } from '../config.ts';
import type { ContentService, Logger } from '../context.ts';
import { type CacheState, type CacheTimes, createCachedReads } from './cached-reads.ts';
import { imagePlaceOf } from './create-sanity-client.ts';
import { conferenceDocument, pageDocument } from './document-schemas.ts';
import { parseDocument, parseDocuments } from './parse-document.ts';
import { createProblemLog } from './problem-log.ts';
import { conferenceQuery, pagesQuery, programmeQuery } from './queries.ts';
import { toProgramme } from './to-programme.ts';

/**
 * The published content, a few seconds old at most. While Sanity is away, or an event document that was good turns bad,
 * the last good answer is served; a method rejects only where there never was one.
 */
export function createContentService(parts: {
  client: Pick<SanityClient, 'fetch'>;
  config: ContentConfig;
  log: Logger;
  times?: CacheTimes;
}): ContentService & { getState(): CacheState } {
  const { client, log } = parts;
  const place = imagePlaceOf(parts.config);
  const problems = createProblemLog(log);
  const reads = createCachedReads({
    times: parts.times,
    onOutage: (error) => log.error({ error: error.message }, 'content cannot be read; serving what is held'),
    onRecovery: () => log.info({}, 'content can be read again'),
  });

  async function loadConference(): Promise<Conference> {
    const answer: unknown = await client.fetch(conferenceQuery);
    const parsed = problems.collect('conference', (report) => parseDocument(conferenceDocument, answer, report));
    if (!parsed) throw new Error('There is no event document with a name, dates and a time zone');
    const { id: _id, venue, ...conference } = parsed;
    return { ...conference, venue: venue && { ...venue, address: venue.address ?? '' } };
  }

  async function loadProgramme(): Promise<Programme> {
    const answer = await client.fetch(programmeQuery);
    return problems.collect('programme', (report) => toProgramme(answer, place, report));
  }

  async function loadPages(): Promise<Page[]> {
    const answer: unknown = await client.fetch(pagesQuery);
    const pages = problems.collect('pages', (report) => parseDocuments(pageDocument, answer, report));
    return pages.map(({ slug, title, body }) => ({ slug, title, body }));
  }

  const getAllPages = () => reads.read('pages', loadPages);

  return {
    getConference: () => reads.read('conference', loadConference),
    getProgramme: () => reads.read('programme', loadProgramme),
    async getPages(): Promise<PageSummary[]> {
      return (await getAllPages()).map(({ slug, title }) => ({ slug, title }));
    },
    async getPage(slug: string): Promise<Page | null> {
      return (await getAllPages()).find((page) => page.slug === slug) ?? null;
    },
    getState: reads.getState,
  };
}
