import { once } from 'node:events';
import { createServer } from 'node:http';
import { findFreePorts } from '../../scripts/stack/ports.ts';
import type { ProofContext } from '../proof.ts';
import { type ChangeNginx, changeFiles } from './change-nginx.ts';

const visits = 20;

/**
 * This site's nginx before a worker that makes a mistake no page of ours makes: it gives each visitor a session on a page that it
 * calls public. Answers how many of the visitors got somebody else's.
 */
export async function countStrangersSessions(
  context: ProofContext,
  change?: ChangeNginx,
): Promise<{ visits: number; wrong: number }> {
  const ports = await findFreePorts(1);
  let sessions = 0;
  const worker = createServer((_, response) => {
    sessions += 1;
    const caching = 'public, max-age=0, s-maxage=60';
    response.writeHead(200, { 'Set-Cookie': `foyer=${sessions}`, 'Cache-Control': caching }).end('welcome');
  });
  await once(worker.listen(ports.web, '127.0.0.1'), 'listening');
  const dataDir = await context.makeFolder();
  const stack = await context.startStack({
    only: ['nginx'],
    ports,
    dataDir,
    onPrepared: () => changeFiles(dataDir, change),
  });
  const given = new Set<string>();
  for (let visit = 0; visit < visits; visit++) {
    const response = await fetch(`${stack.baseUrl}/welcome`);
    await response.text();
    given.add(response.headers.getSetCookie().join());
  }
  await stack.stop();
  worker.close();
  worker.closeAllConnections();
  return { visits, wrong: visits - given.size };
}
