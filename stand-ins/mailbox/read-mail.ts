import { type AddressObject, type Attachment, type ParsedMail, simpleParser } from 'mailparser';

export type ReadAttachment = { name: string; contentType: string; cid: string | null; content: Buffer };

export type ReadMail = {
  headers: { name: string; value: string }[];
  from: string;
  to: string;
  date: string | null;
  text: string;
  html: string | null;
  attachments: ReadAttachment[];
};

/** A raw mail as people read it. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const mail = await simpleParser(raw, { skipImageLinks: true, skipTextToHtml: true, skipHtmlToText: true });
  return {
    headers: mail.headerLines.map(({ key, line }) => ({ name: key, value: line.slice(line.indexOf(':') + 1).trim() })),
    from: toText(mail.from),
    to: toText(mail.to),
    date: mail.date?.toISOString() ?? null,
    text: mail.text ?? '',
    html: mail.html || null,
    attachments: mail.attachments.map(toAttachment),
  };
}

function toText(addresses: ParsedMail['from'] | ParsedMail['to']): string {
  return [addresses ?? []]
    .flat()
    .map((address: AddressObject) => address.text)
    .join(', ');
}

function toAttachment({ filename, contentType, cid, content }: Attachment, index: number): ReadAttachment {
  return { name: filename ?? `part-${index + 1}`, contentType, cid: cid ?? null, content };
}
