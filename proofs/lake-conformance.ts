import { randomUUID } from 'node:crypto';
import { type ClientConfig, createClient } from '@sanity/client';
import { readSanityProject } from '../scripts/config.ts';
import { type Check, type Place, runChecks, type } from './conformance/check.ts';
import { type Fault, openFaultyDoor } from './conformance/faulty-door.ts';
import { listenChecks } from './conformance/listen-checks.ts';
import { queryChecks } from './conformance/query-checks.ts';
import { writeChecks } from './conformance/write-checks.ts';
import { type Proof, require } from './proof.ts';

const checks = [...queryChecks, ...writeChecks, ...listenChecks];

/** Each fault with the check that must find it. */
const faults: Record<Fault, string> = {
  'forgets-revisions': 'mutations: ifRevisionID of an earlier revision is a conflict, and of many at once one wins',
  'shows-drafts': 'perspectives: raw has both, published no draft, drafts the draft in place of the published',
  'half-transactions': 'mutations: a transaction is made whole or not at all',
  mute: 'listen: events keep the order of the writes, each naming the revision before it',
};

export default {
  claim:
    'What @sanity/client is promised (queries, perspectives, mutations, revisions, references, actions, listening) holds at the built-in Content Lake; with SANITY_PROJECT_ID and SANITY_API_TOKEN the same checks run at that project.',
  seconds: 25,

  async run({ print, startStack }) {
    const stack = await startStack({ only: ['lake'], env: { LAKE_MUTATIONS_PER_SECOND: '1000' } });
    const lakeUrl = `http://127.0.0.1:${stack.ports.lake}`;
    const token = stack.env.LAKE_TOKEN;
    const lake = (apiHost: string): ClientConfig => ({
      projectId: 'local',
      dataset: 'production',
      apiHost,
      useProjectHostname: false,
      token,
    });
    await requireAll('the built-in lake', lake(lakeUrl), print);

    const project = readSanityProject();
    if (project) await requireAll(`${project.projectId}/${project.dataset}`, project, print);
    else print('no Sanity project is named (SANITY_PROJECT_ID, SANITY_API_TOKEN): shown at the built-in lake alone');

    print('control: the same lake behind doors that break one promise each');
    for (const [fault, expected] of Object.entries(faults) as [Fault, string][]) {
      const door = await openFaultyDoor(lakeUrl, fault);
      const concerned = checks.filter(({ name }) => name === expected);
      const failures = await runAt(lake(door.url), concerned).finally(() => door.close());
      require(failures.has(expected), `a lake that ${fault} passes "${expected}"`);
      print(`  ${fault}: ${failures.get(expected)}`);
    }
  },
} satisfies Proof;

async function requireAll(where: string, config: ClientConfig, print: (line: string) => void): Promise<void> {
  const failures = await runAt(config, checks);
  for (const { name } of checks) if (failures.has(name)) print(`not so: ${name}: ${failures.get(name)}`);
  require(failures.size === 0, `${failures.size} of ${checks.length} checks fail at ${where}`);
  print(`${where}: ${checks.length} checks, all pass:`);
  for (const { name } of checks) print(`  ${name}`);
}

/** Runs them with ids of their own and takes away what they wrote, whatever became of them. */
async function runAt(config: ClientConfig, chosen: Check[]): Promise<Map<string, string>> {
  const usual = { ...config, apiVersion: '2025-02-19', useCdn: false, timeout: 20_000, maxRetries: 0 };
  const write = createClient({ ...usual, perspective: 'raw' });
  const anybody = createClient({ ...usual, token: undefined });
  const run = `conformance-${randomUUID().slice(0, 8)}`;
  const place: Place = { write, anybody, id: (name) => `${run}-${name}` };
  try {
    return await runChecks(chosen, place);
  } finally {
    const query = '*[_type == $type && (_id match $run || _id match $drafts)]';
    const params = { type, run: `${run}*`, drafts: `drafts.${run}*` };
    const left = await write.fetch<string[]>(`${query}._id`, params);
    if (left.length > 0) {
      const transaction = write.transaction();
      for (const id of left) transaction.delete(id);
      await transaction.commit();
    }
  }
}
