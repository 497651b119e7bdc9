// A process that changes the number of workers by the worker module's own hand. PM2 as a library keeps one home a process.
import { connectPm2, createPm2Pool } from '../../scaling/worker-module/pm2-pool.ts';

await connectPm2();
const pool = createPm2Pool('web');
process.on('message', async (count: number) => {
  await pool.setCount(count);
  process.send?.('done');
});
process.send?.('ready');
