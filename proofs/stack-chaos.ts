import { setTimeout as pause } from 'node:timers/promises';
import { type Registration, register } from './kill/register.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { type ContainerStack, openContainerStack } from './stack/open-stack.ts';
import { type Blow, createBlows } from './stack-chaos/blows.ts';
import type { SteadyFailure, SteadyOrder, SteadyReport } from './stack-chaos/steady.ts';
import { atOnce } from './visitors/at-once.ts';
import { createVisitor } from './visitors/create-visitor.ts';
import { ask, startHelper } from './visitors/helper-process.ts';

const perSecond = 20;
/** What a blow does is seen by then, and what follows it is not taken for it. */
const calmMs = 5_000;
const registrationEveryMs = 2_000;

type Line = { what: string; gets: SteadyFailure[]; posts: SteadyFailure[]; felt: number; recovered: number };

export default {
  claim:
    'Whatever of the containers is killed under load, one after the other, comes back by itself; no order that was answered as confirmed is lost, and the ledger adds up.',
  seconds: 420,
  async run(context) {
    const { print } = context;
    const stack = await openContainerStack(context, {
      name: 'foyer-chaos',
      env: { HEALTH_INTERVAL: '3s', TRUSTED_PROXIES: '172.16.0.0/12,192.168.0.0/16' },
    });
    const order: SteadyOrder = { baseUrl: stack.baseUrl, perSecond };
    const load = await startHelper(context, new URL('./stack-chaos/steady.ts', import.meta.url), {
      args: [JSON.stringify(order)],
    });
    const registering = registerOnAndOn(stack.baseUrl);
    context.onEnd(registering.stop);
    await ask(load, 'begin');
    await pause(calmMs);
    const before = await ask<SteadyReport>(load, 'report');
    require(before.failures.length === 0, `before the first blow ${describeFailure(before.failures[0])}`);
    print(
      `${perSecond} requests a second, of which ${before.posts} of ${before.posts + before.gets} are forms; nothing fails`,
    );

    const lines: Line[] = [];
    for (const blow of createBlows(stack.project)) lines.push(await strike(blow, load));
    const last = await ask<SteadyReport>(load, 'end');
    await registering.stop();
    for (const row of draw(lines)) print(row);
    require(last.failures.length === 0, `after the last blow ${describeFailure(last.failures[0])}`);
    await requireWhole(context, stack, registering.confirmed);
    requireTolerable(lines);
  },
} satisfies Proof;

async function strike(blow: Blow, load: Parameters<typeof ask>[0]): Promise<Line> {
  const struckAtMs = Date.now();
  await blow.strike();
  await blow.recover();
  const recovered = Date.now() - struckAtMs;
  await pause(calmMs);
  const { failures } = await ask<SteadyReport>(load, 'report');
  const felt = Math.max(0, ...failures.map(({ sentAtMs }) => sentAtMs - struckAtMs));
  const of = (kind: SteadyFailure['kind']) => failures.filter((failure) => failure.kind === kind);
  return { what: blow.what, gets: of('GET'), posts: of('POST'), felt, recovered };
}

/** One registration after the other begins, each by somebody who tries until it is confirmed. */
function registerOnAndOn(baseUrl: string) {
  const confirmed: Registration[] = [];
  const troubles: Error[] = [];
  const underWay: Promise<void>[] = [];
  let isStopped = false;
  const going = (async () => {
    for (let number = 1; !isStopped; number++) {
      const registration = register({ baseUrl, number, onTrouble: () => undefined, onRestart: () => undefined });
      underWay.push(
        registration.then(
          (done) => void confirmed.push(done),
          (error: Error) => void troubles.push(error),
        ),
      );
      await pause(registrationEveryMs);
    }
  })();
  return {
    confirmed,
    async stop(): Promise<void> {
      isStopped = true;
      await going;
      await Promise.all(underWay);
      if (troubles[0]) throw troubles[0];
    },
  };
}

async function requireWhole({ print }: ProofContext, stack: ContainerStack, confirmed: Registration[]): Promise<void> {
  const isThere = await atOnce(5, confirmed, async ({ link, name }) => {
    const visitor = createVisitor({ baseUrl: stack.baseUrl, address: `198.19.0.${Number(name.split(' ')[1]) & 255}` });
    const page = await visitor.open(link);
    return page.status === 200 && page.html.includes('is confirmed') && page.html.includes(`${name}<`);
  });
  const lost = isThere.filter((each) => !each).length;
  require(confirmed.length > 20, `only ${confirmed.length} registered: that was no load`);
  require(lost === 0, `${lost} of ${confirmed.length} confirmed orders are gone`);
  const check = await stack.project.tryCompose(['exec', '-T', 'courier', 'foyer', 'ledger:check']);
  require(check.exitCode === 0, `ledger:check found something:\n${check.stdout}`);
  const [, counted] = /^CONFIRMED +(\d+)$/m.exec(check.stdout) ?? [];
  require(Number(counted) === confirmed.length, `the ledger has ${counted} confirmed orders, not ${confirmed.length}`);
  print(`all ${confirmed.length} orders that were answered as confirmed are there; ledger:check: everything adds up`);
}

const beyondSite = new Set(['studio', 'prometheus', 'scaler', 'engine-door']);

/** What visitors never ask must not be felt by them. */
function requireTolerable(lines: Line[]): void {
  for (const { what, gets, posts } of lines) {
    const failed = gets.length + posts.length;
    require(!beyondSite.has(what) ||
      failed === 0, `${what} was killed and ${failed} visitors felt it: ${describeFailure([...gets, ...posts][0])}`);
  }
}

function draw(lines: Line[]): string[] {
  const rows = lines.map(({ what, gets, posts, felt, recovered }) => {
    const words = [...new Set([...gets, ...posts].map(({ why }) => why))].slice(0, 3).join('; ');
    const cells = [
      what,
      gets.length,
      posts.length,
      felt === 0 ? '-' : `${(felt / 1000).toFixed(1)} s`,
      `${(recovered / 1000).toFixed(1)} s`,
      words,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| killed | GETs failed | POSTs failed | felt for | whole again after | as |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
}

const describeFailure = (failure: SteadyFailure | undefined): string =>
  failure ? `${failure.kind} ${failure.what} failed: ${failure.why}` : 'nothing failed';
