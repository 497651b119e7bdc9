/** Runs `close` once on SIGINT or SIGTERM, then exits; exits 1 if closing fails or takes longer than `graceMs`. */
export function onShutdown(close: (signal: string) => Promise<void>, graceMs = 8_000): void {
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      setTimeout(() => process.exit(1), graceMs).unref();
      close(signal).then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
