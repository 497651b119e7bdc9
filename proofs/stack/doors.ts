import type { Project } from '../../scripts/test-stack/compose-project.ts';
import { type ProofContext, require } from '../proof.ts';

type Published = { service: string; address: string; port: string };

/** Every port that the host shows, by the service behind it. */
export async function listPublished(project: Project): Promise<Published[]> {
  const lines = (await project.compose(['ps', '--all', '--format', 'json'])).split('\n').filter(Boolean);
  const containers = lines.map(
    (line) =>
      JSON.parse(line) as {
        Service: string;
        Publishers: { URL: string; TargetPort: number; PublishedPort: number; Protocol: string }[] | null;
      },
  );
  return containers.flatMap(({ Service, Publishers }) =>
    (Publishers ?? [])
      .filter(({ PublishedPort }) => PublishedPort > 0)
      .map(({ URL, TargetPort, Protocol }) => ({ service: Service, address: URL, port: `${TargetPort}/${Protocol}` })),
  );
}

/** nginx, and on the host's own loopback what operators, and in the demo visitors' browsers, look at. */
export async function requireFewDoors({ print }: ProofContext, project: Project): Promise<void> {
  const published = await listPublished(project);
  const shown = published.map(({ service, address, port }) => `${service} ${address} ${port}`).sort();
  print(`published: ${shown.join(', ')}`);
  const onLoopback = new Set(['prometheus', 'scaler', 'paypal', 'mailbox']);
  for (const { service, address } of published) {
    require(service === 'nginx' || onLoopback.has(service), `${service} has a door of its own`);
    require(address === '127.0.0.1', `${service} is published at ${address}`);
  }
  require(published.some(({ service }) => service === 'nginx'), 'nginx has no door');
}

/** Whom nobody may reach from where the world comes in, each with a container that must. */
const inside = [
  { service: 'ledger', port: 6379, from: 'app' },
  { service: 'redis', port: 6379, from: 'app' },
  { service: 'courier', port: 9460, from: 'prometheus' },
  { service: 'prometheus', port: 9090, from: 'app' },
  { service: 'scaler', port: 3001, from: 'prometheus' },
  { service: 'app', port: 3000, from: 'nginx' },
];

/** A container in nginx's outer network finds none of them, by name or by address; those who need them do. */
export async function requireWalls({ print }: ProofContext, project: Project): Promise<void> {
  const image = `${project.name}/stand-ins:local`;
  const knock = (host: string, port: number) => `timeout 2 bash -c 'exec 3<> /dev/tcp/${host}/${port}' 2> /dev/null`;
  for (const { service, port, from } of inside) {
    const [container = ''] = await project.containersOf(service);
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
    const addresses = (await project.docker(['inspect', '--format', format, container])).trim().split(' ');
    for (const host of [service, ...addresses]) {
      const run = ['run', '--rm', '--network', `${project.name}_front`, '--entrypoint', 'bash', image, '-c'];
      const reached = await project.tryDocker([...run, knock(host, port)]);
      require(reached.exitCode !== 0, `a container in the front network reaches ${service} at ${host}:${port}`);
    }
    const shell =
      from === 'prometheus'
        ? ['sh', '-c', `wget -q -O /dev/null http://${service}:${port}/metrics`]
        : ['bash', '-c', knock(service, port)];
    const control = await project.tryCompose(['exec', '-T', from, ...shell]);
    require(control.exitCode === 0, `the control fails: ${from} cannot reach ${service}`);
  }
  // Its door to the Engine has no network at all, and nobody but the door has the Engine's socket.
  for (const service of ['nginx', 'app', 'courier', 'scaler']) {
    const socket = await project.tryCompose(['exec', '-T', service, 'test', '-e', '/var/run/docker.sock']);
    require(socket.exitCode !== 0, `${service} has the Engine’s socket`);
  }
  const door = await project.tryCompose(['exec', '-T', 'engine-door', 'test', '-S', '/var/run/docker.sock']);
  require(door.exitCode === 0, 'the control fails: the Engine’s door has no socket behind it');
  print(`from the front network nobody reaches ${inside.map(({ service }) => service).join(', ')}`);
  print(`control: ${inside.map(({ from, service }) => `${from} reaches ${service}`).join(', ')}`);
}
