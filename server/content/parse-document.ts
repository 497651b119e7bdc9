import { z } from 'zod';

/** Told of what is wrong in a document: `left out` is the field, or the whole document. */
export type DocumentProblem = { documentId: string; leftOut: string; problem: string };
export type ReportProblem = (problem: DocumentProblem) => void;

/** `all or nothing` where a missing field means something else than a wrong one: no end of the sale, no limit. */
type Tolerance = 'field by field' | 'all or nothing';

const documentSchema = z.looseObject({ id: z.string() });

/**
 * What organizers write can be wrong in one place and must not cost more than that: a field that is wrong is left out if
 * it may be missing, else the document is. `null` means the latter.
 */
export function parseDocument<S extends z.ZodType>(
  schema: S,
  given: unknown,
  report: ReportProblem,
  tolerance: Tolerance = 'field by field',
): z.infer<S> | null {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const document = documentSchema.safeParse(given);
  const documentId = document.success ? document.data.id : '(no id)';
  const problem = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  const wrong = new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')));
  const rest = document.success
    ? Object.fromEntries(Object.entries(document.data).filter(([name]) => !wrong.has(name)))
    : null;
  const retried = schema.safeParse(tolerance === 'all or nothing' ? null : rest);
  report({ documentId, problem, leftOut: retried.success ? [...wrong].join(', ') : 'the document' });
  return retried.success ? retried.data : null;
}

export function parseDocuments<S extends z.ZodType>(
  schema: S,
  given: unknown,
  report: ReportProblem,
  tolerance?: Tolerance,
): z.infer<S>[] {
  const list = Array.isArray(given) ? given : [];
  return list.flatMap((each: unknown) => {
    const document = parseDocument(schema, each, report, tolerance);
    return document === null ? [] : [document];
  });
}
