import { performance } from 'node:perf_hooks';
import { register } from './kill/register.ts';
import { type Proof, require } from './proof.ts';
import { requireFewDoors, requireWalls } from './stack/doors.ts';
import { openContainerStack, seconds } from './stack/open-stack.ts';
import { requireRefusals } from './stack/refusals.ts';
import { requireWebhook } from './stack/webhook.ts';

export default {
  claim:
    'From nothing, `docker compose up` builds and opens the whole system; an attendee registers through nginx without JavaScript; only nginx has a door to the world; and the real stack refuses whatever is made up.',
  seconds: 240,
  async run(context) {
    const { print } = context;
    const startedAt = performance.now();
    const stack = await openContainerStack(context, { name: 'foyer-stack' });
    const { project, baseUrl } = stack;

    const listed = await project.docker(['image', 'ls', '--format', '{{.Repository}} {{.Size}}', 'foyer-stack/*']);
    print(`image sizes, with what they share: ${listed.trim().split('\n').join(', ').replaceAll('foyer-stack/', '')}`);

    const registered = await register({
      baseUrl,
      number: 1,
      onTrouble: (status) => print(`tried again after ${status}`),
      onRestart: () => undefined,
    });
    const page = await (await fetch(new URL(registered.link, baseUrl))).text();
    require(page.includes('Your registration is confirmed'), 'the registration is not confirmed afterwards');
    require(page.includes('This is a demo'), 'the page does not say that this is a demo');
    print(`registered without JavaScript: order ${registered.orderId}; its page says that this is a demo`);

    const check = await project.compose(['exec', '-T', 'courier', 'foyer', 'ledger:check']);
    print(`ledger:check: ${check.trim().split('\n').at(-1)}`);
    await requireWebhook(context, stack);
    await requireFewDoors(context, project);
    await requireWalls(context, project);
    await requireRefusals(context, stack.engine);
    const stoppedAt = performance.now();
    await project.down();
    print(`stopped and removed in ${seconds(stoppedAt)} s; ${seconds(startedAt)} s in all`);
  },
} satisfies Proof;
