import { createHash } from 'node:crypto';

export type LoginPage = {
  conferenceName: string | null;
  /** Where to go afterwards: a path of this address. */
  returnTo: string;
  /** What was typed, and what is wrong with it. */
  name: string;
  problem: { text: string; field: 'name' | 'password' | null } | null;
};

// The site's colours and measures (app/styles/tokens.css); /theme.css has the organizer's own colour.
const style = `
:root { color-scheme: light dark; --paper: #fbf7f0; --card: #fffdf9; --ink: #2b2420; --ink-soft: #665b52; --line: #e2d8c9; --edge: #8a7d70; --wrong: #a3221a; --accent: #a8452c; --on-accent: #fff; --accent-text: #9c3f28; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1714; --card: #26201c; --ink: #f4ece1; --ink-soft: #b9ada0; --line: #3b332c; --edge: #94877a; --wrong: #ffa396; --accent: #d9775c; --on-accent: #1b1714; --accent-text: #e89a83; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
main { max-width: 27rem; margin: 0 auto; padding: clamp(2rem, 12vh, 7rem) 1.25rem 3rem; }
.eyebrow { margin: 0 0 .75rem; color: var(--accent-text); font-size: .9375rem; font-weight: 600; }
h1, h2 { font-family: Fraunces, Georgia, serif; font-weight: 560; line-height: 1.15; letter-spacing: -.012em; margin: 0 0 1rem; }
h1 { font-size: clamp(1.875rem, 1.6rem + 1.4vw, 2.375rem); text-wrap: balance; } h2 { font-size: 1.25rem; margin-bottom: .5rem; }
p { margin: 0 0 1rem; } form { margin: 0; }
.card { padding: 1.5rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--card); }
.problem { margin-bottom: 1.5rem; padding: 1.25rem 1.5rem; border: 3px solid var(--wrong); border-radius: .625rem; background: var(--card); }
.problem p { margin: 0; } .problem p, .problem a { color: var(--wrong); font-weight: 600; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input { width: 100%; min-height: 3rem; margin-bottom: 1.25rem; padding: .5rem .75rem; border: 1.5px solid var(--edge); border-radius: .5rem; background: var(--paper); color: var(--ink); font: inherit; }
[aria-invalid="true"] { border: 2px solid var(--wrong); }
button { min-height: 3rem; width: 100%; padding: .55rem 1.4rem; border: 2px solid var(--accent); border-radius: 999px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; line-height: 1.3; cursor: pointer; }
button:hover { box-shadow: inset 0 0 0 99rem rgb(0 0 0 / 10%); } .quiet { background: transparent; border-color: var(--edge); color: var(--ink); margin-top: 1rem; }
.button { display: block; min-height: 3rem; padding: .7rem 1.4rem; border-radius: 999px; background: var(--accent); color: var(--on-accent); font-weight: 600; line-height: 1.3; text-align: center; text-decoration: none; }
.hint { color: var(--ink-soft); font-size: .9375rem; margin: 1.5rem 0 0; } code { font-size: .9375em; } a { color: var(--accent-text); text-underline-offset: .18em; }
:focus-visible { outline: 3px solid var(--accent-text); outline-offset: 3px; border-radius: 3px; } input:focus-visible { outline-offset: 1px; border-radius: .5rem; } .problem:focus { outline: 3px solid var(--accent-text); outline-offset: 3px; }
`;
const styleHash = createHash('sha256').update(style).digest('base64');

export const loginPagePolicy = [
  "default-src 'none'",
  `style-src 'self' 'sha256-${styleHash}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

function page(title: string, conferenceName: string | null, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}${conferenceName ? ` · ${escapeHtml(conferenceName)}` : ''}</title>
<style>${style}</style>
<link rel="stylesheet" href="/theme.css">
</head>
<body>
<main>
<p class="eyebrow" dir="auto">${escapeHtml(conferenceName ?? 'Foyer')}</p>
${content}
</main>
</body>
</html>
`;
}

export function renderLogin({ conferenceName, returnTo, name, problem }: LoginPage): string {
  // What is wrong takes the focus, else what is empty.
  const focus = problem ? 'problem' : name ? 'password' : 'name';
  const invalid = (field: 'name' | 'password') =>
    problem?.field === field ? ' aria-invalid="true" aria-describedby="problem-text"' : '';
  const autofocus = (part: string) => (focus === part ? ' autofocus' : '');
  const text = escapeHtml(problem?.text ?? '');
  const summary = `<div class="problem" id="problem" role="alert" tabindex="-1" aria-labelledby="problem-title"${autofocus('problem')}>
<h2 id="problem-title">There is a problem</h2>
<p id="problem-text">${problem?.field ? `<a href="#${problem.field}">${text}</a>` : text}</p>
</div>
`;
  return page(
    problem ? 'Error: Organizers sign in' : 'Organizers sign in',
    conferenceName,
    `<h1>Organizers sign in</h1>
${problem ? summary : ''}<form class="card" method="post" action="/login" novalidate>
<input type="hidden" name="origin" value="${escapeHtml(returnTo)}">
<label for="name">Name</label>
<input id="name" name="name" value="${escapeHtml(name)}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="40"${invalid('name')}${autofocus('name')}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200"${invalid('password')}${autofocus('password')}>
<button>Sign in</button>
</form>
<p class="hint">The first start printed a password for <code>organizer</code>. <code>npm run organizer:password</code> makes a new one. <a href="/">Back to the site</a></p>`,
  );
}

export function renderSignedIn(options: { conferenceName: string | null; name: string; returnTo: string }): string {
  return page(
    'You are signed in',
    options.conferenceName,
    `<h1>You are signed in</h1>
<p>Your name here is <strong>${escapeHtml(options.name)}</strong>.</p>
<a class="button" href="${escapeHtml(options.returnTo)}">Open the Studio</a>
<form method="post" action="/logout"><button class="quiet">Sign out</button></form>`,
  );
}

export function renderNotice(conferenceName: string | null, title: string, text: string): string {
  return page(
    title,
    conferenceName,
    `<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
<p><a href="/login">Sign in</a></p>`,
  );
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
