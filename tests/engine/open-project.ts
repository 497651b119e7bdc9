import { setTimeout as pause } from 'node:timers/promises';
import type { AskSocket } from '../../platform/ask-socket.ts';
import { engineSocket, tell } from './open-engine.ts';
import { ensureSmallImage } from './small-image.ts';

type Inspected = {
  Id: string;
  Name: string;
  Image: string;
  Created: string;
  State: { Status: string; Health?: { Status: string } };
  NetworkSettings: { Networks: Record<string, { Aliases: string[] | null; IPAddress: string }> };
  HostConfig: Record<string, unknown>;
  Config: { Labels: Record<string, string>; Env: string[] };
};

/** An app container as small as can be: it answers, falls ill when it is told so, and leaves when it is told so. */
const program = `
let isIll = false;
const server = require('node:http').createServer((request, response) => {
  if (request.url === '/fall-ill') isIll = true;
  response.writeHead(isIll ? 500 : 200).end(process.env.SECRET);
});
server.listen(3000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;
const check = `require('node:http').get('http://127.0.0.1:3000/', (answer) => process.exit(answer.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))`;
const second = 1_000_000_000;

export type TestProject = Awaited<ReturnType<typeof openProject>>;

/**
 * A project on a real engine, as compose would have made it, of the service `app` on the networks `front` and `back`. Gone after
 * `close`, whatever has been made in it meanwhile.
 */
export async function openProject(ask: AskSocket, name: string) {
  const image = await ensureSmallImage(ask, engineSocket);
  const front = `${name}_front`;
  const back = `${name}_back`;
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${name}`] }));

  async function listIds(): Promise<string[]> {
    const found = (await tell(ask, 'GET', `/containers/json?all=1&filters=${filters}`)) as { Id: string }[];
    return found.map(({ Id }) => Id);
  }
  const inspect = async (id: string) => (await tell(ask, 'GET', `/containers/${id}/json`)) as Inspected;

  async function close(): Promise<void> {
    for (const id of await listIds()) await tell(ask, 'DELETE', `/containers/${id}?v=1&force=1`);
    for (const path of [`/networks/${front}`, `/networks/${back}`]) await ask({ method: 'DELETE', path });
    await ask({ method: 'DELETE', path: `/volumes/${name}_logs?force=1` });
  }

  /** What compose would send for one replica. */
  const describeReplica = (number: number, service = 'app'): Record<string, unknown> & { HostConfig: object } => ({
    Image: image,
    User: '1000',
    Entrypoint: ['/node'],
    Cmd: ['-e', program],
    Env: ['SECRET=not for the scaler'],
    Healthcheck: { Test: ['CMD', '/node', '-e', check], Interval: second, Timeout: 10 * second, Retries: 2 },
    StopTimeout: 20,
    Labels: {
      'com.docker.compose.project': name,
      'com.docker.compose.service': service,
      'com.docker.compose.container-number': String(number),
      'com.docker.compose.config-hash': 'one',
      'com.docker.compose.oneoff': 'False',
    },
    HostConfig: {
      NetworkMode: back,
      Memory: 128 * 2 ** 20,
      NanoCpus: 500_000_000,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'mode=1777,size=4m' },
      Binds: [`${name}_logs:/logs:rw`],
      RestartPolicy: { Name: 'unless-stopped' },
    },
    NetworkingConfig: { EndpointsConfig: { [back]: { Aliases: [`${name}-${service}-${number}`, service] } } },
  });

  async function create(containerName: string, body: object): Promise<string> {
    const { Id } = (await tell(ask, 'POST', `/containers/create?name=${containerName}`, body)) as { Id: string };
    return Id;
  }

  async function waitUntil(id: string, isSo: (inspected: Inspected) => boolean): Promise<Inspected> {
    for (const giveUpAtMs = Date.now() + 60_000; ; await pause(100)) {
      const inspected = await inspect(id);
      if (isSo(inspected)) return inspected;
      if (Date.now() > giveUpAtMs) throw new Error(`${inspected.Name} is still ${JSON.stringify(inspected.State)}`);
    }
  }
  const waitUntilHealthy = (id: string) => waitUntil(id, ({ State }) => State.Health?.Status === 'healthy');

  async function addReplica(number: number, service = 'app'): Promise<string> {
    const containerName = `${name}-${service}-${number}`;
    const id = await create(containerName, describeReplica(number, service));
    const EndpointConfig = { Aliases: [containerName, service] };
    await tell(ask, 'POST', `/networks/${front}/connect`, { Container: id, EndpointConfig });
    await tell(ask, 'POST', `/containers/${id}/start`);
    return id;
  }

  await close();
  for (const Name of [front, back]) {
    await tell(ask, 'POST', '/networks/create', {
      Name,
      CheckDuplicate: true,
      Labels: { 'com.docker.compose.project': name },
    });
  }
  return {
    name,
    image,
    front,
    back,
    ask,
    close,
    listIds,
    inspect,
    describeReplica,
    create,
    addReplica,
    waitUntil,
    waitUntilHealthy,
    /** One that goes while it is asked about is left out. */
    async list(): Promise<Inspected[]> {
      const all = await Promise.all(
        (await listIds()).map((id) => ask({ method: 'GET', path: `/containers/${id}/json` })),
      );
      return all.filter(({ status }) => status === 200).map(({ body }) => body as Inspected);
    },
    /** From the machine itself, by its address in a network. */
    async askContainer(id: string, path: string): Promise<{ status: number; text: string }> {
      const { NetworkSettings } = await inspect(id);
      const response = await fetch(`http://${NetworkSettings.Networks[back]?.IPAddress}:3000${path}`);
      return { status: response.status, text: await response.text() };
    },
  };
}
