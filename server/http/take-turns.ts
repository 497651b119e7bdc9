import type { RequestHandler, Response } from 'express';

/**
 * Begins one request in each turn of the event loop, the one that came first. All that have come would otherwise be begun in the same
 * turn, and Node accepts one new connection a turn: a worker with a hundred busy connections has turns of half a second, and whoever
 * comes by a new one waits outside for as many turns as others stand before him, unseen by every measurement, while the hundred are
 * served again and again. One a turn, connections are accepted as fast as requests are answered (decision 17).
 */
export function createTurns(): RequestHandler {
  const waiting: { response: Response; begin: () => void }[] = [];

  function beginFirst(): void {
    const first = waiting.shift();
    if (waiting.length > 0) setImmediate(beginFirst);
    // Whoever has gone meanwhile needs no answer; nothing was begun.
    if (first && !first.response.destroyed) first.begin();
  }

  return (_request, response, next) => {
    waiting.push({ response, begin: () => next() });
    if (waiting.length === 1) setImmediate(beginFirst);
  };
}
