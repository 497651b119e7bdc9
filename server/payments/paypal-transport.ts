import { createAccessToken } from './access-token.ts';
import { classifyFailure } from './classify-failure.ts';
import type { PayPalFailure } from './paypal.ts';
import { tokenReply } from './paypal-replies.ts';

export type PayPalAccess = {
  /** `https://api-m.sandbox.paypal.com`, or a stand-in; without a slash at its end. */
  baseUrl: string;
  clientId: string;
  secret: string;
  /** For a call as a whole, whatever it takes: a token, the call, a new token, the call again. */
  timeoutMs?: number;
};

export type PayPalRequest =
  | { method: 'GET'; path: string }
  /** `requestId`: PayPal gives the same request the same effect, and refuses a POST without one. */
  | { method: 'POST'; path: string; requestId: string; body: object | string };

/** `body` is the parsed JSON, undefined where it was none. */
export type PayPalAnswer = { ok: true; status: number; body: unknown; debugId: string | null };

export type PayPalTransport = ReturnType<typeof createPayPalTransport>;

/** Sends with a token that is kept and shared, and renewed once where PayPal no longer takes it. Never rejects. */
export function createPayPalTransport({ baseUrl, clientId, secret, timeoutMs = 10_000 }: PayPalAccess) {
  const token = createAccessToken(async () => {
    const credentials = Buffer.from(`${clientId}:${secret}`).toString('base64');
    const answer = await send(
      '/v1/oauth2/token',
      {
        method: 'POST',
        headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials',
      },
      AbortSignal.timeout(timeoutMs),
    );
    const parsed = tokenReply.safeParse(answer.body);
    if (answer.status === 200 && parsed.success) {
      return { token: parsed.data.access_token, lifetimeMs: parsed.data.expires_in * 1000 };
    }
    throw new NoToken(classifyFailure(answer.status, answer.body, answer.debugId));
  });

  async function send(path: string, init: RequestInit, signal: AbortSignal): Promise<PayPalAnswer> {
    // A redirect would carry the credentials elsewhere.
    const response = await fetch(`${baseUrl}${path}`, { ...init, signal, redirect: 'error' });
    const text = await response.text();
    const debugId = response.headers.get('paypal-debug-id');
    return { ok: true, status: response.status, body: parseJson(text), debugId };
  }

  async function sendWithToken(request: PayPalRequest, signal: AbortSignal): Promise<PayPalAnswer> {
    for (let isSecond = false; ; isSecond = true) {
      const bearer = await unlessAborted(signal, token.get());
      const answer = await send(request.path, toInit(request, bearer), signal);
      if (answer.status !== 401 || isSecond) return answer;
      token.forget(bearer);
    }
  }

  return {
    async ask(request: PayPalRequest): Promise<PayPalAnswer | PayPalFailure> {
      try {
        const answer = await sendWithToken(request, AbortSignal.timeout(timeoutMs));
        if (answer.status === 200 || answer.status === 201) return answer;
        return classifyFailure(answer.status, answer.body, answer.debugId);
      } catch (error) {
        if (error instanceof NoToken) return error.failure;
        // A timeout, a refused or a broken connection; the request may have arrived all the same.
        return { ok: false, kind: 'unknown', issue: null, status: null, debugId: null };
      }
    },
  };
}

class NoToken extends Error {
  readonly failure: PayPalFailure;
  constructor(failure: PayPalFailure) {
    super('PayPal gave no token');
    this.failure = failure;
  }
}

function toInit(request: PayPalRequest, bearer: string): RequestInit {
  const headers = { authorization: `Bearer ${bearer}`, accept: 'application/json' };
  if (request.method === 'GET') return { headers };
  return {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      prefer: 'return=representation',
      'paypal-request-id': request.requestId,
    },
    body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The token is everybody's, so its request goes on when one call has waited long enough. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([promise, aborted]);
}
