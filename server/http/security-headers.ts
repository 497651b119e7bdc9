import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

const policyHeader = 'Content-Security-Policy';

const permissionsPolicy = [
  'accelerometer',
  'camera',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** Headers of every answer. Scripts come from this origin alone. `formOrigins`: where a form of ours may lead to in the end;
 *  Chrome and Safari hold the redirect that answers a form to it too. */
export function createSecurityHeaders(options: {
  imageOrigins: string[];
  formOrigins: string[];
  isSecure: boolean;
}): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', ...options.imageOrigins],
        formAction: ["'self'", ...options.formOrigins],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        ...(options.isSecure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // PayPal's window must be able to talk back to the page that opened it.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    xFrameOptions: { action: 'deny' },
    // A signed order link must not leave in a Referer.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.isSecure ? { maxAge: 31_536_000 } : false,
  });
  return (request, response, next) => {
    // Helmet has no word for it. Nothing here asks for any of these; what PayPal may need (payment) is left alone.
    response.setHeader('Permissions-Policy', permissionsPolicy);
    protect(request, response, next);
  };
}

/** Lets the inline scripts of this one answer run. Only pages that hydrate ask: a cached page must never carry a nonce. */
export function allowNonce(response: Response): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = String(response.getHeader(policyHeader) ?? '');
  response.setHeader(policyHeader, policy.replace("script-src 'self'", `script-src 'self' 'nonce-${nonce}'`));
  return nonce;
}

/** Lets PayPal's script of this one answer run and ask its own servers. Only for a page that has a nonce. */
export function allowPaymentScript(response: Response, origins: string[]): void {
  const policy = String(response.getHeader(policyHeader) ?? '');
  const list = origins.join(' ');
  const wider = policy.replace(/script-src [^;]*/, `$& ${list}`);
  response.setHeader(policyHeader, `${wider};connect-src 'self' ${list};frame-src ${list}`);
}
