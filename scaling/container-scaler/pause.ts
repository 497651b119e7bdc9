// `docker compose exec scaler node build/scaling/container-scaler/pause.js on`: nothing is added, taken away or replaced until
// `... off`. It stays so over a restart of the scaler.
import { createRedis } from '../../platform/redis.ts';
import { createLoopStore } from '../loop/loop-store.ts';
import { readRedisUrl } from './config.ts';

const [wish] = process.argv.slice(2);
if (wish !== 'on' && wish !== 'off') {
  console.error('Say "on" or "off".');
  process.exit(1);
}
const redis = createRedis(readRedisUrl(), { name: 'scaler-pause', onError: () => undefined, commandTimeoutMs: 3_000 });
try {
  await createLoopStore(redis, 'containers', () => Date.now()).setPaused(wish === 'on');
  console.log(wish === 'on' ? 'The container scaler is paused.' : 'The container scaler goes on.');
} catch (error) {
  console.error(`Redis cannot be asked: ${(error as Error).message}`);
  process.exitCode = 2;
} finally {
  redis.disconnect();
}
