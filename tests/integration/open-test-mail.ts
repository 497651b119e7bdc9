import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { MailTexts } from '../../core/mail/added-text.ts';
import { conference } from '../../core/orders/example-order.ts';
import type { Attendee } from '../../core/orders/order.ts';
import { createCourierMetrics } from '../../server/courier/courier-metrics.ts';
import { createMailer, type SendMail } from '../../server/mail/create-mailer.ts';
import { createSender } from '../../server/mail/create-sender.ts';
import { createMailMetrics } from '../../server/mail/mail-metrics.ts';
import { createMailQueue } from '../../server/mail/mail-queue.ts';
import { createTicketService } from '../../server/tickets/create-ticket-service.ts';
import { createTicketSigner } from '../../server/tickets/sign-tickets.ts';
import { createTicketKey, parseTicketKey } from '../../server/tickets/ticket-keys.ts';
import { createMailbox, type Mailbox } from '../../stand-ins/mailbox/create-mailbox.ts';
import { createMailboxClient, type MailboxClient } from '../../stand-ins/mailbox/mailbox-client.ts';
import {
  catalogueOf,
  createTestLedgers,
  createVisitor,
  done,
  type TestLedger,
  ticketType,
} from './open-test-ledger.ts';
import { sumMetric } from './sum-metric.ts';

export const publicBaseUrl = 'https://foyer.example';
export const signerKey = parseTicketKey(createTicketKey());
const programme = { sessions: [], speakers: [], rooms: [], tracks: [] };

/** A real mail server for a test file, whose door can be shut; every test's mails have recipients of their own. */
export function createTestMailbox() {
  let folder: string;
  let mailbox: Mailbox;
  let client: MailboxClient;
  let smtpPort = 0;
  let pagesPort = 0;

  async function open(): Promise<void> {
    mailbox = createMailbox({ dataDir: folder });
    await new Promise<void>((resolve) => mailbox.smtp.listen(smtpPort, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => mailbox.pages.listen(pagesPort, '127.0.0.1', resolve));
    smtpPort = (mailbox.smtp.server.address() as AddressInfo).port;
    pagesPort = (mailbox.pages.address() as AddressInfo).port;
    client = createMailboxClient(`http://127.0.0.1:${pagesPort}`);
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-mail-'));
    await open();
  });
  afterAll(async () => {
    await mailbox.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    client: () => client,
    smtpUrl: () => `smtp://127.0.0.1:${smtpPort}`,
    shut: () => mailbox.close(),
    open,
    /** By recipient; the oldest first. */
    async mailsTo(address: string) {
      const mails = (await client.list()).filter(({ to }) => to.includes(address)).reverse();
      return Promise.all(mails.map(({ id }) => client.read(id)));
    },
  };
}

export type TestMail = ReturnType<typeof openTestMail>;

/** A courier's mail on a test's ledger, with a clock that the test moves. Several on one ledger are several couriers. */
export function openTestMail(
  opened: TestLedger,
  smtpUrl: string,
  around: (send: SendMail) => SendMail = (send) => send,
  mailTexts: MailTexts = {},
) {
  const { ledger, redis, eventId } = opened;
  const sender = createSender(smtpUrl);
  const registry = new Registry();
  const said: object[] = [];
  const say = (fields: object, message: string) => said.push({ ...fields, message });
  // The ledger's own clock stamps the outbox's entries.
  const clock = { nowMs: Date.now() };
  const queue = createMailQueue({ redis, eventId, consumer: 'courier' });
  const mailer = createMailer({
    queue,
    ledger,
    content: {
      getConference: async () => conference,
      getProgramme: async () => programme,
      getMailTexts: async () => mailTexts,
    },
    send: around(sender.send),
    message: {
      tickets: createTicketService({ ledger, signer: createTicketSigner({ privateKey: signerKey, eventId }) }),
      from: 'Days of Type <tickets@foyer.example>',
      publicBaseUrl,
      linkTo: (orderId) => `/orders/${orderId}?s=signature`,
    },
    term: () => 1,
    metrics: createMailMetrics(registry, createCourierMetrics(registry).outboxLag),
    log: { info: say, warn: say, error: say },
    now: () => clock.nowMs,
  });
  return {
    ...mailer,
    queue,
    clock,
    said,
    close: sender.close,
    async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
      await mailer.measure();
      return sumMetric(registry, name, labels);
    },
  };
}

/** A ledger, a mailbox and the mail between them, anew for each test of a file. */
export function createMailDesk() {
  const ledgers = createTestLedgers();
  const mailbox = createTestMailbox();
  const catalogue = catalogueOf({ house: 50 }, [
    ticketType('day', ['house']),
    ticketType('paid', ['house'], { priceCents: 9_900 }),
  ]);
  let number = 0;
  const desk = {
    mailbox,
    opened: {} as TestLedger,
    mail: {} as TestMail,
    /** This test's own: the mailbox outlives it. */
    address: (name: string) => `${name}-${number}@example.org`,
    async register(orderId: string, attendees: Attendee[], buyer = 'buyer') {
      const { ledger } = desk.opened;
      done(await createVisitor(ledger).hold(orderId, { day: attendees.length }));
      const email = desk.address(buyer);
      done(await ledger.saveDetails({ orderId, buyer: { name: 'Zoë Ångström', email }, attendees }));
      return done(await ledger.confirm({ orderId }));
    },
  };
  beforeEach(async () => {
    number += 1;
    desk.opened = await ledgers.open(catalogue);
    desk.mail = openTestMail(desk.opened, mailbox.smtpUrl());
  });
  afterEach(async () => {
    desk.mail.close();
    await mailbox.client().clearFaults();
  });
  return desk;
}

export const one = (name = 'Ada', email: string | null = null): Attendee[] => [{ name, email }];
