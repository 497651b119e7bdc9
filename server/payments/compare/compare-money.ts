import type { MoneyEntry } from '../../ledger/money-ledger.ts';
import type { PayPalTransaction } from '../paypal.ts';

/** Something that one side has and the other has not. `id` is PayPal's, of the capture or of what went back; `captureId` of the
 *  capture that it is about, `customId` what PayPal was told to call it. */
export type MoneyDifference = { id: string; captureId: string; customId: string | null; problem: string };

export type MoneyComparison = {
  /** How many of PayPal's transactions, and of the ledger's entries, were looked at, and found on the other side. */
  compared: number;
  matchedIds: string[];
  differences: MoneyDifference[];
  /** Transactions of the same account that are not this conference's. */
  others: number;
};

type Window = { from: number; to: number };
/** Money that moved, seen from either side; what left is negative. `captureId` is the capture that it is, or is about. */
type Move = {
  id: string;
  captureId: string;
  kind: 'capture' | 'return';
  amountCents: number;
  currency: string;
  at: number;
  /** A person sent it back: at PayPal, or in a way that PayPal knows nothing of. */
  isByHand?: boolean;
  customId: string | null;
};

const reversalCodes = /^(T11|T12)/;
const isPayment = (code: string): boolean => code.startsWith('T00');

/**
 * Compares PayPal's account of what moved with the ledger's, capture by capture. Only what lies in the window is asked for;
 * the other side may have it at any time that was read, as PayPal dates a pending payment by its beginning and the ledger by
 * its end. `isOurs`: whether a transaction names a payment of this conference.
 */
export function compareMoney(
  { entries, transactions }: { entries: MoneyEntry[]; transactions: PayPalTransaction[] },
  window: Window,
  isOurs: (transaction: PayPalTransaction) => boolean,
): MoneyComparison {
  const ledgerMoves = toLedgerMoves(entries.filter(({ attemptId }) => !isTransfer(attemptId)));
  const known = new Set(ledgerMoves.filter(({ kind }) => kind === 'capture').map(({ id }) => id));
  const settled = transactions.filter(({ status }) => status === 'S' || status === 'V');
  const ours = settled.filter((each) => known.has(each.id) || known.has(each.referenceId ?? '') || isOurs(each));
  const paypalMoves = ours.flatMap(toMove);

  const isIn = ({ at }: Move) => at >= window.from && at <= window.to;
  const pairs = pairUp(paypalMoves, ledgerMoves);
  const inLedger = new Map(ledgerMoves.map((move) => [move, pairs.ofLedger.get(move)]));
  const differences: MoneyDifference[] = [];
  for (const move of paypalMoves) {
    const partner = pairs.ofPayPal.get(move);
    if (pairs.inSum.has(move)) continue;
    if (partner && partner.amountCents === move.amountCents && partner.currency === move.currency) continue;
    if (!isIn(move)) continue;
    const problem = partner
      ? `PayPal ${verbOf(move)} ${inWords(move)}, the ledger has ${inWords(partner)}`
      : `PayPal ${verbOf(move)} ${inWords(move)}${aboutOf(move)}, and the ledger knows nothing of it`;
    differences.push(toDifference(move, problem));
  }
  for (const [move, partner] of inLedger) {
    if (partner || pairs.inSum.has(move) || move.isByHand || !isIn(move)) continue;
    const problem = `the ledger ${verbOf(move)} ${inWords(move)}, and PayPal does not tell of it`;
    differences.push(toDifference(move, problem));
  }
  const matched = [...pairs.ofPayPal].flatMap(([move, { amountCents, currency }]) =>
    move.amountCents === amountCents && move.currency === currency ? [move] : [],
  );
  const matchedIds = [...new Set([...matched, ...pairs.inSum].map(({ id }) => id))];
  const compared = paypalMoves.filter(isIn).length + ledgerMoves.filter(isIn).length;
  return { compared, matchedIds, differences, others: settled.length - ours.length };
}

/** What came by bank transfer, which PayPal knows nothing of (mark_transfer_paid.lua names it so). */
const isTransfer = (attemptId: string) => attemptId.includes('-transfer-');

