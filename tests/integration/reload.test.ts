import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/build.ts';
import { type Stack, startStack } from '../../scripts/stack/start-stack.ts';

let dataDir: string;
let stack: Stack;
beforeAll(async () => {
  await ensureBuilt();
  dataDir = await mkdtemp(join(tmpdir(), 'foyer-reload-'));
  stack = await startStack({
    dataDir,
    ports: 'free',
    only: ['ledger', 'redis', 'lake', 'web', 'nginx'],
    env: { TRUSTED_PROXIES: '127.0.0.1' },
  });
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Forms without a choice in them, from many addresses, without pause; returns what answered by status. */
function sendForms(senders: number) {
  const answers = new Map<number, number>();
  let isOver = false;
  let sent = 0;
  const send = async () => {
    while (!isOver) {
      sent += 1;
      const address = `198.18.${(sent >> 8) & 255}.${sent & 255}`;
      const response = await fetch(`${stack.baseUrl}/register`, {
        method: 'POST',
        headers: { Origin: stack.baseUrl, 'X-Forwarded-For': address },
        body: new URLSearchParams({ idempotencyKey: crypto.randomUUID() }),
      });
      await response.arrayBuffer();
      answers.set(response.status, (answers.get(response.status) ?? 0) + 1);
    }
  };
  const sending = Array.from({ length: senders }, send);
  return async () => {
    isOver = true;
    await Promise.all(sending);
    return answers;
  };
}

test('every worker makes way for a new one, amid forms that are sent, and none is lost', async () => {
  const before = await stack.pids('web');
  const stop = sendForms(8);
  await stack.reload('web');
  const answers = await stop();
  const after = await stack.pids('web');
  expect(after).toHaveLength(before.length);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  expect([...answers.keys()]).toEqual([422]);
  expect(answers.get(422)).toBeGreaterThan(100);
}, 120_000);

test('each new worker has its port for metrics, as soon as the old one has left it', async () => {
  for (const [instance] of (await stack.pids('web')).entries()) {
    const response = await fetch(`http://127.0.0.1:${stack.ports.metrics + instance}/metrics`);
    expect(await response.text()).toContain(`worker="${instance}"`);
  }
});
