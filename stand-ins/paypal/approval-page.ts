import type { StoredOrder } from './model.ts';

/** What the buyer chose: `stay` approves and does not come back. */
export const choices = ['approve', 'stay', 'cancel'] as const;
export type Choice = (typeof choices)[number];

const style = `
  :root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #1c2733; background: #eef2f6 }
  body { margin: 0; display: grid; min-height: 100vh; grid-template-rows: auto 1fr }
  header { background: #fff3c4; color: #5c4400; text-align: center; padding: .5rem 1rem; border-bottom: 1px solid #e8d48a }
  main { background: #fff; border-radius: 12px; box-shadow: 0 1px 3px #0002; padding: 2rem; margin: 2rem auto; width: min(26rem, calc(100vw - 6rem)); align-self: start }
  h1 { font-size: 1.25rem; margin: 0 0 1.5rem } dl { margin: 0 0 1.5rem } dt { color: #5b6875; font-size: .875rem }
  dd { margin: 0 0 .75rem; overflow-wrap: anywhere } .amount { font-size: 2rem; font-weight: 600; line-height: 1.2 }
  button { font: inherit; display: block; width: 100%; padding: .75rem; margin: .75rem 0 0; border-radius: 8px; border: 1px solid #b6c2cd; background: #fff; color: inherit; cursor: pointer }
  button.main { background: #0b5cab; border-color: #0b5cab; color: #fff; font-weight: 600 }
  button:hover { filter: brightness(.96) } :focus-visible { outline: 3px solid #f0a500; outline-offset: 2px } a { color: #0b5cab }
`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - local PayPal stand-in</title>
<style>${style}</style>
</head>
<body>
<header>Local stand-in for PayPal: no real money moves here.</header>
<main>
${content}
</main>
</body>
</html>
`;
}

/** Where a buyer approves. A plain form, no script. `opener` is the origin of the page whose popup this is. */
export function renderApproval(order: StoredOrder, opener: string | null): string {
  const facts = [
    ['Pay to', escapeHtml(order.brandName ?? order.payee.email_address)],
    ['For', order.description ? escapeHtml(order.description) : null],
    ['Invoice', order.invoiceId ? escapeHtml(order.invoiceId) : null],
  ].filter(([, value]) => value);
  return page(
    'Approve a payment',
    `<h1>Approve this payment?</h1>
<dl>
<dt>Amount</dt><dd class="amount">${escapeHtml(formatAmount(order))}</dd>
${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('\n')}
</dl>
<form method="post" action="/checkoutnow">
<input type="hidden" name="token" value="${escapeHtml(order.id)}">
${opener ? `<input type="hidden" name="opener" value="${escapeHtml(opener)}">` : ''}
<button class="main" name="choice" value="approve">Approve and return</button>
<button name="choice" value="stay">Approve and do not come back</button>
<button name="choice" value="cancel">Cancel and return</button>
</form>`,
  );
}

export function renderMessage(
  title: string,
  text: string,
  link: { href: string; words: string } | null = null,
): string {
  const way = link ? `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.words)}</a></p>` : '';
  return page(escapeHtml(title), `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p>\n${way}`);
}

/** The popup's last page: tells the page that opened it, and closes. */
export function renderReport(message: object, opener: string, nonce: string): string {
  const json = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');
  return page(
    'Done',
    `<h1>Done</h1>
<p>You can close this window.</p>
<script nonce="${nonce}">
if (window.opener) window.opener.postMessage(${json(message)}, ${json(opener)});
window.close();
</script>`,
  );
}

function formatAmount({ amount }: StoredOrder): string {
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: amount.currency_code,
    minimumFractionDigits: amount.value.split('.')[1]?.length ?? 0,
  }).format(Number(amount.value));
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
