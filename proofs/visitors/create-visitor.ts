import { type PageForm, readForms } from './read-forms.ts';

export type VisitedPage = { status: number; url: string; html: string; forms: PageForm[] };

/** A visitor without JavaScript, at an address of their own: follows redirects, keeps cookies, sends forms as a browser does. */
export function createVisitor({
  baseUrl,
  address,
  patienceMs = 300_000,
}: {
  baseUrl: string;
  address: string;
  /** How long to wait for one answer before giving it up. */
  patienceMs?: number;
}) {
  const cookies = new Map<string, string>();
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  async function send(path: string, init: { method: string; body?: URLSearchParams }): Promise<VisitedPage> {
    let url = new URL(path, baseUrl);
    let { method, body } = init;
    for (let hops = 0; hops < 5; hops++) {
      const response = await fetch(url, {
        method,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(patienceMs),
        headers: {
          'X-Forwarded-For': address,
          ...(cookies.size > 0 ? { Cookie: cookieHeader() } : {}),
          ...(method === 'POST' ? { Origin: new URL(baseUrl).origin } : {}),
        },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get('Location');
      const html = await response.text();
      if (response.status >= 300 && response.status < 400 && location) {
        url = new URL(location, url);
        method = 'GET';
        body = undefined;
        continue;
      }
      return { status: response.status, url: url.href, html, forms: readForms(html) };
    }
    throw new Error(`${path} redirects without end`);
  }

  return {
    /** All cookies, as a browser sends them. */
    cookieHeader,
    open: (path: string) => send(path, { method: 'GET' }),
    /** Sends a form of one's own making, as if it were on a page of the site. */
    post: (path: string, fields: Record<string, string>) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields) }),
    /** Presses the button that says `button`, after filling in `values` by field name. */
    submit(page: VisitedPage, button: string, values: Record<string, string> = {}): Promise<VisitedPage> {
      for (const form of page.forms) {
        const pressed = form.buttons.find(({ text }) => text === button);
        if (!pressed) continue;
        const body = new URLSearchParams(form.fields);
        if (pressed.name) body.set(pressed.name, pressed.value);
        for (const [name, value] of Object.entries(values)) body.set(name, value);
        return send(new URL(form.action || page.url, page.url).href, { method: form.method.toUpperCase(), body });
      }
      const there = page.forms.flatMap((form) => form.buttons.map(({ text }) => text));
      throw new Error(
        `${new URL(page.url).pathname} (${page.status}) has no button "${button}", only: ${there.join(', ') || 'none'}`,
      );
    },
  };
}

export type Visitor = ReturnType<typeof createVisitor>;
