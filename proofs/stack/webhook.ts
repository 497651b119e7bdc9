import { setTimeout as pause } from 'node:timers/promises';
import { type ProofContext, require } from '../proof.ts';
import type { ContainerStack } from './open-stack.ts';

/** Prometheus looks every 15 s. */
const timeoutMs = 60_000;

/** What is published in the demo's lake is told to a worker by way of nginx, and the courier has the cache in which it reads of it. */
export async function requireWebhook(
  { print }: ProofContext,
  { project, prometheusUrl }: ContainerStack,
): Promise<void> {
  const shell = `. /foyer/containers/secrets.sh; exec node --input-type=module -e "$1"`;
  await project.compose(['exec', '-T', 'lake', 'sh', '-c', shell, 'sh', publish]);
  for (const giveUpAt = performance.now() + timeoutMs; ; await pause(1_000)) {
    const query = encodeURIComponent('sum(foyer_content_webhooks_total{outcome="taken"})');
    const response = await fetch(`${prometheusUrl}/api/v1/query?query=${query}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    if (Number(data.result[0]?.value[1] ?? 0) > 0) break;
    require(performance.now() < giveUpAt, 'no worker was told of what the lake has published');
  }
  const said = (await project.compose(['logs', '--no-color', '--no-log-prefix', 'courier'])).split('\n');
  const away = said.find((line) => line.includes('the cache is away'));
  require(away === undefined, `the courier has no way to the cache: ${away}`);
  print('a worker was told by webhook what was published');
}

const publish = `
const base = 'http://127.0.0.1:8090/v2023-05-03/data';
const headers = { Authorization: 'Bearer ' + process.env.LAKE_TOKEN, 'Content-Type': 'application/json' };
const answerOf = async (response) => {
  if (!response.ok) throw new Error(response.status + ' ' + (await response.text()));
  return response.json();
};
const find = encodeURIComponent('*[_type == "session"][0]._id');
const { result } = await answerOf(await fetch(base + '/query/production?query=' + find, { headers }));
const body = JSON.stringify({ mutations: [{ patch: { id: result, set: { title: 'Told by a webhook' } } }] });
await answerOf(await fetch(base + '/mutate/production', { method: 'POST', headers, body }));
`;
