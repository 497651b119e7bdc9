import { createHash } from 'node:crypto';
export type StoredDocument = { _id: string; _type: string; _rev: string; [field: string]: unknown };

/** What the last import left of a document: the fields that follow the file, and a digest of everything in it. */
export type Trace = { fields: string[]; digest: string };
/** By document id. */
export type ImportRecord = ReadonlyMap<string, Trace>;

/** The dot keeps it from readers without a token; it is no content. */
export const recordId = 'import.programme';

export function traceOf(fields: string[], content: Record<string, unknown>): Trace {
  return { fields: fields.toSorted(), digest: digestOf(content) };
}

/** As the local lake was filled when it was empty, and not touched since: the id of a transaction is the `_rev` it leaves. */
export const isSeeded = ({ _rev }: StoredDocument): boolean => _rev.startsWith('seed-');

/** Neither an organizer nor another program has added, changed or taken out anything since it was seeded or imported. */
export function isUntouched(document: StoredDocument, record: ImportRecord): boolean {
  if (isSeeded(document)) return true;
  return record.get(document._id)?.digest === digestOf(document);
}

export function parseRecord(document: unknown): ImportRecord {
  const entries = (document as { documents?: (Trace & { _key: string })[] } | null)?.documents ?? [];
  return new Map(entries.map(({ _key, fields, digest }) => [_key, { fields, digest }]));
}

export function toRecordDocument(record: ImportRecord) {
  const documents = [...record].map(([_key, trace]) => ({ _key, ...trace }));
  return { _id: recordId, _type: 'programmeImport', documents };
}

/** Of what was written; that Sanity's own fields change is no edit. */
function digestOf(content: Record<string, unknown>): string {
  const own = Object.fromEntries(Object.entries(content).filter(([name]) => !name.startsWith('_')));
  return createHash('sha256').update(canonical(own)).digest('base64url').slice(0, 22);
}

/** JSON that does not depend on the order in which fields are stored. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
