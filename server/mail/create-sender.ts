import { createTransport } from 'nodemailer';
import type { Message } from './message.ts';

/** The mail server behind `smtpUrl`. A sending ends within about a minute, one way or the other. */
export function createSender(smtpUrl: string) {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 4,
    maxMessages: 100,
    // Trying again is the queue's affair: it knows how often and how long, and survives a restart.
    maxRequeues: 0,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // A password never leaves in the clear, not even where somebody in between hides that the server has TLS.
    requireTLS: new URL(smtpUrl).password !== '',
    // Nothing in a mail is ever a file's name or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: (message: Message) => transport.sendMail(message),
    close: () => transport.close(),
  };
}
