import type { SanityClient } from '@sanity/client';
import { type Conference, type Page, type PageSummary, type Sponsor, sponsorLevels } from '../../core/conference.ts';
import { type MailTexts, toMailParagraphs } from '../../core/mail/added-text.ts';
import { mailKinds } from '../../core/mail/mail-kinds.ts';
import type { Question } from '../../core/orders/questions.ts';
import type { ContentConfig } from '../config.ts';
import type { ContentService, Logger } from '../context.ts';
import { type CacheState, type CacheTimes, createCachedReads, type Source } from './cached-reads.ts';
import { imagePlaceOf } from './create-sanity-client.ts';
import {
  conferenceDocument,
  mailTextDocument,
  pageDocument,
  questionDocument,
  sponsorDocument,
} from './document-schemas.ts';
import { parseDocument, parseDocuments, type ReportProblem } from './parse-document.ts';
import { type ImagePlace, toPicture } from './picture.ts';
import { createProblemLog } from './problem-log.ts';
import {
  conferenceQuery,
  mailTextsQuery,
  pagesQuery,
  programmeQuery,
  questionsQuery,
  sponsorsQuery,
} from './queries.ts';
import type { SharedAnswers } from './shared-answers.ts';
import { toProgramme } from './to-programme.ts';
import type { ChangeWatch } from './watch-changes.ts';

/**
 * The published content, a few seconds old at most. While Sanity is away, or an event document that was good turns bad,
 * the last good answer is served, be it an earlier process's; a method rejects only where there never was one.
 */
export function createContentService(parts: {
  client: Pick<SanityClient, 'fetch'>;
  config: ContentConfig;
  log: Logger;
  shared?: SharedAnswers;
  watch?: ChangeWatch;
  times?: CacheTimes;
  /** Told of each read that this process answers from what it holds, and how old that is. */
  onHit?: (ageMs: number) => void;
}): ContentService & { getState(): CacheState; getAgesMs(): Record<string, number> } {
  const { client, log, shared } = parts;
  const place = imagePlaceOf(parts.config);
  const problems = createProblemLog(log);
  const reads = createCachedReads({
    times: parts.times,
    watch: parts.watch,
    onOutage: (error, key) => log.error({ error: explain(error), key }, 'content cannot be read; serving what is held'),
    onRecovery: () => log.info({}, 'content can be read again'),
    onHit: parts.onHit,
  });

  /** What an answer to the query means; `parse` throws where that is nothing that can be shown. */
  function createSource<T>(
    name: string,
    query: string,
    parse: (answer: unknown, report: ReportProblem) => T,
  ): Source<T> {
    const understand = (answer: unknown) => problems.collect(name, (report) => parse(answer, report));
    return {
      async load(isFresh) {
        let understood: T | undefined;
        const ask = async (): Promise<unknown> => {
          const answer: unknown = await client.fetch(query);
          // Others are given only what can be shown.
          understood = understand(answer);
          return answer;
        };
        const now = Date.now();
        const { answer, askedAt } = shared
          ? await shared.read(query, isFresh, ask)
          : { answer: await ask(), askedAt: now };
        return { value: understood ?? understand(answer), loadedAt: askedAt };
      },
      async recall() {
        const answer = await shared?.recall(query);
        return answer === null || answer === undefined ? null : understand(answer);
      },
    };
  }

  const conference = createSource('conference', conferenceQuery, toConference);
  const programme = createSource('programme', programmeQuery, (answer, report) => toProgramme(answer, place, report));
  const pages = createSource('pages', pagesQuery, toPages);
  const questions = createSource('questions', questionsQuery, toQuestions);
  const sponsors = createSource('sponsors', sponsorsQuery, (answer, report) => toSponsors(answer, place, report));
  const mailTexts = createSource('mailTexts', mailTextsQuery, toMailTexts);
  const getAllPages = () => reads.read('pages', pages);

  return {
    getConference: () => reads.read('conference', conference),
    getProgramme: () => reads.read('programme', programme),
    async getPages(): Promise<PageSummary[]> {
      return (await getAllPages()).map(({ slug, title }) => ({ slug, title }));
    },
    async getPage(slug: string): Promise<Page | null> {
      return (await getAllPages()).find((page) => page.slug === slug) ?? null;
    },
    getSponsors: () => reads.read('sponsors', sponsors),
    getMailTexts: () => reads.read('mailTexts', mailTexts),
    getQuestions: () => reads.read('questions', questions),
    getState: reads.getState,
    getAgesMs: reads.getAgesMs,
  };
}

/** fetch says only that it failed; its cause says why. */
const explain = ({ message, cause }: Error): string =>
  cause instanceof Error && cause.message !== message ? `${message}: ${cause.message}` : message;

function toConference(answer: unknown, report: ReportProblem): Conference {
  const parsed = parseDocument(conferenceDocument, answer, report);
  if (!parsed) throw new Error('There is no event document with a name, dates and a time zone');
  const { id: _id, venue, ...conference } = parsed;
  return { ...conference, venue: venue && { ...venue, address: venue.address ?? '' } };
}

function toPages(answer: unknown, report: ReportProblem): Page[] {
  return parseDocuments(pageDocument, answer, report).map(({ slug, title, body }) => ({ slug, title, body }));
}

/** By level, and within one in the organizer's order. */
function toSponsors(answer: unknown, place: ImagePlace, report: ReportProblem): Sponsor[] {
  const sponsors = parseDocuments(sponsorDocument, answer, report).map(
    ({ logo, ...sponsor }): Sponsor => ({ ...sponsor, logo: toPicture(logo, place, sponsor.name) }),
  );
  return sponsorLevels.flatMap((level) => sponsors.filter((sponsor) => sponsor.level === level));
}

/** Should there be two for one kind, both are added. */
function toMailTexts(answer: unknown, report: ReportProblem): MailTexts {
  const texts = parseDocuments(mailTextDocument, answer, report);
  return Object.fromEntries(
    mailKinds.map((kind) => [
      kind,
      toMailParagraphs(texts.filter((text) => text.kind === kind).flatMap(({ body }) => [...body])),
    ]),
  );
}

/** More than anybody answers; each is a field for every attendee. */
const mostQuestions = 20;

/** All or nothing: a question without what it offers, or for other tickets than was meant, is better not asked. */
function toQuestions(answer: unknown, report: ReportProblem): Question[] {
  const questions: Question[] = parseDocuments(questionDocument, answer, report, 'all or nothing');
  for (const { id } of questions.slice(mostQuestions))
    report({ documentId: id, leftOut: 'the document', problem: `more than ${mostQuestions} questions` });
  return questions.slice(0, mostQuestions);
}
