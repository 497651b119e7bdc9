import { expect, test } from 'vitest';
import type { ProgrammeDocument, ProgrammeType } from '../../core/programme/programme-documents.ts';
import { type ImportRecord, parseRecord, type StoredDocument, toRecordDocument } from './import-record.ts';
import { type Plan, planImport } from './plan-import.ts';

const want = (_type: ProgrammeType, key: string, fields: object, initial: object = {}): ProgrammeDocument => ({
  _id: _type === 'event' ? 'event' : `${_type}-${key}`,
  _type,
  fields: { ...fields },
  initial: { ...initial },
});
const refer = (_ref: string) => ({ _type: 'reference', _ref });

const event = want('event', '', { name: 'Camp' }, { currency: 'EUR' });
const hall = want('room', 'hall', { name: 'Hall' }, { slug: 'hall', order: 0 });
const zoe = want('speaker', 'zoe', { name: 'Zoë', biography: [{ text: 'x' }] }, { slug: 'zoe' });
const talk = want(
  'session',
  'talk',
  { title: 'A talk', subtitle: 'On it', room: refer('room-hall'), speakers: [refer('speaker-zoe')] },
  { slug: 'a-talk' },
);
const file = [event, hall, zoe, talk];

/** Content as Sanity would hold it: an import that is planned here is also carried out here. */
function createContent() {
  let stored: StoredDocument[] = [];
  let record: ImportRecord = new Map();
  let revision = 0;
  const find = (id: string) => stored.find(({ _id }) => _id === id);
  const put = (document: Record<string, unknown> & { _id: string; _type: string }, rev = `r${++revision}`) => {
    stored = [...stored.filter(({ _id }) => _id !== document._id), { ...document, _rev: rev }];
  };
  return {
    find,
    put,
    edit(id: string, fields: object) {
      put({ ...(find(id) as StoredDocument), ...fields });
    },
    import(wanted: ProgrammeDocument[], isComplete = true): Plan {
      const plan = planImport({ wanted, stored, record, isComplete });
      for (const { step } of plan.decisions) {
        if (step?.action === 'create' || step?.action === 'replace') put(step.document);
        else if (step?.action === 'delete') stored = stored.filter(({ _id }) => _id !== step.id);
        else if (step) {
          const kept = Object.entries(find(step.id) as object).filter(([name]) => !step.unset.includes(name));
          put({ ...Object.fromEntries(kept), ...step.set } as StoredDocument);
        }
      }
      // As it comes back from storage.
      record = parseRecord(JSON.parse(JSON.stringify(toRecordDocument(plan.record))));
      return plan;
    },
  };
}

const outcomes = ({ decisions }: Plan) =>
  Object.fromEntries(decisions.map(({ id, outcome, reason }) => [id, reason ? `${outcome}: ${reason}` : outcome]));
const without = (...ids: string[]) => file.filter(({ _id }) => !ids.includes(_id));

test('the same file twice changes nothing the second time, not even the record', () => {
  const content = createContent();
  const first = content.import(file);
  expect(new Set(Object.values(outcomes(first)))).toEqual(new Set(['created']));
  const second = content.import(file);
  expect(new Set(Object.values(outcomes(second)))).toEqual(new Set(['unchanged']));
  expect(second.decisions.every(({ step }) => step === null)).toBe(true);
  expect(second.record).toEqual(first.record);
});

test('the file decides about its own fields alone, and writes only those that differ', () => {
  const content = createContent();
  content.import(file);
  content.edit('session-talk', { title: 'Edited', slug: 'my-slug', capacity: 30 });
  const [decision] = content.import(file).decisions.filter(({ outcome }) => outcome === 'changed');
  expect(decision?.step).toMatchObject({ action: 'patch', id: 'session-talk', set: { title: 'A talk' }, unset: [] });
  expect(content.find('session-talk')).toMatchObject({ title: 'A talk', slug: 'my-slug', capacity: 30 });
});

test('a field that the file has dropped goes; one that an organizer filled where the file was empty stays', () => {
  const content = createContent();
  content.import(file);
  content.edit('speaker-zoe', { role: 'Captain' });
  const { subtitle: _, ...rest } = talk.fields;
  content.import([...without('session-talk'), { ...talk, fields: rest }]);
  expect(content.find('session-talk')).not.toHaveProperty('subtitle');
  expect(content.find('speaker-zoe')).toHaveProperty('role', 'Captain');
});

