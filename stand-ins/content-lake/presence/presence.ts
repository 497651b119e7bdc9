import type { WebSocket } from 'ws';
import { isRecord } from '../documents/document.ts';
import type { Caller } from '../http/caller.ts';

const heartbeat = '♥';
const heartbeatMs = 25_000;

type Member = { userId: string; subscriptions: Set<string>; sessionId: string | null };

/** Who is where in Studio: JSON-RPC as `@sanity/bifur-client` speaks it. Nothing is stored; a message is passed on to all others. */
export function createPresence() {
  const members = new Map<WebSocket, Member>();

  function tellAll(result: object): void {
    for (const [socket, { subscriptions }] of members) {
      for (const subscription of subscriptions) {
        const params = { subscription, result };
        socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'presence_subscription', params }));
      }
    }
  }

  function answer(member: Member, method: string, params: Record<string, unknown>): unknown {
    const { userId } = member;
    if (method === 'presence_subscribe') {
      const subscription = `presence-${member.subscriptions.size + 1}`;
      member.subscriptions.add(subscription);
      return subscription;
    }
    if (method === 'presence_unsubscribe') return member.subscriptions.delete(String(params.subscriptionId));
    if (method === 'presence_rollcall') {
      tellAll({ type: 'rollCall', i: userId, session: params.session });
    } else if (method === 'presence_announce') {
      const data = isRecord(params.data) ? params.data : {};
      if (typeof data.sessionId === 'string') member.sessionId = data.sessionId;
      tellAll({ type: 'state', i: userId, m: { sessionId: data.sessionId, locations: data.locations ?? [] } });
    } else if (method === 'presence_disconnect') {
      member.sessionId = null;
      tellAll({ type: 'disconnect', i: userId, m: { session: params.session } });
    }
    return true;
  }

  return {
    join(socket: WebSocket, caller: Caller): void {
      const member: Member = { userId: caller.userId, subscriptions: new Set(), sessionId: null };
      members.set(socket, member);
      const beat = setInterval(() => socket.send(heartbeat), heartbeatMs);
      beat.unref();
      socket.on('message', (bytes) => {
        const request = parseRequest(String(bytes));
        if (!request) return;
        const result = answer(member, request.method, request.params);
        socket.send(JSON.stringify({ jsonrpc: '2.0', id: request.id, result }));
      });
      socket.on('close', () => {
        clearInterval(beat);
        members.delete(socket);
        // A tab that was closed could not say so.
        if (member.sessionId) tellAll({ type: 'disconnect', i: member.userId, m: { session: member.sessionId } });
      });
    },
  };
}
export type Presence = ReturnType<typeof createPresence>;

function parseRequest(text: string): { id: unknown; method: string; params: Record<string, unknown> } | null {
  try {
    const { id, method, params } = JSON.parse(text) as Record<string, unknown>;
    return typeof method === 'string' ? { id, method, params: isRecord(params) ? params : {} } : null;
  } catch {
    return null;
  }
}
