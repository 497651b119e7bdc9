import { constants } from 'node:zlib';
import compression from 'compression';
import type { RequestHandler } from 'express';

/**
 * Answers in the encoding that was asked for; nginx asks for one at most, and keeps a copy of each. Quick levels: a page that
 * is kept is made again every two seconds, and one with a form is compressed for one visitor.
 */
export function createCompression(): RequestHandler {
  const compress = compression({
    threshold: 1_000,
    level: 5,
    brotli: {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        // No page is larger than this window (256 kB); the usual one takes 4 MB of memory each time.
        [constants.BROTLI_PARAM_LGWIN]: 18,
      },
    },
  });
  return (request, response, next) => {
    compress(request, response, (error) => {
      // Remix calls it after each piece of a page, and a page comes in a few: gzip made half as much again of them.
      Object.assign(response, { flush: undefined });
      next(error);
    });
  };
}
