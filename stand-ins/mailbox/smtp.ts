import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Fault, Faults, Step } from './faults.ts';
import type { Store } from './store.ts';

const maxMailBytes = 20 * 1024 * 1024;

type Verdict = (error?: Error | null) => void;

/** Takes every mail for everybody, unless a fault is planned. Says "accepted" once the mail is on disk. */
export function createSmtp(parts: { store: Store; faults: Faults; onError?: (error: Error) => void }): SMTPServer {
  const { store, faults, onError } = parts;
  const sockets = new Map<number, Socket>();

  /** True where the conversation goes on. */
  async function meet(step: Step, session: SMTPServerSession, recipients: string[], verdict: Verdict) {
    const fault = faults.take(step, recipients);
    if (!fault) return true;
    if (fault.delayMs) await pause(fault.delayMs);
    if (fault.drop) sockets.get(session.remotePort)?.destroy();
    else if (fault.refuse) verdict(toRefusal(fault));
    return !fault.drop && !fault.refuse;
  }

  const recipientsOf = (session: SMTPServerSession) => session.envelope.rcptTo.map(({ address }) => address);

  const smtp = new SMTPServer({
    name: 'mailbox.localhost',
    banner: 'Foyer local mailbox',
    size: maxMailBytes,
    authOptional: true,
    // There is no certificate that a sender could trust.
    disabledCommands: ['STARTTLS'],
    hideSMTPUTF8: false,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1_000,
    onAuth: (_auth, _session, callback) => callback(null, { user: 'anybody' }),
    onConnect(session, verdict) {
      meet('connect', session, [], verdict).then((goesOn) => goesOn && verdict(), verdict);
    },
    onMailFrom(_address, session, verdict) {
      meet('mail', session, [], verdict).then((goesOn) => goesOn && verdict(), verdict);
    },
    onRcptTo({ address }, session, verdict) {
      meet('rcpt', session, [address], verdict).then((goesOn) => goesOn && verdict(), verdict);
    },
    onData(stream, session, verdict) {
      const take = async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        const to = recipientsOf(session);
        const fault = faults.take('data', to);
        if (fault?.delayMs) await pause(fault.delayMs);
        if (fault?.refuse) return verdict(toRefusal(fault));
        const raw = Buffer.concat(chunks);
        const { messageId, subject } = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        store.add({ messageId: messageId ?? null, from, to, subject: subject ?? '', raw });
        if (fault?.drop) sockets.get(session.remotePort)?.destroy();
        else verdict();
      };
      take().catch(verdict);
    },
  });
  smtp.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.once('close', () => sockets.get(port) === socket && sockets.delete(port));
  });
  smtp.on('error', (error) => onError?.(error));
  return smtp;
}

function toRefusal(fault: Fault): Error {
  const text = fault.text ?? 'Refused because a test asked for it';
  return Object.assign(new Error(text), { responseCode: fault.refuse });
}
