import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from '../context.ts';

/** What every refusal of the organizer API is: a word for programs, a sentence for people, and for fields each its own. */
export type Refused = { reason: string; message: string; fields?: Record<string, string> };

export function refuseWith(response: Response, status: number, refused: Refused): void {
  response.status(status).json(refused);
}

export const never: RequestHandler = (_request, response) =>
  refuseWith(response, 404, { reason: 'no_such_address', message: 'There is nothing at this address.' });

/** Express 4 knows no promises. */
export function whenDone(handle: (...args: Parameters<RequestHandler>) => Promise<unknown>): RequestHandler {
  return (request, response, next) => void handle(request, response, next).catch(next);
}

/** What was sent cannot be read, or the ledger does not answer: then nothing is known to have happened. */
export function createApiErrors(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = typeof error?.status === 'number' && error.status < 500 ? error.status : 503;
    if (status < 500) {
      const message = status === 413 ? 'That is more than any form here needs.' : 'What was sent cannot be read.';
      return refuseWith(response, status, { reason: 'unreadable', message });
    }
    // Its message alone: what ioredis throws carries the command along, names and addresses in it.
    const what = error instanceof Error ? error.message : String(error);
    log.error({ error: what, path: request.path, requestId: response.locals.requestId }, 'the organizer API failed');
    response.set('Retry-After', '2');
    refuseWith(response, 503, {
      reason: 'away',
      message: 'The ledger does not answer at the moment. Try again: what was done already is not done twice.',
    });
  };
}
