import { setTimeout as pause } from 'node:timers/promises';
import type { RequestHandler } from 'express';

/** Long enough for nginx to hear of it at any pace worth speaking of, and to ask Docker's DNS anew. */
const usualNoticeMs = 1_500;

/**
 * How the workers of a container that leaves, while others stay, keep requests from coming: for a moment what is only read is
 * answered with 502, which makes nginx ask another container and after three of those none of these workers (decision 7). Forms are
 * answered to the last, as nginx sends none twice. Then the door can close without anybody on their way to it.
 */
export function createLeaving(noticeMs = usualNoticeMs) {
  let isLeaving = false;
  const sendElsewhere: RequestHandler = (request, response, next) => {
    const isOnlyRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isLeaving || !isOnlyRead || request.path === '/api/health') return next();
    response.status(502).set('Cache-Control', 'no-store').type('text').send('This container is leaving.');
  };
  return {
    sendElsewhere,
    /** Resolves once nginx has had the time to hear of it. */
    async letNginxKnow(): Promise<void> {
      isLeaving = true;
      await pause(noticeMs);
    },
  };
}
