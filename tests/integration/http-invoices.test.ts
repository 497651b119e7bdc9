import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createVisitor as createBuyer, done, sellerOf, transferTerms } from './open-test-ledger.ts';
import { catalogue, openTestSite, type TestSite } from './open-test-site.ts';

let site: TestSite;
let visitor: ReturnType<TestSite['newVisitor']>;
beforeAll(async () => {
  site = await openTestSite();
  const lastDueAt = Date.now() + 1_000 * 24 * 3_600_000;
  const types = catalogue.ticketTypes.map((type) => ({ ...type, vatBasisPoints: type.priceCents > 0 ? 1900 : null }));
  const transfer = { ...transferTerms, lastDueAt };
  await site.ledger.applyCatalogue({ ...catalogue, ticketTypes: types, seller: sellerOf('A'), transfer });
});
beforeEach(() => {
  visitor = site.newVisitor();
});
afterAll(() => site.close());

let made = 0;
async function hold(quantities: Record<string, number>) {
  made += 1;
  const orderId = `ORDER${made}`;
  done(await createBuyer(site.ledger).hold(orderId, quantities));
  return { orderId, page: await visitor.open(site.linkTo(orderId)) };
}
const who = { 'buyer.name': 'Zoë', 'buyer.email': 'zoe@example.org' };

test('company, address and VAT number: folded away, checked, kept, and open again to be corrected', async () => {
  const { orderId, page } = await hold({ paid: 1 });
  expect(page.html).toMatch(/<details class="billing-form">/);
  expect(page.html).toContain('Includes €15.81 VAT (19\u00a0%)');
  const wrong = { ...who, 'billing.company': 'Ünal & Søn', 'billing.vatId': '?' };
  const refused = await visitor.submit(page, 'Go on to pay', wrong);
  expect(refused.status).toBe(422);
  expect(refused.html).toMatch(/<details class="billing-form" open="">/);
  expect(refused.html).toContain('href="#details-billing.vatId"');
  expect(refused.html).toContain('value="Ünal &amp; Søn"');

  const right = { ...who, 'billing.company': 'Ünal & Søn', 'billing.address': 'Hauptstraße 1\r\n10115 Berlin' };
  const toPay = await visitor.submit(refused, 'Go on to pay', { ...right, 'billing.vatId': 'DE 136695976' });
  expect(toPay.html).toContain('Hauptstraße 1\n10115 Berlin');
  expect(await site.ledger.getOrder(orderId)).toMatchObject({
    billing: { company: 'Ünal & Søn', address: 'Hauptstraße 1\n10115 Berlin', vatId: 'DE136695976' },
  });
  const edit = await visitor.open(`${site.linkTo(orderId)}&edit`);
  expect(edit.html).toMatch(/<details class="billing-form" open="">/);
  expect(edit.html).toContain('>Hauptstraße 1\n10115 Berlin</textarea>');
});

test('what is free asks for no company, and is neither paid with PayPal nor by transfer', async () => {
  const { orderId, page } = await hold({ community: 1 });
  expect(page.html).not.toContain('billing-form');
  const confirmed = await visitor.submit(page, 'Confirm registration', who);
  expect(confirmed.html).toContain('Your registration is confirmed');
  expect(confirmed.html).not.toContain('/documents/');
  expect(await site.ledger.getOrder(orderId)).toMatchObject({ payment: null, documents: [], transfer: null });
});

test('pay by bank transfer: the page says where to, the invoice is the same file each time, and it can be called off', async () => {
  const { orderId, page } = await hold({ paid: 1 });
  const toPay = await visitor.submit(page, 'Go on to pay', who);
  const awaiting = await visitor.submit(toPay, 'Pay by bank transfer');
  expect(awaiting.status).toBe(200);
  for (const words of ['PT50 0002 0123 1234 5678 9015 4', orderId, '€99', 'Invoice A-'])
    expect(awaiting.html).toContain(words);

  const [number = ''] = (await site.ledger.getOrder(orderId))?.documents.map((document) => document.number) ?? [];
  const address = site.linkTo(orderId).replace('?', `/documents/${number}.pdf?`);
  const read = async (path: string) => {
    const response = await fetch(new URL(path, site.baseUrl), { headers: { 'X-Forwarded-For': visitor.address } });
    return { response, body: Buffer.from(await response.arrayBuffer()) };
  };
  const [first, second] = [await read(address), await read(address)];
  expect(first.response.headers.get('Content-Type')).toBe('application/pdf');
  expect(first.response.headers.get('Cache-Control')).toBe('private, no-store');
  expect(first.body.subarray(0, 5).toString()).toBe('%PDF-');
  expect(second.body.equals(first.body)).toBe(true);
  expect((await read(address.replace(/s=.*/, 's=wrong'))).response.status).toBe(403);
  expect((await read(address.replace(number, 'A-2030-9999'))).response.status).toBe(404);

  const over = await visitor.submit(awaiting, 'Let the seat go');
  expect(over.html).toContain('This order was called off');
  expect(over.html).toContain('Credit note A-CN-');
  expect((await site.ledger.check()).findings).toEqual([]);
});

test("nobody's invoice can be had through another order", async () => {
  const [mine, theirs] = [await hold({ paid: 1 }), await hold({ paid: 1 })];
  for (const { page } of [mine, theirs]) {
    const toPay = await visitor.submit(page, 'Go on to pay', who);
    await visitor.submit(toPay, 'Pay by bank transfer');
  }
  const number = (await site.ledger.getOrder(theirs.orderId))?.documents[0]?.number;
  const path = site.linkTo(mine.orderId).replace('?', `/documents/${number}.pdf?`);
  const { status } = await fetch(new URL(path, site.baseUrl), { headers: { 'X-Forwarded-For': visitor.address } });
  expect(status).toBe(404);
});
