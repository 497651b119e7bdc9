import { readNoisyHour, replayNoisyHour as replay } from '../../scaling/simulator/noisy-hour.ts';
import { type ProofContext, require } from '../proof.ts';

/** In the simulator, as an hour is long; the load is one that was recorded. */
export function replayNoisyHour({ print }: ProofContext): void {
  const trace = readNoisyHour();
  const { ours, naive } = replay(trace);
  print(`the simulator replays: ${trace.head.source}`);
  print(`${ours.actions} actions, ${ours.flaps} turns back and forth; ${Math.round(ours.failed)} requests failed`);
  require(ours.flaps === 0, 'it flaps');
  require(naive.flaps >
    0, 'a controller without windows does not flap either: this hour is too quiet to show anything');
  print(`control, without windows and cooldown: ${naive.actions} actions, ${naive.flaps} turns back and forth`);
}
