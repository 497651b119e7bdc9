import express, { type Request, type Response, type Router } from 'express';
import { isSameOrigin } from '../http/caller.ts';
import { apiError } from '../http/errors.ts';
import type { Account, Accounts } from './accounts.ts';
import type { Attempts } from './attempts.ts';
import { type LoginPage, loginPagePolicy, renderLogin, renderNotice, renderSignedIn } from './login-page.ts';
import { hashPassword, isPassword } from './password.ts';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';

export type LoginParts = {
  accounts: Accounts;
  sessions: Sessions;
  attempts: Attempts;
  isSecure: boolean;
  getConferenceName: () => string | null;
  onRefused: (event: { address: string; reason: string }) => void;
};

const studioPath = '/studio';
/** Each check takes 32 MB and a tenth of a second of processor. */
const maxConcurrentChecks = 4;

/** `/login` and `/logout`: pages for people, with a form that works without JavaScript. */
export function createLoginRoutes(parts: LoginParts): Router {
  const router = express.Router();
  const readForm = express.urlencoded({ extended: false, limit: '4kb' });
  // Whoever types a name that nobody has waits as long as for a wrong password.
  const decoy = hashPassword('nobody has this one');
  let checking = 0;

  const send = (response: Response, status: number, html: string) => {
    response.status(status).set(pageHeaders).type('html').send(html);
  };
  const sendForm = (response: Response, status: number, page: Omit<LoginPage, 'conferenceName'>) =>
    send(response, status, renderLogin({ ...page, conferenceName: parts.getConferenceName() }));
  const sendNotice = (response: Response, status: number, title: string, text: string) =>
    send(response, status, renderNotice(parts.getConferenceName(), title, text));

  const sessionOf = (request: Request) => readSessionCookie(request.headers.cookie, parts.isSecure);

  async function check(name: string, password: string): Promise<Account | null> {
    if (checking >= maxConcurrentChecks) throw apiError(503, 'Too many people sign in at once');
    checking += 1;
    try {
      const account = parts.accounts.find(name);
      const isRight = await isPassword(password, account?.password ?? (await decoy));
      return account && isRight ? account : null;
    } finally {
      checking -= 1;
    }
  }

  router.get('/login', (request, response) => {
    const returnTo = readReturnPath(request.query.origin, request.headers.host);
    const cookie = sessionOf(request);
    const account = cookie === null ? null : parts.sessions.find(cookie);
    if (!account) {
      const name = typeof request.query.name === 'string' ? request.query.name : '';
      sendForm(response, 200, { returnTo, name, problem: null });
    } else if (request.query.origin !== undefined) redirect(response, returnTo);
    else {
      const conferenceName = parts.getConferenceName();
      send(response, 200, renderSignedIn({ conferenceName, name: account.name, returnTo }));
    }
  });

  router.post('/login', requireOwnForm(sendNotice), readForm, (request, response, next) => {
    const signIn = async () => {
      const form = request.body as Record<string, unknown>;
      const name = textOf(form.name, 40).trim().toLowerCase();
      const password = textOf(form.password, 200);
      const returnTo = readReturnPath(form.origin, request.headers.host);
      const refuse = (status: number, text: string, field: 'name' | 'password' | null) =>
        sendForm(response, status, { returnTo, name, problem: { text, field } });

      if (!name) return refuse(422, 'Type your name', 'name');
      if (!password) return refuse(422, 'Type your password', 'password');
      const address = request.ip ?? '';
      const verdict = parts.attempts.begin(address);
      if (!verdict.isAllowed) {
        parts.onRefused({ address, reason: `locked: ${verdict.reason}` });
        response.set('retry-after', String(verdict.retryAfterSeconds));
        const minutes = Math.ceil(verdict.retryAfterSeconds / 60);
        const when = `Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
        const from = verdict.reason === 'address' ? ' from your connection' : '';
        return refuse(429, `Too many wrong passwords came${from}. ${when}`, null);
      }
      const account = await check(name, password);
      if (!account) {
        parts.onRefused({ address, reason: 'wrong' });
        const isEmpty = parts.accounts.isEmpty();
        return isEmpty
          ? refuse(403, 'Nobody has a password yet: `npm run organizer:password` makes one', null)
          : refuse(403, 'The name or the password is wrong', 'password');
      }
      parts.attempts.succeed(address);
      const earlier = sessionOf(request);
      if (earlier) parts.sessions.end(earlier);
      response.append('set-cookie', writeSessionCookie(parts.sessions.begin(account), parts.isSecure));
      redirect(response, returnTo);
    };
    signIn().catch(next);
  });

  router.post('/logout', requireOwnForm(sendNotice), (request, response) => {
    const cookie = sessionOf(request);
    if (cookie) parts.sessions.end(cookie);
    response.append('set-cookie', clearSessionCookie(parts.isSecure));
    redirect(response, '/login');
  });
  return router;
}

const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': loginPagePolicy,
  'x-content-type-options': 'nosniff',
  // The address may hold where somebody wanted to go.
  'referrer-policy': 'same-origin',
};

function requireOwnForm(sendNotice: (response: Response, status: number, title: string, text: string) => void) {
  return (request: Request, response: Response, next: () => void) => {
    if (isSameOrigin(request.headers)) return next();
    sendNotice(response, 403, 'That came from another site', 'Nothing was done. Sign in on this page itself.');
  };
}

const textOf = (value: unknown, maxLength: number): string =>
  typeof value === 'string' ? value.slice(0, maxLength) : '';

function redirect(response: Response, path: string): void {
  response.status(303).set({ 'cache-control': 'no-store', location: path }).end();
}

/** Where Studio says that somebody came from, if that is a page of this address; as a path, which cannot lead anywhere else. */
export function readReturnPath(given: unknown, host: string | undefined): string {
  if (typeof given !== 'string' || !URL.canParse(given, `http://${host}`)) return studioPath;
  const { protocol, host: givenHost, pathname, search, hash } = new URL(given, `http://${host}`);
  const isHere = (protocol === 'http:' || protocol === 'https:') && givenHost === host;
  // A path that begins with two slashes is another host's address.
  if (!isHere || pathname.startsWith('//') || pathname === '/login' || pathname === '/logout') return studioPath;
  return `${pathname}${search}${hash}`;
}
