import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import { createMailboxClient, type MailboxMessage } from '../../stand-ins/mailbox/mailbox-client.ts';
import { require } from '../proof.ts';

const patienceMs = 20_000;

/** The mail to this address whose subject matches, once it is there. */
export async function waitForMail(stack: Stack, to: string, subject: RegExp): Promise<MailboxMessage> {
  const mailbox = createMailboxClient(`http://127.0.0.1:${stack.ports.mailbox}`);
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const mails = await mailbox.list();
    const found = mails.find((mail) => mail.to.includes(to) && subject.test(mail.subject));
    if (found) return await mailbox.read(found.id);
    const seen = mails.map((mail) => `${mail.to}: ${mail.subject}`).join('; ');
    require(Date.now() < giveUpAt, `no mail to ${to} about ${subject}; the mailbox has: ${seen || 'nothing'}`);
    await pause(100);
  }
}

/** The link to the order that the mail carries. */
export function orderLinkOf(mail: MailboxMessage, baseUrl: string): string {
  const link = mail.text.match(/https?:\/\/\S+\/orders\/\S+/)?.[0];
  require(link?.startsWith(`${baseUrl}/orders/`) === true, `the mail has no link to its order:\n${mail.text}`);
  return link;
}
