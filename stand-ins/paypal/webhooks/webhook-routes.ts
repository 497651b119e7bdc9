import { verify, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import express, { type Router } from 'express';
import { apiError } from '../errors.ts';
import { originOf } from '../origin.ts';
import type { Webhooks } from './create-webhooks.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What anybody may read: the certificates that webhooks name. Below `/v1/notifications`, before any token is asked for. */
export function createCertificateRoutes(keys: SigningKeys): Router {
  const router = express.Router();
  // PayPal's root is known to everybody; this one has to be asked for.
  router.get('/certs/root', (_request, response) => {
    response.type('application/x-pem-file').send(keys.rootPem());
  });
  router.get('/certs/:id', (request, response) => {
    const pem = keys.find(String(request.params.id));
    if (!pem) throw apiError(404, null);
    response.type('application/x-pem-file').send(pem);
  });
  return router;
}

const required = [
  'auth_algo',
  'cert_url',
  'transmission_id',
  'transmission_sig',
  'transmission_time',
  'webhook_id',
] as const;

/** `POST /v1/notifications/verify-webhook-signature`: PayPal's own word on whether an event is its own. */
export function createVerifyRoute(keys: SigningKeys, webhooks: Webhooks): Router {
  const router = express.Router();
  // As text: what was signed is the text, and a parsed and written one need not be the same.
  router.post(
    '/verify-webhook-signature',
    express.text({ type: 'application/json', limit: '1mb' }),
    (request, response) => {
      const text = String(request.body);
      let given: Record<string, unknown>;
      try {
        given = JSON.parse(text) as Record<string, unknown>;
      } catch {
        throw apiError(400, 'MALFORMED_REQUEST_JSON');
      }
      for (const name of required) {
        if (typeof given[name] !== 'string') throw apiError(400, 'MISSING_REQUIRED_PARAMETER', { field: `/${name}` });
      }
      const signed = readEventText(text);
      if (!signed) throw apiError(400, 'MISSING_REQUIRED_PARAMETER', { field: '/webhook_event' });
      const { transmission_id: id, transmission_time: time, webhook_id: webhookId } = given;
      const message = Buffer.from(`${id}|${time}|${webhookId}|${crc32(Buffer.from(signed))}`);
      const prefix = `${originOf(request)}/v1/notifications/certs/`;
      const certUrl = String(given.cert_url);
      const pem = certUrl.startsWith(prefix) ? keys.find(certUrl.slice(prefix.length)) : null;
      const isOurs =
        pem !== null &&
        certUrl === prefix + keys.certificateId() &&
        webhookId === webhooks.registration()?.id &&
        given.auth_algo === 'SHA256withRSA' &&
        verify(
          'sha256',
          message,
          new X509Certificate(pem).publicKey,
          Buffer.from(String(given.transmission_sig), 'base64'),
        );
      response.json({ verification_status: isOurs ? 'SUCCESS' : 'FAILURE' });
    },
  );
  return router;
}

/** The event, which stands last, as it was written. */
function readEventText(text: string): string | null {
  const match = /"webhook_event"\s*:\s*(\{[\s\S]*\})\s*\}\s*$/.exec(text);
  return match?.[1] ?? null;
}
