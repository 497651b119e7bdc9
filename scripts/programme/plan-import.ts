import { isDeepStrictEqual } from 'node:util';
import type { ProgrammeDocument, ProgrammeType } from '../../core/programme/programme-documents.ts';
import { type ImportRecord, isSeeded, isUntouched, type StoredDocument, type Trace, traceOf } from './import-record.ts';

export type Outcome = 'created' | 'changed' | 'unchanged' | 'removed' | 'kept';
/** Why a document that the file does not have stays. */
export type KeptReason = 'incomplete file' | 'edited' | 'referenced';

type Content = { [field: string]: unknown };
export type Step =
  | { action: 'create'; document: { _id: string; _type: string } & Content }
  | { action: 'replace'; document: { _id: string; _type: string } & Content }
  | { action: 'patch'; id: string; rev: string; set: Content; unset: string[] }
  | { action: 'delete'; id: string };

export type Decision = {
  id: string;
  type: ProgrammeType;
  /** Its name or title. */
  label: string;
  outcome: Outcome;
  reason: KeptReason | null;
  /** What is to be written; null for what stays as it is. */
  step: Step | null;
};

/** In the order in which references allow: targets are written before what points at them, and removed after it. */
export type Plan = { decisions: Decision[]; record: ImportRecord };

export const typeOrder: ProgrammeType[] = ['event', 'room', 'track', 'speaker', 'session'];

/**
 * What an import has to write. The file decides about the fields it fills, an organizer about everything else. What an earlier
 * import or the seed wrote and the file does not have gives way, unless somebody has edited it or something points at it.
 */
export function planImport(input: {
  wanted: ProgrammeDocument[];
  /** Everything of the programme's types, drafts included, and whatever else refers to that. */
  stored: StoredDocument[];
  record: ImportRecord;
  /** False where the file may hold more than could be read: then nothing is removed but the sample of another conference. */
  isComplete: boolean;
}): Plan {
  const { wanted, stored, record, isComplete } = input;
  const storedById = new Map(stored.map((document) => [document._id, document]));
  const written = wanted.map((document) => decideWanted(document, storedById.get(document._id), record));

  const wantedIds = new Set(wanted.map(({ _id }) => _id));
  const gone = stored.filter((document) => isOfImport(document) && !wantedIds.has(document._id));
  const isEdited = (document: StoredDocument) =>
    !isUntouched(document, record) || storedById.has(`drafts.${document._id}`);
  const sample = storedById.get('event');
  const isNewConference = wanted.some((document) => sample && replacesSample(document, sample));
  const givesWay = (document: StoredDocument) => isComplete || (isNewConference && isSeeded(document));
  const removable = new Set(gone.filter((each) => givesWay(each) && !isEdited(each)).map(({ _id }) => _id));
  const contents = new Map<string, Content>(stored.map((document) => [document._id, document]));
  for (const { id, content } of written) contents.set(id, content);
  keepWhatIsPointedAt(removable, contents);

  const left = gone.map((document): Decision => {
    const { _id: id } = document;
    const about = { id, type: document._type as ProgrammeType, label: labelOf(document) };
    if (removable.has(id)) return { ...about, outcome: 'removed', reason: null, step: { action: 'delete', id } };
    const reason = isEdited(document) ? 'edited' : givesWay(document) ? 'referenced' : 'incomplete file';
    return { ...about, outcome: 'kept', reason, step: null };
  });
  left.sort((a, b) => typeOrder.indexOf(b.type) - typeOrder.indexOf(a.type));

  const traces = new Map(written.map(({ id, trace }) => [id, trace]));
  for (const { id, outcome } of left) {
    const trace = outcome === 'kept' ? record.get(id) : undefined;
    if (trace) traces.set(id, trace);
  }
  return { decisions: [...written.map(({ content: _, trace: __, ...decision }) => decision), ...left], record: traces };
}

/** Ids that Studio or another program makes look different. The event is there once and never taken away. */
const isOfImport = ({ _id, _type }: StoredDocument): boolean =>
  _type !== 'event' && typeOrder.includes(_type as ProgrammeType) && _id.startsWith(`${_type}-`);

/** The sample conference's venue, tagline, people and the like say nothing about another conference. */
const replacesSample = (wanted: ProgrammeDocument, stored: StoredDocument): boolean =>
  wanted._type === 'event' && isSeeded(stored) && stored.name !== wanted.fields.name;

const labelOf = ({ title, name }: Content): string => String(title ?? name ?? 'without a name');

/** `content`: the document as it will be. */
type Written = Decision & { content: Content; trace: Trace };

function decideWanted(wanted: ProgrammeDocument, stored: StoredDocument | undefined, record: ImportRecord): Written {
  const { _id: id, _type: type, fields, initial } = wanted;
  const document = { _id: id, _type: type, ...initial, ...fields };
  const names = Object.keys(fields);
  const afresh = {
    id,
    type,
    label: labelOf(fields),
    reason: null,
    content: document,
    trace: traceOf(names, document),
  };
  if (!stored) return { ...afresh, outcome: 'created', step: { action: 'create', document } };

  if (replacesSample(wanted, stored) || stored._type !== type) {
    return { ...afresh, outcome: 'changed', step: { action: 'replace', document } };
  }
  const changed = names.filter((name) => !isDeepStrictEqual(fields[name], stored[name]));
  const set = Object.fromEntries(changed.map((name) => [name, fields[name]]));
  // The site cannot do without an event's name, dates and zone: those of before are better than none.
  const dropped = type === 'event' ? [] : (record.get(id)?.fields ?? []).filter((name) => !(name in fields));
  const unset = dropped.filter((name) => stored[name] !== undefined);
  const rest = Object.fromEntries(Object.entries(stored).filter(([name]) => !unset.includes(name)));
  const content = { ...rest, ...set };
  // Once edited, it counts as untouched again only where it is what a first import would have written.
  const trace = isUntouched(stored, record) ? traceOf(names, content) : afresh.trace;
  const isSame = changed.length === 0 && unset.length === 0;
  const step: Step | null = isSame ? null : { action: 'patch', id, rev: stored._rev, set, unset };
  return { ...afresh, outcome: isSame ? 'unchanged' : 'changed', step, content, trace };
}

/** What stays keeps what it points at, which may keep more. */
function keepWhatIsPointedAt(removable: Set<string>, contents: ReadonlyMap<string, Content>): void {
  for (let before = -1; before !== removable.size; ) {
    before = removable.size;
    for (const [id, content] of contents) {
      if (!removable.has(id)) for (const target of collectReferences(content)) removable.delete(target);
    }
  }
}

function collectReferences(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '_ref' in value && typeof value._ref === 'string' ? [value._ref] : [];
  return [...own, ...Object.values(value).flatMap(collectReferences)];
}
