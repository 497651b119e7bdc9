// `node tests/paypal-specification/trim.ts FOLDER`: FOLDER is `openapi/` of the npm package @paypal/paypal-rest-api-specifications.
// Keeps the operations that Foyer uses and the schemas they lead to, without their prose.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const wanted: Record<string, [method: string, path: string][]> = {
  checkout_orders_v2: [
    ['post', '/v2/checkout/orders'],
    ['get', '/v2/checkout/orders/{id}'],
    ['post', '/v2/checkout/orders/{id}/capture'],
  ],
  payments_payment_v2: [
    ['get', '/v2/payments/captures/{capture_id}'],
    ['post', '/v2/payments/captures/{capture_id}/refund'],
    ['get', '/v2/payments/refunds/{refund_id}'],
  ],
  notifications_webhooks_v1: [
    ['post', '/v1/notifications/verify-webhook-signature'],
    ['get', '/v1/notifications/webhooks-events/{event_id}'],
  ],
  customer_disputes_v1: [
    ['get', '/v1/customer/disputes'],
    ['get', '/v1/customer/disputes/{id}'],
  ],
  reporting_transactions_v1: [['get', '/v1/reporting/transactions']],
};

type Json = { [name: string]: unknown };
const prose = ['description', 'title', 'example', 'examples', 'summary', 'externalDocs'];

/** Prose is text; a property that is called `description` is a schema. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, part]) => !(prose.includes(name) && typeof part === 'string'));
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutProse(part)]));
}

const namesIn = (value: unknown) =>
  [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');

for (const [file, operations] of Object.entries(wanted)) {
  const source = JSON.parse(readFileSync(join(process.argv[2] ?? '', `${file}.json`), 'utf8'));
  const all: Json = source.components.schemas;
  const paths: { [path: string]: Json } = {};
  for (const [method, path] of operations) {
    const { requestBody, responses } = source.paths[path][method];
    delete responses.default;
    paths[path] = { ...paths[path], [method]: withoutProse({ requestBody, responses }) };
  }
  const schemas: Json = {};
  const open = namesIn(paths);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (schemas[name]) continue;
    schemas[name] = withoutProse(all[name]);
    open.push(...namesIn(schemas[name]));
  }
  const { info, openapi } = source;
  const trimmed = { openapi, info: { title: info.title, version: info.version }, paths, components: { schemas } };
  writeFileSync(join(import.meta.dirname, `${file}.min.json`), `${JSON.stringify(trimmed)}\n`);
}
