import { setTimeout as pause } from 'node:timers/promises';
import { createPayPalControl, type PayPalControl } from '../stand-ins/paypal/control-client.ts';
import { type Proof, require } from './proof.ts';
import { isAskedAnew, readTries } from './stack/access-log.ts';
import { keepMixing } from './stack/mixed-load.ts';
import { openContainerStack, untilAllAnswer } from './stack/open-stack.ts';

const rounds = 2;
const buyersInHand = 12;
/** Longer than it takes all of them to get there; the worker waits for ten seconds. */
const paypalTakesMs = 8_000;

// `npm run prove -- stack-drain 1`: one round.
export default {
  claim:
    'Three of six app containers leave at once under pages and forms, by `docker compose up --scale`, and not one request is lost; were they killed, some would be.',
  seconds: 300,
  async run(context) {
    const { print, args } = context;
    const env = { TRUSTED_PROXIES: '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16', HEALTH_INTERVAL: '5s' };
    const stack = await openContainerStack(context, { name: 'foyer-drain', env });
    const { project, baseUrl } = stack;
    const scaleTo = (count: number) =>
      project.compose(['up', '-d', '--no-recreate', '--wait', '--pull', 'never', '--scale', `app=${count}`]);
    const load = keepMixing({ baseUrl, perSecond: 40 });
    context.onEnd(async () => void (await load.stop()));

    for (let round = 1; round <= (Number(args[0]) || rounds); round++) {
      await scaleTo(6);
      await untilAllAnswer(stack);
      load.reset();
      await scaleTo(3);
      await load.settle();
      const { pages, forms, lost } = load.counts();
      print(
        `round ${round}, 6 -> 3: ${pages} pages and ${forms} forms, ${lost.length} lost ${lost.slice(0, 3).join(', ')}`,
      );
      require(forms > 50 && pages > 50, 'there was hardly any load');
      require(lost.length === 0, `${lost.length} requests were lost: ${lost.slice(0, 5).join(', ')}`);
    }

    const tries = await readTries(project);
    print(`${tries.filter(isAskedAnew).length} of ${tries.length} requests to workers were asked anew`);

    // Control: the same, with nobody told.
    await scaleTo(6);
    await untilAllAnswer(stack);
    const buyers = await Promise.all(Array.from({ length: buyersInHand }, load.fillInPaid));
    load.reset();
    const victims = (await project.containersOf('app')).slice(0, 3);
    const pids = await Promise.all(
      victims.map(async (victim) => Number(await project.docker(['inspect', '--format', '{{.State.Pid}}', victim]))),
    );
    // Whatever the moment, each has some in its hands: nginx hands every form to whoever has the fewest.
    const paypal = createPayPalControl(stack.paypalUrl);
    const fault = { kind: 'slow', delayMs: paypalTakesMs } as const;
    await paypal.plan({ operation: 'create', times: buyers.length, fault });
    for (const buyer of buyers) load.pay(buyer);
    await untilPayPalHas(paypal, buyers.length);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await load.settle();
    const { forms, lost } = load.counts();
    print(`control, three killed: ${forms} forms, ${lost.length} lost: ${lost.slice(0, 3).join(', ')}`);
    require(lost.some((what) =>
      what.startsWith('pay: '),
    ), 'the control was not noticed: three containers were killed and nothing was lost');
    const check = await project.tryCompose(['exec', '-T', 'courier', 'foyer', 'ledger:check']);
    require(check.exitCode === 0, `ledger:check: ${check.stdout}`);
  },
} satisfies Proof;

async function untilPayPalHas(paypal: PayPalControl, orders: number): Promise<void> {
  const giveUpAt = performance.now() + paypalTakesMs;
  for (;;) {
    const { calls } = await paypal.ledger();
    if ((calls.create ?? 0) >= orders) return;
    require(performance.now() < giveUpAt, `only ${calls.create ?? 0} of ${orders} orders are at PayPal`);
    await pause(100);
  }
}
