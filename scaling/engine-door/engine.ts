import { z } from 'zod';
import type { AskSocket, SocketAnswer } from '../../platform/ask-socket.ts';
import { composeLabels, type Inspected, inspectedSchema } from './inspected.ts';

/** The engine did not do what it was asked: its own words. */
export class EngineRefused extends Error {
  override name = 'EngineRefused';
}

export type Engine = ReturnType<typeof createEngine>;

/** Longer than the grace of any container of ours (30 s). */
const stopTimeoutMs = 90_000;
const idsSchema = z.array(z.object({ Id: z.string() }));
const idSchema = z.object({ Id: z.string() });
const complaintSchema = z.object({ message: z.string() });

/**
 * The few calls of the Docker Engine API that the door makes. Paths without a version are answered by each engine as its own
 * newest: 1.41 and those that refuse anything below 1.44 alike. All reject with `SocketAway` or `EngineRefused`.
 */
export function createEngine(ask: AskSocket, project: string) {
  async function require(answer: Promise<SocketAnswer>): Promise<unknown> {
    const { status, body } = await answer;
    // 304: it is as it should be already.
    if (status < 300 || status === 304) return body;
    const complaint = complaintSchema.safeParse(body);
    throw new EngineRefused(complaint.success ? complaint.data.message : `The engine answered ${status}.`);
  }
  const post = (path: string, body?: object, timeoutMs?: number) =>
    require(ask({ method: 'POST', path, body, timeoutMs }));

  /** null: there is none of that id, or it is another project's. */
  async function inspect(id: string): Promise<Inspected | null> {
    const answer = await ask({ method: 'GET', path: `/containers/${id}/json` });
    if (answer.status === 404) return null;
    const inspected = inspectedSchema.parse(await require(Promise.resolve(answer)));
    return inspected.Config.Labels?.[composeLabels.project] === project ? inspected : null;
  }

  return {
    inspect,

    /** All of the project, whatever their state. One that goes while it is asked about is left out. */
    async list(): Promise<Inspected[]> {
      const filters = encodeURIComponent(JSON.stringify({ label: [`${composeLabels.project}=${project}`] }));
      const found = idsSchema.parse(
        await require(ask({ method: 'GET', path: `/containers/json?all=1&filters=${filters}` })),
      );
      const all = await Promise.all(found.map(({ Id }) => inspect(Id)));
      return all.filter((inspected) => inspected !== null);
    },

    async create(name: string, body: object): Promise<string> {
      return idSchema.parse(await post(`/containers/create?name=${encodeURIComponent(name)}`, body)).Id;
    },
    async connect(id: string, network: string, aliases: string[]): Promise<void> {
      const path = `/networks/${encodeURIComponent(network)}/connect`;
      await post(path, { Container: id, EndpointConfig: { Aliases: aliases } });
    },
    start: (id: string) => post(`/containers/${id}/start`),
    /** With the grace that compose gave it. */
    stop: (id: string) => post(`/containers/${id}/stop`, undefined, stopTimeoutMs),
    restart: (id: string) => post(`/containers/${id}/restart`, undefined, stopTimeoutMs),
    /** With its anonymous volumes, never a running one. */
    remove: (id: string) => require(ask({ method: 'DELETE', path: `/containers/${id}?v=1` })),
    ping: () => require(ask({ method: 'GET', path: '/_ping' })),
  };
}
