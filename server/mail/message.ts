import { createAccentPalette } from '../../core/colour.ts';
import type { Conference, Programme } from '../../core/conference.ts';
import type { MailTexts } from '../../core/mail/added-text.ts';
import { writeMail } from '../../core/mail/mail-content.ts';
import { listDocuments } from '../../core/mail/mail-documents.ts';
import { bringsTickets, type MailKind } from '../../core/mail/mail-kinds.ts';
import { plainLine } from '../../core/mail/plain-line.ts';
import type { Recipient } from '../../core/mail/recipients.ts';
import { codeCid, renderHtml, renderText } from '../../core/mail/render-mail.ts';
import type { BillingDocument } from '../../core/orders/billing-document.ts';
import type { Order } from '../../core/orders/order.ts';
import type { TicketService } from '../context.ts';
import { renderInvoice } from '../tickets/pdf/render-invoice.ts';
import { domainOf } from './mail-settings.ts';

/** A mail as nodemailer takes it. */
export type Message = {
  messageId: string;
  from: string;
  to: { name: string; address: string };
  replyTo: string | undefined;
  subject: string;
  text: string;
  html: string;
  attachments: { filename: string; content: Buffer | string; contentType: string; cid?: string }[];
  headers: Record<string, string>;
};

export type MessageRequest = {
  kind: MailKind;
  order: Order;
  /** What `listDocuments` names of the order's, read before anything is written. */
  documents: BillingDocument[];
  recipient: Recipient;
  /** When the transition was (UTC ms). */
  at: number;
  conference: Conference;
  programme: Programme;
  mailTexts: MailTexts;
};

export type MessageParts = {
  tickets: TicketService;
  from: string;
  /** The site's address, and the order's page on it. */
  publicBaseUrl: string;
  linkTo: (orderId: string) => string;
};

/** Follows from the order, what became of it and the recipient alone: a mail that is sent again is known as the same one. */
export function messageIdOf({ kind, order, recipient, at }: MessageRequest, from: string): string {
  return `<${order.id}.${kind}.${at}.${recipient.key}@${domainOf(from)}>`;
}

/** Asks no server for anything: where it rejects, the mail cannot be written at any other time either. */
export async function createMessage(request: MessageRequest, parts: MessageParts): Promise<Message> {
  const { kind, order, recipient, conference, programme, mailTexts } = request;
  const { tickets, from, publicBaseUrl, linkTo } = parts;
  const orderUrl = new URL(linkTo(order.id), publicBaseUrl).href;
  const content = writeMail({ kind, order, recipient, conference, orderUrl, added: mailTexts[kind] ?? [] });
  const accent = createAccentPalette(conference.accentColor, 'light');
  const { registrationIds } = recipient;
  const attachments: Message['attachments'] = [];

  if (bringsTickets(kind)) {
    for (const id of registrationIds) {
      const code = await tickets.renderQrPng(order, id);
      if (!code) throw new Error(`order ${order.id} has no registration ${id}`);
      attachments.push({ filename: `${id}.png`, content: code, contentType: 'image/png', cid: codeCid(id) });
    }
    const url = recipient.isBuyer ? orderUrl : publicBaseUrl;
    attachments.push({
      filename: 'calendar.ics',
      content: tickets.renderCalendar({ order, conference, programme, url, registrationIds }),
      contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
    });
    attachments.push({
      filename: registrationIds.length === 1 ? 'ticket.pdf' : 'tickets.pdf',
      content: await tickets.renderPdf({ order, conference, registrationIds }),
      contentType: 'application/pdf',
    });
  }
  for (const number of recipient.isBuyer ? listDocuments(request) : []) {
    const document = request.documents.find((each) => each.number === number && each.orderId === order.id);
    if (!document) throw new Error(`order ${order.id} has no document ${number}`);
    attachments.push({
      filename: `${number}.pdf`,
      content: await renderInvoice(document),
      contentType: 'application/pdf',
    });
  }
  return {
    messageId: messageIdOf(request, from),
    from,
    to: { name: plainLine(recipient.name), address: recipient.address },
    replyTo: conference.contactEmail ?? undefined,
    subject: content.subject,
    text: renderText(content),
    html: renderHtml(content, { hasCodes: bringsTickets(kind), accent }),
    attachments,
    // Out-of-office replies to a machine help nobody.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
