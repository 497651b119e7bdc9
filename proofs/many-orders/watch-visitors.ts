import { Agent, request } from 'node:http';
import type { Stack } from '../../scripts/stack/start-stack.ts';

const paths = ['/', '/programme', '/register', '/tickets'];
const everyMs = 50;
const memoryEveryMs = 200;

export type Span = { p95Ms: number; worstMs: number; pages: number; failed: number; peakMegabytes: number };

/** Other visitors meanwhile: twenty pages a second by a worker itself, come what may, and what memory that worker takes. */
export function watchVisitors(stack: Stack) {
  const agent = new Agent({ keepAlive: true });
  let number = 0;
  let times: number[] = [];
  let failed = 0;
  let peakBytes = 0;

  const ask = () => {
    const visitor = number++;
    const startedAt = performance.now();
    const asked = request(
      new URL(paths[visitor % paths.length] ?? '/', stack.baseUrl),
      { agent, headers: { Cookie: 'other=1', 'X-Forwarded-For': `198.18.${(visitor >> 8) & 255}.${visitor & 255}` } },
      (response) => {
        response.on('end', () => {
          times.push(performance.now() - startedAt);
          if (response.statusCode !== 200) failed += 1;
        });
        response.resume();
      },
    );
    asked.on('error', () => {
      failed += 1;
    });
    asked.end();
  };
  const asking = setInterval(ask, everyMs);
  const weighing = setInterval(async () => {
    peakBytes = Math.max(peakBytes, await readMemory(stack).catch(() => 0));
  }, memoryEveryMs);

  return {
    /** What they met since the last call, or the begin. */
    take(): Span {
      const sorted = times.sort((a, b) => a - b);
      const span = {
        p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
        worstMs: sorted.at(-1) ?? Number.NaN,
        pages: sorted.length,
        failed,
        peakMegabytes: peakBytes / 1024 ** 2,
      };
      [times, failed, peakBytes] = [[], 0, 0];
      return span;
    },
    stop() {
      clearInterval(asking);
      clearInterval(weighing);
      agent.destroy();
    },
  };
}

async function readMemory(stack: Stack): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${stack.ports.metrics}/metrics`)).text();
  return Number(/^process_resident_memory_bytes(?:\{[^}]*\})? ([\d.e+]+)/m.exec(page)?.[1] ?? 0);
}
