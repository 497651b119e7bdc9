import type { MailContent } from './mail-content.ts';

export function renderText(content: MailContent): string {
  const parts = [
    content.heading,
    ...content.paragraphs,
    content.facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
    content.tickets
      .map(({ holder, typeName, registrationId }) => `- ${holder}, ${typeName} (${registrationId})`)
      .join('\n'),
    content.button ? `${content.button.label}:\n${content.button.url}` : '',
    content.closing.length > 0 ? `-- \n${content.closing.join('\n')}` : '',
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** The `cid` of a ticket's code among the mail's attachments. */
export const codeCid = (registrationId: string) => `code-${registrationId}@foyer`;

/**
 * For mail programs: one column, styles inline, tables only where they are tables. No colour of its own for text and paper, so
 * that a program's dark scheme works; the codes bring their own white.
 */
export function renderHtml(
  content: MailContent,
  options: { hasCodes: boolean; accent: { fill: string; onFill: string } },
): string {
  const { subject, heading, paragraphs, facts, tickets, button, closing } = content;
  const cell = 'padding:4px 16px 4px 0;vertical-align:top;text-align:left';
  const body = [
    `<h1 style="font-size:24px;line-height:1.25;margin:0 0 16px">${text(heading)}</h1>`,
    ...paragraphs.map((paragraph) => `<p style="margin:0 0 16px">${text(paragraph)}</p>`),
    button
      ? `<p style="margin:24px 0"><a href="${escapeHtml(button.url)}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:${options.accent.fill};color:${options.accent.onFill};font-weight:bold;text-decoration:none">${text(button.label)}</a></p>`
      : '',
    facts.length > 0
      ? `<table style="border-collapse:collapse;margin:0 0 24px">${facts
          .map(
            ([name, value]) =>
              `<tr><th scope="row" style="${cell};font-weight:normal">${text(name)}</th><td style="${cell}">${text(value)}</td></tr>`,
          )
          .join('')}</table>`
      : '',
    ...tickets.map((ticket) => renderTicket(ticket, options.hasCodes)),
    ...closing.map((line) => `<p style="margin:0 0 8px;font-size:14px">${text(line)}</p>`),
  ];
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${text(subject)}</title>
</head>
<body style="margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:560px;margin:0 auto">
${body.filter(Boolean).join('\n')}
</div>
</body>
</html>
`;
}

function renderTicket({ registrationId, typeName, holder }: MailContent['tickets'][number], hasCode: boolean): string {
  const code = hasCode
    ? `<img src="cid:${codeCid(registrationId)}" alt="QR code of ticket ${escapeHtml(registrationId)}" width="220" height="220" style="display:block;width:220px;height:220px;margin:12px 0 0;background:#ffffff;border-radius:4px">`
    : '';
  return `<div style="border:1px solid #8d8479;border-radius:12px;padding:16px;margin:0 0 16px">
<h2 style="font-size:20px;line-height:1.25;margin:0" dir="auto">${text(holder)}</h2>
<p style="margin:4px 0 0">${text(typeName)}<br>${text(registrationId)}</p>
${code}
</div>`;
}

/** The isolates that keep a name in its place in plain text have a tag of their own in HTML. */
function text(content: string): string {
  return escapeHtml(content).replace(/\u2068([^\u2069]*)\u2069/g, '<span dir="auto">$1</span>');
}

function escapeHtml(content: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return content.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
