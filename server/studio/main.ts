import { createLog } from '../../platform/log.ts';
import { onShutdown } from '../../platform/shutdown.ts';
import { readStudioConfig } from './config.ts';
import { createStudioApp } from './create-studio-app.ts';

const log = createLog('studio');

try {
  const config = readStudioConfig();
  log.level = config.LOG_LEVEL;
  const server = createStudioApp(config).listen(config.STUDIO_PORT, config.HOST, () => {
    log.info({ host: config.HOST, port: config.STUDIO_PORT, project: config.SANITY_PROJECT_ID ?? null }, 'listening');
  });
  server.on('error', (error) => {
    log.fatal({ error: error.message }, 'cannot listen');
    process.exit(1);
  });
  onShutdown(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    // Waits for the answers under way, not for a browser that keeps its connection.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
    await closed;
  });
} catch (error) {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
