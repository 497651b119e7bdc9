import { require } from '../proof.ts';
import { ask, type PlaceWithBuyer, requireFields, requireValue } from './check.ts';

type CheckWithBuyer = { name: string; run: (place: PlaceWithBuyer) => Promise<void> };

async function captured(place: PlaceWithBuyer, what: string) {
  const request = ask(place, what);
  const order = requireValue(await place.paypal.createOrder(request));
  await place.approve(order.id);
  const capture = { paypalOrderId: order.id, requestId: `${request.attemptId}-capture-1` };
  const done = requireValue(await place.paypal.captureOrder(capture));
  const [taken] = done.captures;
  require(taken !== undefined, 'nothing was captured');
  return { request, order, capture, taken };
}

/** What needs a buyer's yes, which PayPal's sandbox takes in a browser alone. */
export const withBuyer: CheckWithBuyer[] = [
  {
    name: 'an approved order is captured once, for the same request id and for another',
    async run(place) {
      const { request, order, capture, taken } = await captured(place, 'captured');
      const { amountCents, currency } = request;
      requireFields(taken, { status: 'COMPLETED', amountCents, currency });
      const again = requireValue(await place.paypal.captureOrder(capture));
      require(again.captures.length === 1 && again.captures[0]?.id === taken.id, 'the same request captured once more');
      const another = await place.paypal.captureOrder({ ...capture, requestId: place.name('another-capture') });
      requireFields(another, { ok: false, kind: 'unknown', issue: 'ORDER_ALREADY_CAPTURED' });
      requireFields(requireValue(await place.paypal.getOrder(order.id)), { status: 'COMPLETED' });
      requireFields(requireValue(await place.paypal.getCapture(taken.id)), {
        status: 'COMPLETED',
        amountCents,
        currency,
      });
    },
  },
  {
    name: 'an invoice is paid once, by whichever of its orders',
    async run(place) {
      const { request } = await captured(place, 'invoice');
      const twin = ask(place, 'invoice-twin', { invoiceId: request.invoiceId });
      const order = requireValue(await place.paypal.createOrder(twin));
      await place.approve(order.id);
      const reply = await place.paypal.captureOrder({ paypalOrderId: order.id, requestId: place.name('twin-capture') });
      requireFields(reply, { ok: false, kind: 'rejected', issue: 'DUPLICATE_INVOICE_ID' });
    },
  },
  {
    name: 'a part goes back once for one request id, then the rest, and never more',
    async run(place) {
      const { taken } = await captured(place, 'refunded');
      const part = {
        captureId: taken.id,
        requestId: place.name('part'),
        amountCents: 2_000,
        currency: 'EUR',
        noteToPayer: 'A part',
      };
      const first = requireValue(await place.paypal.refundCapture(part));
      requireFields(first, { status: 'COMPLETED', amountCents: 2_000, currency: 'EUR' });
      requireFields(requireValue(await place.paypal.refundCapture(part)), { id: first.id });
      requireFields(requireValue(await place.paypal.getRefund(first.id)), { id: first.id, status: 'COMPLETED' });
      requireFields(requireValue(await place.paypal.getCapture(taken.id)), { status: 'PARTIALLY_REFUNDED' });
      const tooMuch = await place.paypal.refundCapture({ ...part, requestId: place.name('all'), amountCents: 14_900 });
      requireFields(tooMuch, { ok: false, kind: 'unknown', issue: 'REFUND_AMOUNT_EXCEEDED' });
      requireValue(await place.paypal.refundCapture({ ...part, requestId: place.name('rest'), amountCents: 12_900 }));
      requireFields(requireValue(await place.paypal.getCapture(taken.id)), { status: 'REFUNDED' });
    },
  },
];
