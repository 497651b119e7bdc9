import { require } from '../proof.ts';
import { ask, type Check, requireFields, requireValue } from './check.ts';

const dayMs = 24 * 60 * 60_000;

/** What can be asked of any PayPal: nobody has to approve anything, and no money moves. */
export const withoutBuyer: Check[] = [
  {
    name: 'an order is made as it was asked for, and names where its buyer approves it',
    async run(place) {
      const request = ask(place, 'made');
      const order = requireValue(await place.paypal.createOrder(request));
      const { amountCents, currency, attemptId: customId, invoiceId } = request;
      requireFields(order, { status: 'PAYER_ACTION_REQUIRED', amountCents, currency, customId, invoiceId });
      require(order.captures.length === 0, 'it has captures');
      const { approveUrl, payeeMerchantId } = order;
      require(approveUrl !== null, 'it has no address to approve it at');
      const { origin } = new URL(approveUrl);
      require(origin ===
        place.approvalOrigin, `${origin} is not where form-action lets a form lead, ${place.approvalOrigin}`);
      const isTold = place.merchantId !== null && payeeMerchantId !== null;
      require(!isTold || payeeMerchantId === place.merchantId, `${payeeMerchantId} is paid, not ${place.merchantId}`);
    },
  },
  {
    name: 'it is read as it was made',
    async run(place) {
      const made = requireValue(await place.paypal.createOrder(ask(place, 'read')));
      const read = requireValue(await place.paypal.getOrder(made.id));
      const { id, amountCents, currency, customId, invoiceId } = made;
      requireFields(read, { id, amountCents, currency, customId, invoiceId });
    },
  },
  {
    name: 'the same request id makes one order, however often it is sent',
    async run(place) {
      const request = ask(place, 'again');
      const first = requireValue(await place.paypal.createOrder(request));
      const second = requireValue(await place.paypal.createOrder(request));
      require(second.id === first.id, 'the second is another order');
    },
  },
  ...[
    { currency: 'JPY', amountCents: 1_500 },
    { currency: 'HUF', amountCents: 4_990 },
    { currency: 'USD', amountCents: 12_345 },
  ].map(({ currency, amountCents }) => ({
    name: `${amountCents} of the smallest unit of ${currency} come back as they went`,
    async run(place: Parameters<Check['run']>[0]) {
      const order = requireValue(await place.paypal.createOrder(ask(place, currency, { currency, amountCents })));
      requireFields(order, { currency, amountCents });
    },
  })),
  {
    name: 'texts that are too long are no reason to refuse an order',
    async run(place) {
      const long = `${'x'.repeat(126)}😀 and more`;
      requireValue(await place.paypal.createOrder(ask(place, 'long', { description: long, brandName: long })));
    },
  },
  {
    name: 'what nobody has approved is not captured: a definite no to this payment',
    async run(place) {
      const order = requireValue(await place.paypal.createOrder(ask(place, 'early')));
      const request = { paypalOrderId: order.id, requestId: place.name('early-capture') };
      requireFields(await place.paypal.captureOrder(request), {
        ok: false,
        kind: 'declined',
        issue: 'ORDER_NOT_APPROVED',
      });
      require(requireValue(await place.paypal.getOrder(order.id)).captures.length === 0, 'something was captured');
    },
  },
  {
    name: "an order, a capture and a refund that do not exist are PayPal's own 404",
    async run({ paypal }) {
      const replies = [
        paypal.getOrder('0NOSUCHORDER00000'),
        paypal.getCapture('0NOSUCHCAPTURE000'),
        paypal.getRefund('0NOSUCHREFUND0000'),
      ];
      for (const reply of await Promise.all(replies))
        requireFields(reply, { ok: false, kind: 'rejected', status: 404 });
    },
  },
  {
    name: 'a refund of a capture that does not exist is a definite no',
    async run({ paypal, name }) {
      const refund = {
        captureId: '0NOSUCHCAPTURE000',
        requestId: name('refund'),
        amountCents: 100,
        currency: 'EUR',
        noteToPayer: '',
      };
      requireFields(await paypal.refundCapture(refund), { ok: false, kind: 'rejected', status: 404 });
    },
  },
  {
    name: 'it tells what moved in the last day ("Transaction search" is on)',
    async run({ paypal }) {
      requireValue(await paypal.listTransactions({ from: Date.now() - dayMs, to: Date.now() }));
    },
  },
  {
    name: 'it tells of disputes ("Disputes" is on)',
    async run({ paypal }) {
      requireValue(await paypal.listDisputes({ since: Date.now() - dayMs }));
    },
  },
];
