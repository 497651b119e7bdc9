import type { ReadMail } from './read-mail.ts';
import type { StoredMail } from './store.ts';

export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8883; --soft: #777; --link: #0b5cab; background: #f6f7f9; color: #1c2733 }
@media (prefers-color-scheme: dark) { :root { background: #15191e; color: #e8edf2; --soft: #9aa5b1; --link: #7db8f5 } }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem }
.notice { margin: 0 -1rem; padding: .5rem 1rem; background: #fff3c4; color: #5c4400; text-align: center }
h1 { font-size: 1.375rem; overflow-wrap: anywhere } h2 { font-size: 1rem; margin: 2rem 0 .5rem }
a { color: var(--link) } :focus-visible { outline: 3px solid #f0a500; outline-offset: 2px }
ol { list-style: none; padding: 0; margin: 0 } li { border-top: 1px solid var(--line) }
li a { display: block; padding: .75rem 0; text-decoration: none; color: inherit } li a:hover strong { text-decoration: underline }
li strong { display: block; overflow-wrap: anywhere } small { color: var(--soft); font-size: .875rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
iframe { width: 100%; height: 40rem; border: 1px solid var(--line); border-radius: 8px; background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid var(--line); border-radius: 8px; font-size: .9375rem; margin: 0 }
`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - local mailbox</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<p class="notice">Local mailbox: these mails were sent to nobody. They stay on this machine.</p>
${content}
</body>
</html>
`;
}

export function renderList(mails: StoredMail[], total: number): string {
  const items = mails.map(
    (
      mail,
    ) => `<li><a href="/messages/${mail.id}"><strong dir="auto">${escapeHtml(mail.subject || '(no subject)')}</strong>
<small>to <bdi>${escapeHtml(mail.to.join(', '))}</bdi> · ${renderTime(mail.receivedAt)}${renderDeliveries(mail)}</small></a></li>`,
  );
  const counted = total > mails.length ? `The ${mails.length} newest of ${total}` : `${total} in all`;
  return page(
    'Mails',
    `<h1>Mails</h1>
${items.length > 0 ? `<p><small>${counted}, the newest first. Reload to see what came since.</small></p>\n<ol>\n${items.join('\n')}\n</ol>` : '<p>None yet. Confirm a registration, and reload this page.</p>'}`,
  );
}

export function renderMail(mail: StoredMail, read: ReadMail): string {
  const facts = [
    ['From', read.from],
    ['To', read.to],
    ['Delivered to', mail.to.join(', ')],
    ['Message-ID', mail.messageId],
  ];
  const attachments = read.attachments.map(
    ({ name, contentType, content }, index) =>
      `<li><a href="/messages/${mail.id}/attachments/${index}"><strong>${escapeHtml(name)}</strong><small>${escapeHtml(contentType)}, ${Math.ceil(content.length / 1024)} kB</small></a></li>`,
  );
  return page(
    mail.subject,
    `<p><a href="/">All mails</a></p>
<h1 dir="auto">${escapeHtml(mail.subject || '(no subject)')}</h1>
<dl>
${facts.map(([name, value]) => `<dt>${name}</dt><dd><bdi>${escapeHtml(value ?? '')}</bdi></dd>`).join('\n')}
<dt>Received</dt><dd>${renderTime(mail.receivedAt)}${renderDeliveries(mail)}</dd>
</dl>
${read.html === null ? '' : `<h2>As a mail program shows it</h2>\n<iframe src="/messages/${mail.id}/html" title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`}
<h2>As plain text</h2>
<pre>${linkify(read.text)}</pre>
${attachments.length > 0 ? `<h2>Attachments</h2>\n<ol>\n${attachments.join('\n')}\n</ol>` : ''}
<p><a href="/messages/${mail.id}/raw">The mail as it was sent</a></p>`,
  );
}

/** The mail's own HTML; pictures inside the mail are fetched from here, and links open in a page of their own. */
export function renderHtml(mail: StoredMail, read: ReadMail): string {
  const places = new Map(read.attachments.map(({ cid }, index) => [cid, `/messages/${mail.id}/attachments/${index}`]));
  const html = (read.html ?? '').replace(/cid:([^"'\s)>]+)/g, (whole, cid: string) => places.get(cid) ?? whole);
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}

function renderTime(time: string): string {
  return `<time datetime="${escapeHtml(time)}">${escapeHtml(time.slice(0, 19).replace('T', ' '))} UTC</time>`;
}

function renderDeliveries({ deliveries }: StoredMail): string {
  return deliveries > 1 ? ` · came in ${deliveries} times` : '';
}

function linkify(text: string): string {
  return escapeHtml(text).replace(/https?:\/\/[^\s<>"]+/g, (url) => `<a href="${url}" rel="noreferrer">${url}</a>`);
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
