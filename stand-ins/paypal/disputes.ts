import { apiError } from './errors.ts';
import { createId } from './ids.ts';
import type { DisputeOutcome, StoredCapture, StoredDispute } from './model.ts';
import type { Store } from './store.ts';
import type { Tell } from './webhooks/event-model.ts';

/** Buyers who want their money back by way of PayPal or their bank. */
export function createDisputes(store: Store, now: () => Date, tell: Tell) {
  function require(id: string): StoredDispute {
    const dispute = store.disputes.get(id);
    if (!dispute) throw apiError(404, 'INVALID_RESOURCE_ID', { field: 'dispute_id', value: id, location: 'path' });
    return dispute;
  }

  function changeCapture(id: string, changes: Partial<StoredCapture>): void {
    const capture = store.captures.get(id);
    if (!capture) throw apiError(404, 'INVALID_RESOURCE_ID', { field: 'capture_id', value: id, location: 'path' });
    store.captures.put({ ...capture, ...changes, updatedAt: now().toISOString() });
  }

  function begin(captureId: string, reason: string): StoredDispute {
    changeCapture(captureId, { reason: 'BUYER_COMPLAINT' });
    const at = now().toISOString();
    const dispute: StoredDispute = {
      id: `PP-R-${createId().slice(0, 3)}-${createId().slice(0, 8)}`,
      captureId,
      buyerTransactionId: createId(),
      reason,
      outcome: null,
      reversalId: null,
      returnId: null,
      createdAt: at,
      updatedAt: at,
    };
    store.disputes.put(dispute);
    return dispute;
  }

  function takeBack(dispute: StoredDispute): StoredDispute {
    const reversed = { ...dispute, reversalId: createId(), updatedAt: now().toISOString() };
    store.disputes.put(reversed);
    changeCapture(dispute.captureId, { status: 'REFUNDED', reason: 'CHARGEBACK' });
    return reversed;
  }

  return {
    require,
    open(captureId: string, reason: string): StoredDispute {
      const dispute = begin(captureId, reason);
      tell({ kind: 'dispute', disputeId: dispute.id });
      return dispute;
    },

    /** For the buyer: the money goes back, unless it has. For the seller: as if nothing had been. */
    resolve(id: string, outcome: DisputeOutcome): StoredDispute {
      let dispute: StoredDispute = { ...require(id), outcome, updatedAt: now().toISOString() };
      const isForBuyer = outcome === 'RESOLVED_BUYER_FAVOUR';
      if (!isForBuyer && dispute.reversalId) dispute = { ...dispute, returnId: createId() };
      store.disputes.put(dispute);
      if (!isForBuyer) changeCapture(dispute.captureId, { status: 'COMPLETED', reason: null });
      if (isForBuyer && !dispute.reversalId) {
        dispute = takeBack(dispute);
        tell({ kind: 'reversal', disputeId: id });
      }
      tell({ kind: 'dispute', disputeId: id });
      return dispute;
    },

    /** A bank takes the money back without asking first. */
    reverse(captureId: string): StoredDispute {
      const dispute = takeBack(begin(captureId, 'UNAUTHORISED'));
      tell({ kind: 'reversal', disputeId: dispute.id });
      return dispute;
    },
  };
}
