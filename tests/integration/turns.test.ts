import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { expect, test } from 'vitest';

const regulars = 30;
const newcomers = 10;

/** How many answers those get who are there already, and go on asking, until each newcomer with a connection of its own has one. */
async function countAnswersBefore(mode: 'in turns' | 'as they come'): Promise<number> {
  const server = fork(new URL('./busy-server.ts', import.meta.url), [mode], { execArgv: [] });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const agent = new Agent({ keepAlive: true });
    const ask = (by: Agent | false) =>
      new Promise<void>((resolve, reject) => {
        get({ host: '127.0.0.1', port, agent: by }, (response) => response.resume().once('end', resolve)).once(
          'error',
          reject,
        );
      });
    let isOver = false;
    let answers = 0;
    const everyRegularHasOne = Array.from({ length: regulars }, () => Promise.withResolvers<void>());
    const coming = everyRegularHasOne.map(async (first) => {
      while (!isOver) {
        await ask(agent);
        answers++;
        first.resolve();
      }
    });
    await Promise.all(everyRegularHasOne.map(({ promise }) => promise));
    answers = 0;
    await Promise.all(Array.from({ length: newcomers }, () => ask(false)));
    const answersBefore = answers;
    isOver = true;
    await Promise.all(coming);
    agent.destroy();
    return answersBefore;
  } finally {
    server.kill('SIGKILL');
  }
}

test('whoever comes by a new connection waits about as long as those who are there', async () => {
  const inTurns = await countAnswersBefore('in turns');
  const asTheyCome = await countAnswersBefore('as they come');
  expect(inTurns).toBeLessThan(5 * regulars);
  expect(asTheyCome).toBeGreaterThan(2 * inTurns);
}, 60_000);
