/** An answer in the words and the form of Sanity's API, which `@sanity/client` turns into its own errors. */
export class LakeError extends Error {
  readonly statusCode: number;
  readonly body: object;
  constructor(statusCode: number, body: object, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.body = body;
  }
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

export function apiError(statusCode: number, message: string): LakeError {
  return new LakeError(statusCode, { statusCode, error: titles[statusCode] ?? 'Error', message }, message);
}

/** What was wrong with one mutation of a transaction; nothing of the transaction was kept. */
export function mutationError(
  statusCode: number,
  index: number,
  error: { type: string; description: string; [detail: string]: unknown },
): LakeError {
  const description = 'Mutation(s) failed with 1 error(s)';
  return new LakeError(
    statusCode,
    { error: { type: 'mutationError', description, items: [{ error, index }] } },
    error.description,
  );
}

export function queryParseError(query: string, position: number, description: string): LakeError {
  const start = Math.min(Math.max(0, position), query.length);
  return new LakeError(
    400,
    { error: { type: 'queryParseError', description, query, start, end: Math.min(start + 1, query.length) } },
    description,
  );
}
