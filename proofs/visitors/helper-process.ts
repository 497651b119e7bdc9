import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ProofContext } from '../proof.ts';

/** Starts one of a proof's own processes; resolves once it has said that it is ready. It is ended with the proof. */
export async function startHelper(
  { onEnd }: Pick<ProofContext, 'onEnd'>,
  file: URL,
  { args = [], env }: { args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<ChildProcess> {
  const helper = fork(file, args, env ? { env } : {});
  onEnd(() => {
    helper.kill();
  });
  await hear(helper);
  return helper;
}

/** Says something to a process and resolves with its answer. */
export async function ask<Answer>(helper: ChildProcess, word: string | number): Promise<Answer> {
  const answer = hear(helper);
  helper.send(word);
  return (await answer) as Answer;
}

/** The next message of a process; rejects if it ends instead. */
export async function hear(helper: ChildProcess): Promise<unknown> {
  const heard = new AbortController();
  const message = once(helper, 'message', { signal: heard.signal });
  const end = once(helper, 'exit', { signal: heard.signal }).then(() => {
    throw new Error("one of the proof's own processes has ended in the middle of its work");
  });
  try {
    return (await Promise.race([message, end]))[0];
  } finally {
    heard.abort();
    await Promise.allSettled([message, end]);
  }
}