function toLedgerMoves(entries: MoneyEntry[]): Move[] {
  const captureOf = new Map(
    entries.flatMap((entry) => (entry.kind === 'capture' ? [[entry.attemptId, entry.paypalId]] : [])),
  );
  return entries.map(({ kind, attemptId, paypalId, amountCents, currency, at }) => {
    const captureId = captureOf.get(attemptId) ?? paypalId;
    if (kind === 'capture') return { id: paypalId, captureId, kind, amountCents, currency, at, customId: attemptId };
    const signed = kind === 'reversal_undone' ? amountCents : -amountCents;
    return {
      ...{ id: paypalId || captureId, captureId, kind: 'return', amountCents: signed, currency, at },
      ...{ customId: attemptId, isByHand: kind === 'refund_by_hand' },
    };
  });
}

const toDifference = ({ id, captureId, customId }: Move, problem: string): MoneyDifference => ({
  ...{ id, captureId, customId, problem },
});

/** Fees, conversions and transfers to the bank are PayPal's affair and the operator's, not ours. */
function toMove({ id, code, referenceId, amountCents, currency, at, customId }: PayPalTransaction): Move[] {
  if (isPayment(code)) return [{ id, captureId: id, kind: 'capture', amountCents, currency, at, customId }];
  if (!reversalCodes.test(code) || !referenceId) return [];
  return [{ id, captureId: referenceId, kind: 'return', amountCents, currency, at, customId }];
}

/** A capture by its id; what went back by its id, or as much for the same capture: one that was found out by hand has no id here.
 *  `inSum`: what comes to the same only together. */
function pairUp(paypal: Move[], ledger: Move[]) {
  const ofPayPal = new Map<Move, Move>();
  const ofLedger = new Map<Move, Move>();
  const join = (a: Move, b: Move) => {
    ofPayPal.set(a, b);
    ofLedger.set(b, a);
  };
  const byId = new Map(ledger.map((move) => [`${move.kind} ${move.id}`, move]));
  for (const move of paypal) {
    const partner = byId.get(`${move.kind} ${move.id}`);
    if (partner && !ofLedger.has(partner)) join(move, partner);
  }
  const free = new Map<string, Move[]>();
  const nameOf = (move: Move) => `${move.captureId} ${move.amountCents} ${move.currency}`;
  for (const move of ledger) {
    if (move.kind === 'return' && !ofLedger.has(move))
      free.set(nameOf(move), [...(free.get(nameOf(move)) ?? []), move]);
  }
  for (const move of paypal) {
    if (move.kind !== 'return' || ofPayPal.has(move)) continue;
    const partner = free.get(nameOf(move))?.shift();
    if (partner) join(move, partner);
  }
  const isLeft = (move: Move) => move.kind === 'return' && !ofPayPal.has(move) && !ofLedger.has(move);
  return { ofPayPal, ofLedger, inSum: findEqualSums(paypal.filter(isLeft), ledger.filter(isLeft)) };
}

/** A lost dispute is one amount at PayPal; here a part of it may have been on its way back already, and has an entry of its own. */
function findEqualSums(paypal: Move[], ledger: Move[]): Set<Move> {
  const nameOf = ({ captureId, currency }: Move) => `${captureId} ${currency}`;
  const sum = (moves: Move[]) => moves.reduce((total, { amountCents }) => total + amountCents, 0);
  // What PayPal named is not to be found by another name.
  const nameless = Map.groupBy(
    ledger.filter(({ id, captureId }) => id === captureId),
    nameOf,
  );
  const equal = new Set<Move>();
  for (const [name, theirs] of Map.groupBy(paypal, nameOf)) {
    const ours = nameless.get(name);
    if (ours && sum(ours) === sum(theirs)) for (const move of [...theirs, ...ours]) equal.add(move);
  }
  return equal;
}

const verbOf = ({ kind, amountCents }: Move) =>
  kind === 'capture' ? 'took' : amountCents < 0 ? 'gave back' : 'got back';
const inWords = ({ amountCents, currency }: Move) => `${Math.abs(amountCents)} ${currency} (minor units)`;
const aboutOf = ({ kind, captureId }: Move) => (kind === 'return' ? ` of capture ${captureId}` : '');
