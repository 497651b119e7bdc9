import { type Inspected, inspectedSchema } from './inspected.ts';

/** For tests: the app container `number` of the project foyer, healthy, as engine 20.10 shows it, as far as it matters here. */
export function makeReplica(number: number, own: { id?: string; name?: string; service?: string } = {}): Inspected {
  const id = own.id ?? number.toString(16).padStart(64, 'a');
  const service = own.service ?? 'app';
  const name = own.name ?? `foyer-${service}-${number}`;
  return inspectedSchema.parse({
    Id: id,
    Name: `/${name}`,
    Created: '2026-01-10T09:00:00.123456789Z',
    Image: `sha256:${'1'.repeat(64)}`,
    RestartCount: 0,
    State: { Status: 'running', StartedAt: '2026-01-10T09:00:01.5Z', Health: { Status: 'healthy' } },
    Config: {
      Hostname: id.slice(0, 12),
      User: '1000',
      Image: 'foyer-app',
      Env: ['SESSION_SECRET=not to be shown'],
      Healthcheck: { Test: ['CMD', 'true'], Interval: 15_000_000_000 },
      StopTimeout: 30,
      Labels: {
        'com.docker.compose.project': 'foyer',
        'com.docker.compose.service': service,
        'com.docker.compose.container-number': String(number),
        'com.docker.compose.config-hash': 'abc',
        'com.docker.compose.oneoff': 'False',
        'com.docker.compose.replace': 'foyer-app-9',
      },
    },
    HostConfig: {
      NetworkMode: 'foyer_back',
      Memory: 1_610_612_736,
      NanoCpus: 1_000_000_000,
      Privileged: false,
      PublishAllPorts: false,
      PortBindings: {},
      Binds: ['foyer_logs:/var/log/foyer:rw'],
      CapAdd: null,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      ReadonlyRootfs: true,
      Devices: null,
      PidMode: '',
      IpcMode: 'private',
      UTSMode: '',
      UsernsMode: '',
      MaskedPaths: ['/proc/kcore'],
      ReadonlyPaths: ['/proc/sys'],
      RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
      ContainerIDFile: '',
      ConsoleSize: [0, 0],
    },
    NetworkSettings: {
      Networks: {
        foyer_back: { Aliases: [name, service, id.slice(0, 12)] },
        foyer_front: { Aliases: [name, service, 'site', id.slice(0, 12)] },
        foyer_watch: { Aliases: [name, service, id.slice(0, 12)] },
      },
    },
  });
}
