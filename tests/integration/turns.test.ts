import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { openTestSite } from './open-test-site.ts';

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

test('the site begins one request a turn', async () => {
  const begunIn: number[] = [];
  let turn = 0;
  let isOver = false;
  const countTurns = () => {
    turn += 1;
    if (!isOver) setImmediate(countTurns);
  };
  const site = await openTestSite({
    organizerApi: (_request, response) => {
      begunIn.push(turn);
      response.status(404).end();
    },
  });
  try {
    countTurns();
    // On one connection, so that they come together.
    const socket = connect(site.port, '127.0.0.1');
    const request = 'GET /organizer/api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
    socket.resume().write(request.repeat(5));
    await vi.waitFor(() => expect(begunIn).toHaveLength(5));
    socket.destroy();
    expect(new Set(begunIn).size).toBe(5);
  } finally {
    isOver = true;
    await site.close();
  }
});
