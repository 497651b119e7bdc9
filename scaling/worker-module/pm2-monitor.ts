import tx2 from 'tx2';

/** Values for `pm2 monit` and `pm2 describe`, asked for every second. */
export function showInMonitor(values: Record<string, () => string | number>): void {
  for (const [name, value] of Object.entries(values)) tx2.metric({ name, value });
}

/** `pm2 trigger worker-module NAME`: the answer is what PM2 prints. */
export function onTrigger(name: string, run: () => Promise<object>): void {
  tx2.action(name, (reply) => {
    run().then(reply, (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }));
  });
}
