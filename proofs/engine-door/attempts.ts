import { tell } from '../../tests/engine/open-engine.ts';
import type { TestProject } from '../../tests/engine/open-project.ts';

export type Attempt = {
  what: string;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
  /** The same, asked of Docker's own socket: what it granted, and null if it did not. Leaves nothing behind. */
  control: () => Promise<string | null>;
};

type Target = { model: string; foreigner: string; foreignImage: string };

/** What somebody who had taken over the scaler would try. */
export async function createAttempts(project: TestProject, target: Target): Promise<Attempt[]> {
  return [
    ...(await createSettings(project, target)),
    ...createForeign(project, target),
    ...createOthers(project, target),
  ];
}

/** Containers with more than an app container has: in Docker's words, and in the door's own. */
async function createSettings(project: TestProject, { model, foreignImage }: Target): Promise<Attempt[]> {
  const settings: [string, object, object?][] = [
    ['a privileged container', { Privileged: true }],
    ['a folder of the host', { Binds: ['/etc:/host'] }],
    ["Docker's socket", { Binds: ['/var/run/docker.sock:/docker.sock'] }],
    ['the network of the host', { NetworkMode: 'host' }, { NetworkingConfig: undefined }],
    ['the processes of the host', { PidMode: 'host' }],
    ['a capability', { CapAdd: ['SYS_ADMIN'] }],
    ['no filter of system calls', { SecurityOpt: ['seccomp=unconfined'] }],
    ['a device', { Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/host', CgroupPermissions: 'rwm' }] }],
    ['all the memory', { Memory: 0 }],
    ['a foreign image', {}, { Image: foreignImage }],
  ];
  const attempts = settings.flatMap(([what, host, more]): Attempt[] => {
    const usual = project.describeReplica(9);
    const body = { ...usual, HostConfig: { ...usual.HostConfig, ...host }, ...more };
    const control = async () => {
      const id = await project.create(`${project.name}-control`, body);
      await tell(project.ask, 'DELETE', `/containers/${id}?v=1`);
      return 'created';
    };
    const name = encodeURIComponent(`${project.name}-app-9`);
    return [
      { what: `${what}, in Docker's words`, method: 'POST', path: `/containers/create?name=${name}`, body, control },
      {
        what: `${what}, in the door's words`,
        method: 'POST',
        path: '/replicas',
        body: { like: model, number: 9, ...(what.includes('image') ? more : { HostConfig: host }) },
        control,
      },
    ];
  });
  return [...attempts, await createPlanted(project)];
}

/** One that has the labels of a replica and is privileged: a model to ask for. */
async function createPlanted(project: TestProject): Promise<Attempt> {
  const usual = project.describeReplica(8);
  const body = { ...usual, HostConfig: { ...usual.HostConfig, Privileged: true, SecurityOpt: null } };
  const id = await project.create(`${project.name}-app-8`, body);
  await tell(project.ask, 'POST', `/networks/${project.front}/connect`, { Container: id });
  await tell(project.ask, 'POST', `/containers/${id}/start`);
  await project.waitUntilHealthy(id);
  return {
    what: 'a clone of a privileged container that was planted as a replica',
    method: 'POST',
    path: '/replicas',
    body: { like: id, number: 9 },
    control: async () => {
      const copy = await project.create(`${project.name}-control`, body);
      await tell(project.ask, 'DELETE', `/containers/${copy}?v=1`);
      return 'created';
    },
  };
}

function createForeign({ ask }: TestProject, { foreigner }: Target): Attempt[] {
  return [
    {
      what: "another project's container as the model",
      method: 'POST',
      path: '/replicas',
      body: { like: foreigner, number: 9 },
      control: async () => {
        const shown = JSON.stringify(await tell(ask, 'GET', `/containers/${foreigner}/json`));
        return shown.includes('not for the scaler') ? 'all there is to copy, its secrets too' : null;
      },
    },
    {
      what: "stopping another project's container",
      method: 'POST',
      path: `/replicas/${foreigner}/stop`,
      control: async () => {
        await tell(ask, 'POST', `/containers/${foreigner}/stop`);
        await tell(ask, 'POST', `/containers/${foreigner}/start`);
        return 'stopped';
      },
    },
    {
      what: "restarting another project's container",
      method: 'POST',
      path: `/services/${foreigner}/restart`,
      control: async () => {
        await tell(ask, 'POST', `/containers/${foreigner}/restart`);
        return 'restarted';
      },
    },
  ];
}

function createOthers({ ask, name, image, back }: TestProject, { model }: Target): Attempt[] {
  const reading = (what: string, path: string): Attempt => ({
    what,
    method: 'GET',
    path,
    control: async () => ((await tell(ask, 'GET', path)) === null ? null : 'shown'),
  });
  const doing = (what: string, path: string, body: object | undefined, undo: () => Promise<unknown>): Attempt => ({
    what,
    method: 'POST',
    path,
    body,
    control: async () => {
      await tell(ask, 'POST', path, body);
      await undo();
      return 'done';
    },
  });
  return [
    reading("a container's environment", `/containers/${model}/json`),
    reading('the same by a versioned path', `/v1.41/containers/${model}/json`),
    reading("all projects' containers", '/containers/json?all=1'),
    reading("a container's files", `/containers/${model}/archive?path=/etc/hostname`),
    reading("the engine's own data", '/info'),
    doing('a program in a running container', `/containers/${model}/exec`, { Cmd: ['/node', '-v'] }, async () => {}),
    doing('the network that all share', '/networks/bridge/connect', { Container: model }, () =>
      tell(ask, 'POST', '/networks/bridge/disconnect', { Container: model }),
    ),
    doing('a network', '/networks/create', { Name: `${name}_more` }, () =>
      tell(ask, 'DELETE', `/networks/${name}_more`),
    ),
    doing('a volume', '/volumes/create', { Name: `${name}_more` }, () => tell(ask, 'DELETE', `/volumes/${name}_more`)),
    doing('another name for an image', `/images/${encodeURIComponent(image)}/tag?repo=foyer-test/evil`, undefined, () =>
      tell(ask, 'DELETE', '/images/foyer-test/evil?noprune=1'),
    ),
    doing('more memory for a running container', `/containers/${model}/update`, { CpuShares: 512 }, async () => {}),
    doing('a paused container', `/containers/${model}/pause`, undefined, () =>
      tell(ask, 'POST', `/containers/${model}/unpause`),
    ),
    doing('a network taken from a container', `/networks/${back}/disconnect`, { Container: model }, () =>
      tell(ask, 'POST', `/networks/${back}/connect`, {
        Container: model,
        EndpointConfig: { Aliases: [`${name}-app-1`, 'app'] },
      }),
    ),
  ];
}

/** What Docker's own socket is not asked for, as it would change the machine: the door's answer is all there is to see. */
export const withoutControl: Pick<Attempt, 'what' | 'method' | 'path' | 'body'>[] = [
  { what: 'an image from a registry', method: 'POST', path: '/images/create?fromImage=alpine&tag=latest' },
  { what: 'an image to be built', method: 'POST', path: '/build?remote=https://example.org/x.git' },
  { what: 'a swarm', method: 'POST', path: '/swarm/init', body: { ListenAddr: '0.0.0.0:2377' } },
  { what: 'a plugin', method: 'POST', path: '/plugins/pull?remote=example/plugin' },
  { what: 'everything unused removed', method: 'POST', path: '/volumes/prune' },
];
