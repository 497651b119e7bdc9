// `npm run scaler:explain`: what the container scaler would do now, and why. Asks the one that runs: in its container, or on the
// host, on whose loopback it is published. Exit status 2 where none can be asked.
import { readScalerUrl } from './config.ts';

const url = new URL('/explain', readScalerUrl());
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`it answered ${response.status}: ${text.trim()}`);
  process.stdout.write(text);
} catch (error) {
  const { cause, message } = error as Error & { cause?: Error };
  console.error(`No container scaler can be asked at ${url.origin}: ${cause?.message || message}`);
  process.exitCode = 2;
}
