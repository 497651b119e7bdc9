import { fork } from 'node:child_process';
import type { ProofContext } from '../proof.ts';
import { hear } from '../visitors/helper-process.ts';
import type { MemberOrder, Step, StepReport } from './crowd-member.ts';

export type Crowd = { take(step: Step): Promise<{ reports: StepReport[]; seconds: number }>; leave(): void };

/** Visitors in processes of their own, each visitor at an address of their own. They take each step together: nobody sends
 *  the form before everybody has it. */
export async function gatherCrowd(
  { onEnd }: Pick<ProofContext, 'onEnd'>,
  options: { baseUrl: string; processes: number; visitors: number; atOnce: number },
): Promise<Crowd> {
  const { baseUrl, processes, visitors, atOnce } = options;
  const share = visitors / processes;
  const members = Array.from({ length: processes }, (_, index) => {
    const order: MemberOrder = { baseUrl, first: index * share, visitors: share, atOnce: atOnce / processes };
    return fork(new URL('./crowd-member.ts', import.meta.url), [JSON.stringify(order)]);
  });
  const leave = () => {
    for (const member of members) member.kill();
  };
  onEnd(leave);
  await Promise.all(members.map((member) => hear(member)));

  return {
    async take(step) {
      const startedAt = performance.now();
      const answers = members.map((member) => hear(member));
      for (const member of members) member.send(step);
      const reports = (await Promise.all(answers)) as StepReport[][];
      return { reports: reports.flat(), seconds: (performance.now() - startedAt) / 1000 };
    },
    leave,
  };
}
