import type { AskSocket } from '../../platform/ask-socket.ts';
import {
  createdSchema,
  listSchema,
  type ReplicaAct,
  refusalSchema,
  type ShownContainer,
  termHeader,
} from '../engine-door/contract.ts';

/** Neither the door nor the engine behind it can be asked. */
export class EngineAway extends Error {
  override name = 'EngineAway';
}

/** It was asked, and did not do it: the door's or the engine's own words. */
export class EngineUnwilling extends Error {
  override name = 'EngineUnwilling';
}

/** All reject with `EngineAway` or `EngineUnwilling`. `term`: the number of the lease under which is acted. */
export type DoorClient = {
  list(): Promise<ShownContainer[]>;
  clone(like: string, number: number, term: number): Promise<{ id: string; name: string }>;
  /** Stopping resolves once the container has ended. */
  act(id: string, how: ReplicaAct, term: number): Promise<void>;
  restartService(id: string): Promise<void>;
};

/** The door has the engine stop one after the other, each within 90 s and most of them within a few. */
const patienceMs = 300_000;

export function createDoorClient(ask: AskSocket): DoorClient {
  async function send(method: 'GET' | 'POST', path: string, body?: object, term?: number): Promise<unknown> {
    const headers = term === undefined ? undefined : { [termHeader]: String(term) };
    const timeoutMs = method === 'POST' ? patienceMs : undefined;
    const answer = await ask({ method, path, body, headers, timeoutMs }).catch((error: Error) => {
      throw new EngineAway(error.message, { cause: error });
    });
    if (answer.status === 200) return answer.body;
    const refusal = refusalSchema.safeParse(answer.body);
    const words = refusal.success ? refusal.data.refused : `The door answered ${answer.status}.`;
    throw answer.status === 502 ? new EngineAway(words) : new EngineUnwilling(words);
  }

  return {
    list: async () => listSchema.parse(await send('GET', '/containers')).containers,
    clone: async (like, number, term) => createdSchema.parse(await send('POST', '/replicas', { like, number }, term)),
    async act(id, how, term) {
      await send('POST', `/replicas/${id}/${how}`, {}, term);
    },
    async restartService(id) {
      await send('POST', `/services/${id}/restart`, {});
    },
  };
}
