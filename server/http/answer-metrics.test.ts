import { EventEmitter } from 'node:events';
import { Gauge, Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { answerMetrics } from './answer-metrics.ts';

test('answers the question it was asked, and nothing else that PM2 says', async () => {
  const registry = new Registry();
  new Gauge({ name: 'busy', help: 'Busy', registers: [registry] }).set(3);
  const said: object[] = [];
  const channel = Object.assign(new EventEmitter(), { send: (message: object) => said.push(message) });
  answerMetrics(registry, channel);
  for (const packet of ['shutdown', null, { topic: 'other', data: { question: 1 } }, { topic: 'foyer:metrics' }]) {
    channel.emit('message', packet);
  }
  channel.emit('message', { topic: 'foyer:metrics', data: { question: 7 } });
  await vi.waitFor(() => expect(said).toHaveLength(1));
  expect(said[0]).toMatchObject({ type: 'foyer:metrics', data: { question: 7, metrics: [{ name: 'busy' }] } });
});
