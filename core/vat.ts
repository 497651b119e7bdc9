import { type AmountCents, formatMoney } from './money.ts';

/** As much of an order's line as VAT is reckoned from. A rate is in hundredths of a per cent (1900 is 19 %); null: none is named. */
export type TaxedLine = { quantity: number; unitPriceCents: AmountCents; vatBasisPoints: number | null };

/** What of an amount was sold at one rate, and the VAT in it: gross = net + VAT. */
export type VatShare = {
  basisPoints: number | null;
  grossCents: AmountCents;
  netCents: AmountCents;
  vatCents: AmountCents;
};

const wholeBasisPoints = 10_000;

/**
 * The VAT that is in a price: gross × rate / (100 % + rate), rounded to the currency's smallest unit, a half upwards. In whole
 * numbers: the largest order (a hundred lines of 50 tickets) times the largest rate is below 2^53.
 */
export function vatIn(grossCents: AmountCents, basisPoints: number): AmountCents {
  const whole = wholeBasisPoints + basisPoints;
  const product = grossCents * basisPoints;
  const rest = product % whole;
  return (product - rest) / whole + (2 * rest >= whole ? 1 : 0);
}

/**
 * An order's VAT, the highest rate first. It is rounded once for each rate, over the sum of its lines, as invoices have it: rounded
 * for each ticket it would differ with how many there are.
 */
export function splitVat(lines: readonly TaxedLine[]): VatShare[] {
  const grossByRate = new Map<number | null, AmountCents>();
  for (const { quantity, unitPriceCents, vatBasisPoints } of lines)
    grossByRate.set(vatBasisPoints, (grossByRate.get(vatBasisPoints) ?? 0) + quantity * unitPriceCents);
  return [...grossByRate].sort(([a], [b]) => (b ?? -1) - (a ?? -1)).map(([rate, gross]) => toShare(rate, gross));
}

/** The same for a part of what the lines cost: spread over the rates in proportion, and it adds up to the part to the last unit. */
export function splitVatOfPart(lines: readonly TaxedLine[], partCents: AmountCents): VatShare[] {
  const shares = splitVat(lines);
  const total = shares.reduce((sum, { grossCents }) => sum + grossCents, 0);
  let before = 0;
  let spread = 0;
  return shares.map(({ basisPoints, grossCents }) => {
    before += grossCents;
    const upTo = total === 0 ? 0 : Math.round((partCents * before) / total);
    const gross = upTo - spread;
    spread = upTo;
    return toShare(basisPoints, gross);
  });
}

function toShare(basisPoints: number | null, grossCents: AmountCents): VatShare {
  const vatCents = basisPoints === null ? 0 : vatIn(grossCents, basisPoints);
  return { basisPoints, grossCents, netCents: grossCents - vatCents, vatCents };
}

/** `1900` -> `19 %`, `550` -> `5.5 %`; the space does not break. */
export const formatVatRate = (basisPoints: number): string => `${basisPoints / 100}\u00a0%`;

/** `Includes €31.93 VAT (19 %)`; null where there is none to speak of. */
export function describeVat(lines: readonly TaxedLine[], currency: string): string | null {
  const parts = splitVat(lines)
    .filter(({ vatCents }) => vatCents > 0)
    .map(({ vatCents, basisPoints }) => `${formatMoney(vatCents, currency)} VAT (${formatVatRate(basisPoints ?? 0)})`);
  if (parts.length === 0) return null;
  const last = parts.pop();
  return `Includes ${parts.length > 0 ? `${parts.join(', ')} and ${last}` : last}`;
}

/** Beside a price: `with 19 % VAT`; null where there is none to speak of. */
export function describeRate(type: { priceCents: AmountCents; vatBasisPoints: number | null }): string | null {
  return type.priceCents > 0 && type.vatBasisPoints ? `with ${formatVatRate(type.vatBasisPoints)} VAT` : null;
}

/** `Free`, `€149`, `€149 with 19 % VAT`. */
export function describePrice(
  type: { priceCents: AmountCents; vatBasisPoints: number | null },
  currency: string,
): string {
  const price = type.priceCents === 0 ? 'Free' : formatMoney(type.priceCents, currency);
  return [price, describeRate(type)].filter(Boolean).join(' ');
}
