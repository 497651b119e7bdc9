import { changeFiles } from './edge/change-nginx.ts';
import { type Answer, createClient } from './edge/steady-client.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { requireOwnSite } from './site/require-own-site.ts';

const pace = { perSecond: 60, seconds: 8 };
/** As nginx.conf has it: so many at once, then so many a second. */
const burst = 60;
const rate = 30;
const programs = ['ledger', 'redis', 'lake', 'web', 'courier', 'nginx'] as const;

export default {
  claim: `A client that keeps asking ${pace.perSecond} times a second gets its burst of ${burst}, then ${rate} a second, and the rest 429 with Retry-After; a made-up X-Forwarded-For changes nothing, nobody else notices, and assets and health are not limited.`,
  seconds: 35,
  async run(context) {
    await proveClaim(context);
    await showControl(context);
  },
} satisfies Proof;

async function proveClaim(context: ProofContext): Promise<void> {
  const { print } = context;
  const stack = await context.startStack({ only: programs });
  await requireOwnSite(stack);
  const { baseUrl } = stack;
  const client = (address: string) => openClient(context, baseUrl, address);

  const [greedy, liar, neighbour] = [client('127.0.0.2'), client('127.0.0.3'), client('127.0.0.4')];
  const [taken, lied, others] = await Promise.all([
    greedy.askSteadily({ ...pace, ask: () => greedy.ask('/') }),
    liar.askSteadily({ ...pace, ask: (number) => liar.ask('/', inventAddress(number)) }),
    neighbour.askSteadily({ ...pace, perSecond: 5, ask: () => neighbour.ask('/') }),
  ]);
  print(`a client asking ${pace.perSecond} times a second for ${pace.seconds} s: ${requireLimit(taken)}`);
  print(`one that names another address in X-Forwarded-For each time: ${requireLimit(lied)}`);
  require(others.every(({ status }) => status === 200), 'a client that asks 5 times a second was refused');
  print(`one that asks 5 times a second meanwhile: ${others.length} of ${others.length} answered`);

  const home = await neighbour.ask('/');
  const asset = /\/assets\/[^"]+\.css/.exec(home.page)?.[0];
  require(asset !== undefined, 'the front page names no stylesheet');
  for (const path of [asset, '/health', '/api/health']) {
    const visitor = client('127.0.0.5');
    const answers = await Promise.all(Array.from({ length: 5 * burst }, () => visitor.ask(path)));
    const refused = answers.filter(({ status }) => status !== 200);
    require(refused.length === 0, `${path} was answered ${refused[0]?.status} ${refused.length} times`);
  }
  print(`a stylesheet, /health and /api/health, each ${5 * burst} times at once: all answered`);
  await stack.stop();
}

async function showControl(context: ProofContext): Promise<void> {
  const dataDir = await context.makeFolder();
  const stack = await context.startStack({
    only: programs,
    dataDir,
    onPrepared: () => changeFiles(dataDir, [{ file: 'nginx.conf', from: /^ +limit_req zone=.*$/gm, to: '' }]),
  });
  await requireOwnSite(stack);
  const client = openClient(context, stack.baseUrl, '127.0.0.2');
  const answers = await client.askSteadily({ ...pace, ask: () => client.ask('/') });
  const refused = answers.filter(({ status }) => status === 429).length;
  require(refused === 0, `the control, nginx without limit_req, refused ${refused}: something else limits too`);
  const isCaught = describe(answers).passed > mostPassed(answers);
  require(isCaught, 'the control, nginx without limit_req, would have passed for one that limits');
  context.print(`control, nginx without limit_req: ${answers.length} of ${answers.length} answered`);
}

function openClient({ onEnd }: ProofContext, baseUrl: string, address: string) {
  const client = createClient({ baseUrl, address });
  onEnd(client.close);
  return client;
}

const inventAddress = (number: number) => ({ 'X-Forwarded-For': `203.0.113.${number % 250}` });

function describe(answers: Answer[]) {
  const passed = answers.filter(({ status }) => status === 200).length;
  const sent = answers.map(({ sentAtMs }) => sentAtMs);
  return { passed, seconds: (Math.max(...sent) - Math.min(...sent)) / 1000 };
}

/** The first one and the burst, and what the seconds bring. */
const mostPassed = (answers: Answer[]) => 1 + burst + rate * describe(answers).seconds;

/** Throws unless they were answered as the limit says. Says how. */
function requireLimit(answers: Answer[]): string {
  const { passed, seconds } = describe(answers);
  const expected = mostPassed(answers);
  const paceReached = answers.length / seconds;
  require(paceReached > 0.9 * pace.perSecond, `the client asked only ${paceReached.toFixed(0)} times a second`);
  // A few may be on their way for longer than others.
  require(Math.abs(passed - expected) < 10, `${passed} were answered, not ${expected.toFixed(0)}`);

  const firstRefused = answers.findIndex(({ status }) => status === 429);
  require(firstRefused >= burst, `request ${firstRefused + 1} was refused already`);
  const refused = answers.filter(({ status }) => status === 429);
  require(passed + refused.length === answers.length, 'some were answered neither 200 nor 429');
  const [page] = refused;
  require(refused.every(({ retryAfter }) => retryAfter === '5'), 'a refusal does not say when to try again');
  require(page?.page.includes('<h1>') === true, 'a refusal has no words');

  const afterBurst = answers.slice(firstRefused);
  const { passed: passedLater, seconds: secondsLater } = describe(afterBurst);
  return `${firstRefused} before the first 429, then ${(passedLater / secondsLater).toFixed(1)} a second; ${refused.length} of ${answers.length} refused, each with Retry-After: 5`;
}
