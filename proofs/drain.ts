import { describeFailures } from './drain/findings.ts';
import type { LoadReport } from './drain/load-report.ts';
import { openSite, waitUntilBusy } from './drain/open-site.ts';
import { mostWorkers, showDrain, usualWorkers } from './drain/show-drain.ts';
import { type Proof, type ProofContext, require } from './proof.ts';
import { ask } from './visitors/helper-process.ts';

const runs = 20;
const perSecond = 400;

// Fewer runs, or another pace: `npm run prove -- drain 3 200`.
export default {
  claim: `In ${runs} runs of a scale-down and a reload under ${perSecond} requests a second that all reach workers, with three-second stragglers in the hands of those who leave, no request fails and nginx tries none again.`,
  seconds: 420,
  async run(context) {
    const [wantedRuns = runs, pace = perSecond] = context.args.map(Number);
    await showDrain(context, { runs: wantedRuns, pace });
    await showControl(context, pace);
  },
} satisfies Proof;

async function showControl(context: ProofContext, pace: number): Promise<void> {
  const control = new URL('./controls/exit-at-once.ts', import.meta.url);
  const { stack, load } = await openSite(context, { workers: usualWorkers, mostWorkers, pace, control });
  await ask(load, 'begin');
  await waitUntilBusy(stack, usualWorkers);
  await stack.reload('web');
  const report = await ask<LoadReport>(load, 'end');
  const { failures, sent } = report;
  // Not by luck: whatever a worker had in its hands is lost with it.
  require(failures.some(({ what }) =>
    what.startsWith('slow'),
  ), 'the control, workers that leave at once, has lost no straggler');
  context.print(
    `control, workers that leave at once, one reload: ${failures.length} of ${sent} requests failed: ${describeFailures(report)}`,
  );
}
