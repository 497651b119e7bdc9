// A server of two workers, as PM2 runs them. Told by its parent, one of them leaves at the worst moment: its primary has just
// handed it a connection that it has not looked at yet.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createDrain } from '../../server/http/drain.ts';

const port = Number(process.argv[2]);
/** Long enough for the primary to accept what knocks meanwhile. */
const awayMs = 500;

function standStill(): void {
  const until = performance.now() + awayMs;
  while (performance.now() < until);
}

if (cluster.isPrimary) {
  const leaving = cluster.fork();
  await once(leaving, 'message');
  await once(cluster.fork(), 'message');
  process.send?.('open');
  await once(process, 'message');
  leaving.on('message', () => process.send?.('standing still'));
  leaving.send('leave');
} else {
  const server = createServer((_, response) => response.end('answered'));
  const drain = createDrain(server);
  server.listen(port, '127.0.0.1', () => process.send?.('open'));
  await once(process, 'message');
  process.send?.('standing still');
  standStill();
  await drain();
  process.exit();
}
