export type MailSettings = { smtpUrl: string; from: string };

/** The local mailbox, which `npm start` opens. The configuration refuses it where anybody else could be meant. */
const local = { smtpUrl: 'smtp://127.0.0.1:2525', from: 'Foyer <tickets@foyer.example>' };

export function toMailSettings(config: {
  SMTP_URL?: string | undefined;
  MAIL_FROM?: string | undefined;
}): MailSettings {
  return { smtpUrl: config.SMTP_URL ?? local.smtpUrl, from: config.MAIL_FROM ?? local.from };
}

/** `tickets@example.org` or `Some Conference <tickets@example.org>` */
export const mailFromForm = /^(?:[^<>,\p{Cc}]+<[^<>@\s]+@[^<>@\s]+>|[^<>,@\s]+@[^<>,@\s]+)$/u;

/** The part after the @, which makes our Message-IDs ours. */
export function domainOf(from: string): string {
  return from.replace(/>$/, '').slice(from.lastIndexOf('@') + 1);
}
