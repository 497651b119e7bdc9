import type { Voucher } from '../../core/orders/catalogue.ts';
import type { OrderLine, OrderVoucher, Refusal, Selection } from '../../core/orders/order.ts';
import { isFor, mayChoose, priceWith, voucherStateAt } from '../../core/orders/voucher.ts';
import { type createModelBooks, type ModelOrder, personOf, type Takes } from './ledger-model-books.ts';

type Offer = {
  lines: OrderLine[];
  takes: Takes;
  voucher: OrderVoucher | null;
  quotasOf: Map<string, string[]>;
  voucherTypes: string[];
};

type OfferParts = {
  clock: { nowMs: number };
  books: ReturnType<typeof createModelBooks>;
  refuse(reason: Refusal['reason'], order?: ModelOrder, about?: Partial<Refusal>): Refusal;
};

/** What may be taken, and what is agreed on then. */
export function createOfferModel({ clock, books, refuse }: OfferParts) {
  const { quotas, getCatalogue, takenOf, usesOf, findVoucher, seatsOfPerson, quotasNow, typesOf } = books;

  /** Line by line, each against what the lines before it left. */
  function offer(
    selection: Selection,
    { order, replaced, person, code }: { order?: ModelOrder; replaced?: ModelOrder; person: string; code: string },
  ): Offer | Refusal {
    const takes: Takes = new Map();
    const lines: OrderLine[] = [];
    const voucher = code === '' ? null : findVoucher(code);
    if (voucher === undefined) return refuse('unknown_voucher', order);
    const state = voucher && voucherStateAt(voucher, 0, clock.nowMs);
    if (state === 'not_yet' || state === 'over') return refuse(`voucher_${state}`, order);
    for (const { ticketTypeId, quantity } of selection) {
      const type = getCatalogue().ticketTypes.find((candidate) => candidate.id === ticketTypeId);
      const no = (reason: Refusal['reason'], remaining?: number) =>
        refuse(reason, order, {
          ticketTypeId,
          ...(remaining === undefined ? {} : { remaining: Math.max(0, remaining) }),
        });
      if (!type || !mayChoose(voucher, type)) return no('unknown_ticket_type');
      if (type.salesStartAt !== null && clock.nowMs < type.salesStartAt) return no('not_yet_on_sale');
      if (type.salesEndAt !== null && clock.nowMs >= type.salesEndAt) return no('sale_closed');
      if (quantity > type.maxPerOrder) return no('over_order_limit', type.maxPerOrder);
      if (type.maxPerPerson !== null) {
        const room = type.maxPerPerson - seatsOfPerson(person, ticketTypeId);
        if (quantity > room) return no('over_person_limit', room);
      }
      if (type.quotaIds.some((id) => quotas.get(id)?.wanted !== null)) return no('sale_stopped', 0);
      const remaining = Math.min(
        ...type.quotaIds.map(
          (id) => (quotas.get(id)?.capacity ?? 0) - takenOf(id) + (replaced?.takes.get(id) ?? 0) - (takes.get(id) ?? 0),
        ),
      );
      if (quantity > remaining) return no('sold_out', remaining);
      for (const id of type.quotaIds) takes.set(id, (takes.get(id) ?? 0) + quantity);
      const unitPriceCents = priceWith(voucher, type);
      const reduced = unitPriceCents < type.priceCents ? { listPriceCents: type.priceCents } : {};
      const { name, vatBasisPoints } = type;
      lines.push({ ticketTypeId, name, quantity, unitPriceCents, vatBasisPoints, ...reduced });
    }
    const used = voucher && takeUses(voucher, lines, { order, replaced });
    return used && 'reason' in used
      ? used
      : { lines, takes, voucher: used, quotasOf: quotasNow(), voucherTypes: typesOf(voucher) };
  }

  function takeUses(
    voucher: Voucher,
    lines: OrderLine[],
    { order, replaced }: { order?: ModelOrder; replaced?: ModelOrder },
  ): OrderVoucher | Refusal {
    const { id, code, maxPerOrder, maxUses } = voucher;
    const isForLine = (line: OrderLine) =>
      getCatalogue().ticketTypes.some((type) => type.id === line.ticketTypeId && isFor(voucher, type));
    const uses = lines.filter(isForLine).reduce((sum, line) => sum + line.quantity, 0);
    if (uses === 0) return refuse('voucher_not_for_these', order);
    if (maxPerOrder !== null && uses > maxPerOrder)
      return refuse('over_voucher_limit', order, { remaining: maxPerOrder });
    const back = replaced?.voucher?.id === id ? replaced.voucher.uses : 0;
    const left = (maxUses ?? Number.POSITIVE_INFINITY) - usesOf(id) + back;
    if (uses > left) return refuse('voucher_used_up', order, { remaining: Math.max(0, left) });
    return { id, code, uses };
  }

  function accept({ lines, takes, voucher, ...offered }: Offer, holdMs: number) {
    const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
    const heldUntil = clock.nowMs + holdMs;
    return {
      ...offered,
      lines,
      takes,
      voucher,
      totalCents,
      currency: getCatalogue().currency,
      heldUntil,
      extended: false,
    };
  }

  /** What was agreed on holds; only seats and the limit for a person count again. */
  function takeAgain(order: ModelOrder): boolean {
    const takes: Takes = new Map();
    for (const { ticketTypeId, quantity } of order.lines) {
      const type = getCatalogue().ticketTypes.find((candidate) => candidate.id === ticketTypeId);
      if (!type || type.quotaIds.some((id) => quotas.get(id)?.wanted !== null)) return false;
      const had = seatsOfPerson(personOf(order.buyer?.email ?? ''), ticketTypeId);
      if (type.maxPerPerson !== null && quantity > type.maxPerPerson - had) return false;
      for (const id of type.quotaIds) {
        if (quantity > (quotas.get(id)?.capacity ?? 0) - takenOf(id) - (takes.get(id) ?? 0)) return false;
        takes.set(id, (takes.get(id) ?? 0) + quantity);
      }
    }
    const { voucher } = order;
    const current = voucher && findVoucher(voucher.code);
    if (voucher && current?.id !== voucher.id) return false;
    if (voucher && current && voucher.uses > (current.maxUses ?? Number.POSITIVE_INFINITY) - usesOf(voucher.id))
      return false;
    order.takes = takes;
    order.quotasOf = quotasNow();
    return true;
  }

  return { offer, accept, takeAgain };
}
