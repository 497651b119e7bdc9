import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createAskSocket } from '../platform/ask-socket.ts';
import { findEngine as startEngine } from '../scripts/test-stack/engine.ts';
import { openDoor } from '../tests/engine/open-door.ts';
import { findEngine, tell } from '../tests/engine/open-engine.ts';
import { openProject, type TestProject } from '../tests/engine/open-project.ts';
import { askAsScaler } from './engine-door/as-scaler.ts';
import { createAttempts, withoutControl } from './engine-door/attempts.ts';
import { type Proof, type ProofContext, require } from './proof.ts';

export default {
  claim:
    'The door to the Docker Engine refuses a privileged container, a foreign image, a folder of the host, its network, another project’s containers and every other way to the host, each of which Docker’s own socket grants; a clone of a healthy replica goes through.',
  seconds: 60,
  async run(context) {
    const started = await startEngine(context.print);
    context.onEnd(started.release);
    const engine = await findEngine();
    require(engine !== null, 'the Docker Engine does not answer at its usual socket, so nothing can be shown');
    const folder = await context.makeFolder();
    const project = await openProject(engine, 'foyer-door-proof');
    context.onEnd(project.close);
    const stranger = await openProject(engine, 'foyer-door-stranger');
    context.onEnd(stranger.close);
    await mkdir(join(folder, 'run'));
    const door = await openDoor({ project: project.name, folder: join(folder, 'run') });
    context.onEnd(door.stop);

    const replicas = await Promise.all([1, 2, 3].map((number) => project.addReplica(number)));
    const foreigner = await stranger.addReplica(1);
    await Promise.all([...replicas, foreigner].map((id) => project.waitUntilHealthy(id)));
    const [model = ''] = replicas;
    const { Id: foreignImage } = (await tell(engine, 'POST', `/commit?container=${model}&pause=0`)) as { Id: string };
    context.onEnd(async () => void (await tell(engine, 'DELETE', `/images/${foreignImage}?force=1`)));
    await showThatNothingElsePasses(context, project, { socket: door.socket, model, foreigner, foreignImage });
    await showThatAClonePasses(context, project, door.socket, model);
  },
} satisfies Proof;

async function showThatNothingElsePasses(
  { print }: ProofContext,
  project: TestProject,
  { socket, ...target }: { socket: string; model: string; foreigner: string; foreignImage: string },
): Promise<void> {
  const ask = createAskSocket(socket);
  const headers = { 'foyer-term': '1' };
  const attempts = await createAttempts(project, target);
  const before = (await project.listIds()).length;
  for (const { what, method, path, body, control } of attempts) {
    const answer = await ask({ method, path, body, headers });
    const { refused } = (answer.body ?? {}) as { refused?: string };
    require(answer.status === 403 &&
      Boolean(refused), `${what}: the door answered ${answer.status} ${JSON.stringify(answer.body)}`);
    const granted = await control();
    require(granted !==
      null, `${what}: Docker's own socket did not grant it either, so the door's refusal shows nothing`);
    print(`${what}: 403 "${refused?.split(':')[0]}". Docker's own socket: ${granted}`);
  }
  for (const { what, method, path, body } of withoutControl) {
    const { status } = await ask({ method, path, body, headers });
    require(status === 403, `${what}: the door answered ${status}`);
  }
  print(
    `without a control, which would change this machine: ${withoutControl.map(({ what }) => what).join(', ')}: 403`,
  );
  const after = (await project.listIds()).length;
  require(after === before, `there are ${after} containers, not ${before}: something came through`);
}

async function showThatAClonePasses(
  { print }: ProofContext,
  project: TestProject,
  socket: string,
  model: string,
): Promise<void> {
  const scaler = askAsScaler(socket);
  // The controls have paused it and taken its network for a moment.
  await project.waitUntilHealthy(model);
  const before = (await project.listIds()).length;
  const { id, name } = await scaler.clone(model, 4);
  const made = await project.inspect(id);
  const original = await project.inspect(model);
  require(made.Image === original.Image, 'the clone has another image');
  for (const setting of [
    'Memory',
    'NanoCpus',
    'CapDrop',
    'SecurityOpt',
    'ReadonlyRootfs',
    'Binds',
    'Tmpfs',
    'RestartPolicy',
  ]) {
    const [one, other] = [made, original].map(({ HostConfig }) => JSON.stringify(HostConfig[setting]));
    require(one === other, `${setting} of the clone is ${one}, not ${other}`);
  }
  await scaler.act(id, 'start');
  const healthy = await project.waitUntilHealthy(id);
  require(!(project.front in healthy.NetworkSettings.Networks), 'it was on the front network before it was healthy');
  await scaler.act(id, 'attach');
  const aliases = (await project.inspect(id)).NetworkSettings.Networks[project.front]?.Aliases ?? [];
  require(aliases.includes('app'), `on the front network it is called ${aliases.join(', ')}, not app`);
  require((await project.askContainer(id, '/')).status === 200, 'the clone does not answer');
  print(
    `a clone of a healthy replica: ${name}, with the same image and limits, healthy, then on the front network as "app"`,
  );
  require(!JSON.stringify(await scaler.list()).includes('not for the scaler'), 'the list shows secrets');
  print('its list shows the containers and none of their secrets');
  await scaler.act(id, 'stop');
  await scaler.act(id, 'remove');
  require((await project.listIds()).length === before, 'the clone is still there');
  print('and it is stopped and removed again');
}
