import { killAmidOutage } from './mirror/kill-amid-outage.ts';
import { mirrorRush } from './mirror/mirror-rush.ts';
import { type Proof, require } from './proof.ts';

export default {
  claim:
    'Ten thousand orders and their registrations are mirrored within seconds to a Content Lake that takes 25 mutation requests a second; it is killed for a minute in the middle, and the courier too: nothing is lost, nothing doubled.',
  seconds: 270,
  async run(context) {
    const { args, print } = context;
    const count = Number(args[0] ?? 10_000);
    const seconds = Number(args[1] ?? 120);
    await mirrorRush(context, { count, seconds });

    const kept = await killAmidOutage(context, 'as it is');
    require(kept.lost ===
      0, `killed while the lake was away, the courier has lost ${kept.lost} of ${kept.orders} orders`);
    const control = await killAmidOutage(context, 'acknowledges first');
    require(control.lost > 0, 'the control, which acknowledges before it writes, has lost nothing');
    print(
      `control: a courier that acknowledges before it writes, killed while the lake is away: ${control.lost} of ${control.orders} orders are not in the lake; the courier as it is, in the same way: ${kept.lost}`,
    );
  },
} satisfies Proof;
