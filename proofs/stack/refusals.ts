import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProject } from '../../scripts/test-stack/compose-project.ts';
import type { TestEngine } from '../../scripts/test-stack/open-engine.ts';
import { type ProofContext, require } from '../proof.ts';

/** The environment of the brief's guide, with made-up accounts, and what it lacks: how mail is sent, and who is paid. */
const whole = `NODE_ENV=production
NEXT_PUBLIC_BASE_URL=https://conference.example
NEXT_PUBLIC_SANITY_PROJECT_ID=abc123
NEXT_PUBLIC_SANITY_DATASET=production
NEXT_PUBLIC_SANITY_API_VERSION=2023-05-03
SANITY_API_TOKEN=not-a-token
NEXT_PUBLIC_PAYPAL_CLIENT_ID=not-a-client
PAYPAL_CLIENT_SECRET=not-a-secret
NEXT_PUBLIC_PAYPAL_ENVIRONMENT=sandbox
REDIS_URL=redis://redis:6379
SCALE_UP_THRESHOLD=80
SCALE_DOWN_THRESHOLD=30
MIN_REPLICAS=3
MAX_REPLICAS=10
SMTP_URL=smtp://mail.example:587
MAIL_FROM=Some Conference <tickets@conference.example>
`;

/** docker-compose.yml alone, in a project of its own: it never runs on anything made up, and says what is missing, all at once. */
export async function requireRefusals(context: ProofContext, engine: TestEngine): Promise<void> {
  const folder = await context.makeFolder();
  const prepare = async (environment: string) => {
    const file = join(folder, 'env.production');
    await writeFile(file, environment);
    const name = 'foyer-stack-real';
    const project = createProject(engine, {
      name,
      files: ['docker-compose.yml'],
      env: { IMAGE_PREFIX: 'foyer-stack' },
    });
    try {
      return await project.tryCompose(['--env-file', file, 'run', '--rm', '--no-deps', '-T', 'prepare']);
    } finally {
      await project.down();
    }
  };
  const bare = await prepare('PUBLIC_BASE_URL=http://127.0.0.1:8080\n');
  require(bare.exitCode !== 0, 'the real stack begins without any account');
  for (const name of ['SANITY_PROJECT_ID', 'PAYPAL_CLIENT_ID', 'SMTP_URL', 'MAIL_FROM']) {
    require(`${bare.stdout}${bare.stderr}`.includes(`${name}: is needed`), `the refusal does not name ${name}`);
  }
  const good = await prepare(whole);
  require(good.exitCode === 0, `the environment of the guide is refused:\n${good.stdout}${good.stderr}`);
  const wrong = await prepare(whole.replace('smtp://mail', 'mail'));
  require(wrong.exitCode !== 0 &&
    `${wrong.stdout}${wrong.stderr}`.includes('SMTP_URL'), 'a wrong address is not refused');
  context.print(
    'without accounts the real stack names the four variables that it lacks and stops; with the guide’s it begins',
  );
}