test('an event never loses its name, dates or zone to a file that says nothing of them', () => {
  const content = createContent();
  content.import([want('event', '', { name: 'Camp', timeZone: 'Europe/Berlin' }), ...without('event')]);
  content.import([want('event', '', { name: 'Camp' }), ...without('event')]);
  expect(content.find('event')).toHaveProperty('timeZone', 'Europe/Berlin');
});

test('what the file no longer has is removed, sessions before what they point at', () => {
  const content = createContent();
  content.import(file);
  const plan = content.import([event]);
  expect(plan.decisions.filter(({ outcome }) => outcome === 'removed').map(({ id }) => id)).toEqual([
    'session-talk',
    'speaker-zoe',
    'room-hall',
  ]);
});

test('what somebody has edited is kept, with all it points at', () => {
  const content = createContent();
  content.import(file);
  content.edit('session-talk', { abstract: 'Mine' });
  expect(outcomes(content.import([event]))).toEqual({
    event: 'unchanged',
    'session-talk': 'kept: edited',
    'speaker-zoe': 'kept: referenced',
    'room-hall': 'kept: referenced',
  });
});

test('an unpublished draft counts as an edit', () => {
  const content = createContent();
  content.import(file);
  content.put({ _id: 'drafts.speaker-zoe', _type: 'speaker', name: 'Zoë A.' });
  expect(outcomes(content.import(without('speaker-zoe', 'session-talk')))).toMatchObject({
    'session-talk': 'removed',
    'speaker-zoe': 'kept: edited',
  });
});

test("an organizer's own documents are never removed, and keep what they point at", () => {
  const content = createContent();
  content.import(file);
  content.put({ _id: '5b0cf', _type: 'session', title: 'Breakfast', room: refer('room-hall') });
  expect(outcomes(content.import([event]))).toMatchObject({
    'session-talk': 'removed',
    'room-hall': 'kept: referenced',
  });
  expect(content.find('5b0cf')).toBeDefined();
});

test('an edit is remembered as one although a later import writes to the same document', () => {
  const content = createContent();
  content.import(file);
  content.edit('speaker-zoe', { portrait: 'a picture' });
  const renamed = { ...zoe, fields: { ...zoe.fields, name: 'Zoë B.' } };
  content.import([...without('speaker-zoe'), renamed]);
  expect(outcomes(content.import(without('speaker-zoe', 'session-talk')))['speaker-zoe']).toBe('kept: edited');
});

test('that another import gave a room another place is no edit', () => {
  const content = createContent();
  content.import(file);
  const moved = { ...hall, initial: { ...hall.initial, order: 1 } };
  content.import([...without('room-hall'), moved]);
  expect(outcomes(content.import([event]))['room-hall']).toBe('removed');
});

test('nothing is removed for a file that could not be read in full', () => {
  const content = createContent();
  content.import(file);
  expect(outcomes(content.import([event], false))).toMatchObject({
    'session-talk': 'kept: incomplete file',
    'speaker-zoe': 'kept: incomplete file',
  });
  expect(outcomes(content.import([event]))['session-talk']).toBe('removed');
});

test('the sample conference gives way to another one, and only to another one', () => {
  const seed = (id: string, type: string, fields: object) => ({ _id: id, _type: type, ...fields });
  const content = createContent();
  content.put(seed('event', 'event', { name: 'Sample', tagline: 'By the river', currency: 'EUR' }), 'seed-1');
  content.put(seed('speaker-sam', 'speaker', { name: 'Sam', portrait: 'p' }), 'seed-1');
  content.put(seed('speaker-kim', 'speaker', { name: 'Kim' }), 'r-somebody');

  const own = [want('event', '', { name: 'Sample' }), want('speaker', 'sam', { name: 'Sam' })];
  expect(outcomes(content.import(own))).toEqual({
    event: 'unchanged',
    'speaker-sam': 'unchanged',
    'speaker-kim': 'kept: edited',
  });
  expect(content.find('speaker-sam')).toHaveProperty('portrait');

  expect(outcomes(content.import(file))).toMatchObject({ event: 'changed', 'speaker-sam': 'removed' });
  expect(content.find('event')).not.toHaveProperty('tagline');
  expect(content.find('event')).toMatchObject({ name: 'Camp', currency: 'EUR' });
});

test('an event that an organizer has touched keeps their words', () => {
  const content = createContent();
  content.put({ _id: 'event', _type: 'event', name: 'Sample', tagline: 'My own words' }, 'r-somebody');
  content.import(file);
  expect(content.find('event')).toMatchObject({ name: 'Camp', tagline: 'My own words' });
});
