import { type Catalogue, comparableCode, type TicketType, type Voucher } from '../../core/orders/catalogue.ts';
import type { Order, TicketAvailability } from '../../core/orders/order.ts';
import { isFor } from '../../core/orders/voucher.ts';
import type { QuotaConflict, QuotaCount, VoucherCount } from '../../server/ledger/ledger.ts';
import type { InvoicedOrder } from './ledger-invoice-model.ts';
import type { OrganizedOrder } from './ledger-organizer-model.ts';
import type { PayingOrder } from './ledger-payment-rules.ts';
import type { TransferOrder } from './ledger-transfer-model.ts';

/** Seats that are neither free nor sold. */
export const holding: Order['state'][] = [
  'HELD',
  'PAYING',
  'COMMITTING',
  'PAYMENT_PENDING',
  'NEEDS_ATTENTION',
  'AWAITING_TRANSFER',
];
export const isHeld = ({ state }: Pick<Order, 'state'>) => state === 'HELD' || state === 'PAYING';

export type Takes = Map<string, number>;
/** `quotasOf`: which quotas a seat of each type takes, as it was when they were taken; `voucherTypes`: the voucher was for these. */
export type ModelOrder = PayingOrder &
  OrganizedOrder &
  InvoicedOrder &
  TransferOrder & { form: string; takes: Takes; quotasOf: Map<string, string[]>; voucherTypes: string[] };

/** The ticket type of each place. */
export const placesOf = (order: ModelOrder) =>
  order.lines.flatMap((line) => Array<string>(line.quantity).fill(line.ticketTypeId));

export const personOf = (email: string) => email.trim().normalize('NFC').toLowerCase();

/** The model's orders and catalogue, and every count that can be had from them: none is kept. */
export function createModelBooks(clock: { nowMs: number }) {
  const orders = new Map<string, ModelOrder>();
  const quotas = new Map<string, { capacity: number; wanted: number | null }>();
  /** What the uses of each voucher that has a limit may come to. */
  const bounds = new Map<string, number>();
  let catalogue: Catalogue = {
    currency: 'XXX',
    ticketTypes: [],
    quotas: [],
    vouchers: [],
    seller: null,
    transfer: null,
  };
  let version = 0;

  const seatsIn = (quotaId: string, states: readonly Order['state'][]) =>
    [...orders.values()]
      .filter((order) => states.includes(order.state))
      .reduce((sum, order) => sum + (order.takes.get(quotaId) ?? 0), 0);
  const heldOf = (quotaId: string) => seatsIn(quotaId, holding);
  const soldOf = (quotaId: string) => seatsIn(quotaId, ['CONFIRMED']);
  const takenOf = (quotaId: string) => heldOf(quotaId) + soldOf(quotaId);
  const usesOf = (voucherId: string) =>
    [...orders.values()]
      .filter((order) => order.voucher?.id === voucherId && [...holding, 'CONFIRMED'].includes(order.state))
      .reduce((sum, order) => sum + (order.voucher?.uses ?? 0), 0);
  const findVoucher = (code: string) =>
    catalogue.vouchers.find((voucher) => comparableCode(voucher.code) === comparableCode(code));
  const seatsOfPerson = (person: string, ticketTypeId: string, except?: string) =>
    [...orders.values()]
      .filter((order) => order.id !== except && [...holding, 'CONFIRMED'].includes(order.state))
      .filter((order) => order.buyer && personOf(order.buyer.email) === person)
      .flatMap((order) =>
        placesOf(order).filter((id, index) => id === ticketTypeId && !order.cancelledPlaces.has(index + 1)),
      ).length;

  function availabilityOf(type: TicketType): TicketAvailability {
    const counts = type.quotaIds.map((id) => {
      const quota = quotas.get(id) ?? { capacity: 0, wanted: null };
      return {
        free: (quota.wanted ?? quota.capacity) - takenOf(id),
        held: heldOf(id),
        stopped: quota.wanted !== null,
      };
    });
    const least = counts.reduce((a, b) => (b.free < a.free ? b : a));
    const remaining = Math.max(0, least.free);
    let status: TicketAvailability['status'] = remaining === 0 ? 'sold_out' : 'available';
    if (counts.some((count) => count.stopped)) status = 'stopped';
    if (type.salesEndAt !== null && clock.nowMs >= type.salesEndAt) status = 'closed';
    if (type.salesStartAt !== null && clock.nowMs < type.salesStartAt) status = 'not_yet';
    return { ticketTypeId: type.id, status, remaining, held: least.held };
  }

  function setBounds({ vouchers }: Catalogue) {
    for (const { id, maxUses } of vouchers) {
      if (maxUses === null) bounds.delete(id);
      else bounds.set(id, Math.max(maxUses, usesOf(id)));
    }
  }

  /** A capacity below what is taken is refused, and stops the sale. */
  function applyCatalogue(next: Catalogue): { version: number; changed: boolean; conflicts: QuotaConflict[] } {
    const changed = JSON.stringify(next) !== JSON.stringify(catalogue);
    const hasNewVouchers = JSON.stringify(next.vouchers) !== JSON.stringify(catalogue.vouchers);
    catalogue = next;
    if (changed) version += 1;
    for (const [id, quota] of quotas) quotas.set(id, { ...quota, wanted: null });
    const conflicts: QuotaConflict[] = [];
    for (const { id, capacity } of next.quotas) {
      if (takenOf(id) <= capacity) quotas.set(id, { capacity, wanted: null });
      else {
        quotas.set(id, { capacity: quotas.get(id)?.capacity ?? 0, wanted: capacity });
        conflicts.push({
          quotaId: id,
          wantedCapacity: capacity,
          held: heldOf(id),
          sold: soldOf(id),
        });
      }
    }
    if (hasNewVouchers) setBounds(next);
    return { version, changed, conflicts };
  }

  const quotasNow = () => new Map(catalogue.ticketTypes.map(({ id, quotaIds }) => [id, quotaIds]));
  const typesOf = (voucher: Voucher | null) =>
    catalogue.ticketTypes.filter((type) => voucher && isFor(voucher, type)).map(({ id }) => id);

  const listVouchers = (): VoucherCount[] =>
    [...new Set([...bounds.keys(), ...[...orders.values()].flatMap(({ voucher }) => voucher?.id ?? [])])]
      .sort()
      .map((voucherId) => ({ voucherId, uses: usesOf(voucherId), maxUses: bounds.get(voucherId) ?? null }))
      .filter(({ uses, maxUses }) => uses > 0 || maxUses !== null);
  const listQuotas = (): QuotaCount[] =>
    [...quotas]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([quotaId, { capacity, wanted }]) => ({
        quotaId,
        capacity,
        held: heldOf(quotaId),
        sold: soldOf(quotaId),
        stopped: wanted !== null,
      }));

  return {
    orders,
    quotas,
    getCatalogue: () => catalogue,
    getVersion: () => version,
    takenOf,
    usesOf,
    findVoucher,
    seatsOfPerson,
    availabilityOf,
    applyCatalogue,
    quotasNow,
    typesOf,
    listVouchers,
    listQuotas,
  };
}
