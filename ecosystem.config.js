// What PM2 keeps alive in production: `pm2-runtime ecosystem.config.js --only web,worker-module` in one container, courier in
// another. The local stack (scripts/stack) starts from the same table. In a package of ES modules PM2 reads only `export const apps`.
// PM2 itself must be started with NODE_CLUSTER_SCHED_POLICY=none: docs/decisions/009-workers-accept-themselves.md.

// A container's log is what it says on its standard output. A file below PM2's home would lie in memory and grow without end.
const toStandardOutput = { out_file: '/dev/null', error_file: '/dev/null' };

export const apps = [
  {
    name: 'web',
    script: './build/server/web.js',
    exec_mode: 'cluster',
    instances: Number(process.env.MIN_WORKERS) || 1,
    // V8 sizes its young generation by the machine, not by the container: 134 MB of a worker's 261 after 800 pages. With 8 MB it
    // is 161, at the same CPU a page. Two workers must fit below 30 % of a container's memory, or none of them ever leaves.
    // And it lets the old one grow as far as it takes to work little: 725 MB in a rush. With a limit it is 284 MB at the same pace.
    node_args: ['--max-semi-space-size=8', '--max-old-space-size=320'],
    // A worker is online once it says so itself; PM2 gives up waiting after listen_timeout and calls it online anyway.
    wait_ready: true,
    listen_timeout: 20_000,
    // Longer than a worker takes to finish what it has begun, shorter than the container's own grace (30 s).
    kill_timeout: 20_000,
    exp_backoff_restart_delay: 100,
    merge_logs: true,
    ...toStandardOutput,
  },
  {
    name: 'worker-module',
    script: './build/scaling/worker-module/main.js',
    exec_mode: 'fork',
    instances: 1,
    // Its young generation for the same reason: it does little and must not weigh on the workers' memory.
    node_args: ['--max-semi-space-size=2'],
    // PM2's own ten figures of a process would fill the box of `pm2 monit` before those of the site.
    pmx: false,
    // It may be waiting for a worker to drain.
    kill_timeout: 25_000,
    exp_backoff_restart_delay: 100,
    merge_logs: true,
    ...toStandardOutput,
  },
  {
    name: 'courier',
    script: './build/server/courier.js',
    exec_mode: 'fork',
    instances: 1,
    // No wait_ready: in fork mode PM2 7 does not see a process that dies before it is ready until listen_timeout is over.
    kill_timeout: 10_000,
    exp_backoff_restart_delay: 100,
    merge_logs: true,
    ...toStandardOutput,
  },
];
