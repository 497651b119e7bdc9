import type { Request, RequestHandler, Response } from 'express';

/** The statuses with which a request is refused before any route sees its body; the site's error page has words for each. */
export type RefusedStatus = 403 | 411 | 413 | 415;

export const maxBodyBytes = 256 * 1024;
const formType = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/**
 * Judges a request that may change something: it must come from a page of this site, say its length, be small enough and
 * be a form. nginx buffers bodies and always says the length, so only a direct, chunked request meets 411.
 */
export function judgeRequest(request: Pick<Request, 'method' | 'headers'>): RefusedStatus | null {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return null;
  const { headers } = request;
  if (!isSameOrigin(headers)) return 403;
  if (headers['content-length'] === undefined) return 411;
  if (Number(headers['content-length']) > maxBodyBytes) return 413;
  if (!formType.test(headers['content-type'] ?? '')) return 415;
  return null;
}

/** Whether a browser says that a page of this very address sends this. */
export function isSameOrigin({ 'sec-fetch-site': site, origin, host }: Request['headers']): boolean {
  if (site !== undefined && site !== 'same-origin') return false;
  // Browsers without fetch metadata send Origin with every POST. A request with neither is no browser's form.
  if (origin === undefined) return site !== undefined;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** No page: nothing that was asked for is looked up for a request that is refused, and every address answers alike. */
const refusedPath = '/refused';

/** Turns a refused request into a GET that the site answers with its error page: the words stay in one place, the body unread. */
export const refuse: RequestHandler = (request, response: Response, next) => {
  const status = judgeRequest(request);
  if (status !== null) {
    response.locals.refusedStatus = status;
    request.method = 'GET';
    request.url = refusedPath;
    request.originalUrl = refusedPath;
    request.headers = { ...request.headers, 'content-length': undefined, 'transfer-encoding': undefined };
    request.resume();
    if (status === 413) response.set('Connection', 'close');
  }
  next();
};
