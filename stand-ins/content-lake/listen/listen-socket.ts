import type { WebSocket } from 'ws';
import { isRecord } from '../documents/document.ts';
import type { Caller } from '../http/caller.ts';
import { LakeError } from '../http/errors.ts';
import { parseListenRequest } from './listen-request.ts';
import type { Listeners, Sink } from './listeners.ts';

const maxChannels = 300;

/**
 * Any number of `data/listen` over one WebSocket: a browser opens six connections to a plain HTTP address, and Studio has more
 * listeners than that. The browser's side stands in for `EventSource`.
 *
 *     -> {"open": "7", "url": "http://.../v1/data/listen/production?query=...", "lastEventId": "..."}    {"close": "7"}
 *     <- {"channel": "7", "event": "mutation", "id": "...", "data": "{...}"}       {"channel": "7", "end": 503 | null}
 */
export function serveListenSocket(
  socket: WebSocket,
  { listeners, caller }: { listeners: Listeners; caller: Caller },
): void {
  const channels = new Map<string, () => void>();

  const end = (channel: string, status: number | null) => {
    channels.get(channel)?.();
    channels.delete(channel);
    socket.send(JSON.stringify({ channel, end: status }));
  };

  function open(channel: string, url: string, lastEventId?: string): void {
    if (channels.has(channel) || channels.size >= maxChannels) {
      end(channel, 503);
      return;
    }
    const sink: Sink = {
      send: (event, id, data) => socket.send(JSON.stringify({ channel, event, id, data: JSON.stringify(data) })),
      backlogBytes: () => socket.bufferedAmount,
      end: () => end(channel, null),
    };
    channels.set(channel, () => {});
    try {
      const { searchParams } = new URL(url, 'http://lake');
      const stop = listeners.add(sink, parseListenRequest(Object.fromEntries(searchParams), caller, lastEventId));
      if (channels.has(channel)) channels.set(channel, stop);
    } catch (error) {
      end(channel, error instanceof LakeError ? error.statusCode : 400);
    }
  }

  socket.on('message', (bytes) => {
    const message = parseMessage(String(bytes));
    const { lastEventId } = message;
    if (typeof message.open === 'string' && typeof message.url === 'string')
      open(message.open, message.url, typeof lastEventId === 'string' ? lastEventId : undefined);
    else if (typeof message.close === 'string') {
      channels.get(message.close)?.();
      channels.delete(message.close);
    }
  });
  socket.on('close', () => {
    for (const stop of channels.values()) stop();
  });
}

function parseMessage(text: string): Record<string, unknown> {
  try {
    const message: unknown = JSON.parse(text);
    return isRecord(message) ? message : {};
  } catch {
    return {};
  }
}
