import { type Proof, require } from './proof.ts';
import { keepMixing } from './stack/mixed-load.ts';
import { openContainerStack } from './stack/open-stack.ts';

const rounds = 2;

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

    // Control: the same, with nobody told.
    await scaleTo(6);
    load.reset();
    const victims = (await project.containersOf('app')).slice(0, 3);
    const pids = await Promise.all(
      victims.map(async (victim) => Number(await project.docker(['inspect', '--format', '{{.State.Pid}}', victim]))),
    );
    // At 40 a second there may be a moment without any form in anybody's hands.
    await load.burst(40);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await load.settle();
    const { forms, lost } = load.counts();
    print(`control, three killed: ${forms} forms, ${lost.length} lost: ${lost.slice(0, 3).join(', ')}`);
    require(lost.length > 0, 'the control was not noticed: three containers were killed and nothing was lost');
    const check = await project.tryCompose(['exec', '-T', 'courier', 'foyer', 'ledger:check']);
    require(check.exitCode === 0, `ledger:check: ${check.stdout}`);
  },
} satisfies Proof;
