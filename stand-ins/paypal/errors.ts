import { createDebugId } from './ids.ts';
import { issues } from './issues.ts';

type Link = { href: string; rel: string; method: string };

/** An answer other than a success, in PayPal's form. */
export class PayPalError extends Error {
  readonly status: number;
  readonly body: { debug_id?: string } & Record<string, unknown>;
  constructor(status: number, body: PayPalError['body']) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

const families: Record<number, { name: string; message: string }> = {
  400: {
    name: 'INVALID_REQUEST',
    message: 'Request is not well-formed, syntactically incorrect, or violates schema.',
  },
  401: {
    name: 'AUTHENTICATION_FAILURE',
    message: 'Authentication failed due to missing authorization header, or invalid authentication credentials.',
  },
  403: { name: 'NOT_AUTHORIZED', message: 'Authorization failed due to insufficient permissions.' },
  404: { name: 'RESOURCE_NOT_FOUND', message: 'The specified resource does not exist.' },
  409: {
    name: 'RESOURCE_CONFLICT',
    message: 'The server has detected a conflict while processing this request.',
  },
  415: {
    name: 'UNSUPPORTED_MEDIA_TYPE',
    message: "The server does not support the request payload's media type.",
  },
  422: {
    name: 'UNPROCESSABLE_ENTITY',
    message: 'The requested action could not be performed, semantically incorrect, or failed business validation.',
  },
  429: { name: 'RATE_LIMIT_REACHED', message: 'Too many requests. Blocked due to rate limiting.' },
  500: { name: 'INTERNAL_SERVER_ERROR', message: 'An internal server error occurred.' },
  503: { name: 'SERVICE_UNAVAILABLE', message: 'Service Unavailable.' },
};

type Place = { field?: string; value?: string; location?: 'body' | 'path' | 'query'; links?: Link[] };

/** PayPal's error body for a status and, where there is one, its issue. */
export function apiError(status: number, issue: string | null, { links, ...place }: Place = {}): PayPalError {
  const family = families[status] ?? { name: 'INTERNAL_SERVICE_ERROR', message: 'An internal service error occurred.' };
  const details = issue ? [{ ...place, issue, description: issues[issue]?.description ?? issue }] : undefined;
  return new PayPalError(status, {
    ...family,
    debug_id: createDebugId(),
    ...(details ? { details } : {}),
    links: [
      {
        href: `https://developer.paypal.com/docs/api/orders/v2/#error-${issue ?? family.name}`,
        rel: 'information_link',
        method: 'GET',
      },
      ...(links ?? []),
    ],
  });
}

/** OAuth's own form, which PayPal uses for everything about tokens. */
export function oauthError(status: number, error: string, description: string): PayPalError {
  return new PayPalError(status, { error, error_description: description });
}
