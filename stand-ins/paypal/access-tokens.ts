import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { apiError, oauthError } from './errors.ts';

export type Credentials = { clientId: string; secret: string };

/** As PayPal's: nine hours. */
const lifetimeSeconds = 32_400;

/** OAuth tokens. They live in memory, so a restart is also a day on which every client must ask for a new one. */
export function createAccessTokens(credentials: Credentials, now: () => Date) {
  const expiries = new Map<string, number>();
  return {
    /** `POST /v1/oauth2/token` */
    issue(authorization: string | undefined, grantType: unknown): object {
      const expected = Buffer.from(`${credentials.clientId}:${credentials.secret}`).toString('base64');
      if (!isSame(authorization ?? '', `Basic ${expected}`)) {
        throw oauthError(401, 'invalid_client', 'Client Authentication failed');
      }
      if (grantType !== 'client_credentials') {
        throw oauthError(400, 'unsupported_grant_type', 'Grant Type is NULL or not supported');
      }
      const token = `A21AA${randomBytes(40).toString('base64url')}`;
      expiries.set(token, now().getTime() + lifetimeSeconds * 1000);
      return {
        scope: 'https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/payments/refund',
        access_token: token,
        token_type: 'Bearer',
        app_id: 'APP-80W284485P519543T',
        expires_in: lifetimeSeconds,
        nonce: `${now().toISOString()}${randomBytes(8).toString('base64url')}`,
      };
    },
    require(authorization: string | undefined): void {
      const expiry = expiries.get((authorization ?? '').replace(/^Bearer /, ''));
      if (expiry === undefined || expiry < now().getTime()) throw apiError(401, null);
    },
    expireAll: () => expiries.clear(),
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const isSame = (given: string, expected: string) => timingSafeEqual(digest(given), digest(expected));
