import { createLog } from '../../platform/log.ts';
import { onShutdown } from '../../platform/shutdown.ts';
import { readMailboxConfig } from './config.ts';
import { createMailbox } from './create-mailbox.ts';

const log = createLog('mailbox');

function fail(error: unknown): never {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

function explain(error: Error, variable: string, port: number): unknown {
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  return isTaken ? `The port ${port} is taken: stop what uses it, or set ${variable}` : error;
}

try {
  const config = readMailboxConfig();
  const mailbox = createMailbox({
    dataDir: config.MAILBOX_DATA_DIR,
    // A connection that breaks is the sender's affair; a port that is taken is ours.
    onError: (error) => {
      if ('syscall' in error && error.syscall === 'listen') fail(explain(error, 'SMTP_PORT', config.SMTP_PORT));
      log.warn({ error: error.message }, 'a conversation or a request failed');
    },
  });
  mailbox.pages.on('error', (error) => fail(explain(error, 'MAILBOX_PORT', config.MAILBOX_PORT)));
  mailbox.smtp.listen(config.SMTP_PORT, config.MAILBOX_HOST, () => {
    // The pages last: whoever sees them ready may send.
    mailbox.pages.listen(config.MAILBOX_PORT, config.MAILBOX_HOST, () => {
      log.info({ host: config.MAILBOX_HOST, smtpPort: config.SMTP_PORT, port: config.MAILBOX_PORT }, 'listening');
      process.send?.('ready');
    });
  });
  onShutdown(() => mailbox.close());
} catch (error) {
  fail(error);
}
