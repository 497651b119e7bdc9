export type Repeater = { stop(): Promise<void> };

/**
 * Runs `job` again `intervalMs` after it ended, never twice at once. A failing job is told to `onOutage` once an outage, its
 * first success after that to `onRecovery`; it goes on being tried.
 */
export function repeat(options: {
  intervalMs: number;
  job: () => Promise<void>;
  onOutage: (error: unknown) => void;
  onRecovery: () => void;
}): Repeater {
  let isStopped = false;
  let isFailing = false;
  let wake = () => {};
  const loop = async () => {
    while (!isStopped) {
      try {
        await options.job();
        if (isFailing) options.onRecovery();
        isFailing = false;
      } catch (error) {
        if (!isFailing) options.onOutage(error);
        isFailing = true;
      }
      if (isStopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, options.intervalMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const ended = loop();
  return {
    async stop() {
      isStopped = true;
      wake();
      await ended;
    },
  };
}
