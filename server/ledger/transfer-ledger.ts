import type { AmountCents } from '../../core/money.ts';
import type { Transition } from '../../core/orders/order.ts';
import type { OrganizerAct } from '../../core/orders/organizer-act.ts';

/** The part of the ledger that knows orders which are paid by bank transfer. Who repeats a call is answered as the first time. */
export interface TransferLedger {
  /** HELD | PAYING -> AWAITING_TRANSFER with its invoice: the seats are kept until it is due, and some days more. An open attempt at
   *  PayPal stays open, and another may be begun: whichever comes first pays the order. */
  chooseTransfer(request: { orderId: string }): Promise<Transition>;

  /** What is due is reminded of (`transfer_overdue`), and has its days of grace from then; what is not paid after them is EXPIRED
   *  (`unpaid`). Called by the courier. Resolves with the ids. */
  sweepTransfers(request: { limit: number }): Promise<{ reminded: string[]; ended: string[] }>;

  /** AWAITING_TRANSFER -> CONFIRMED: an organizer saw the money. So is what came after the end (EXPIRED as `unpaid`), if its seats are
   *  still there. What was begun at PayPal is ABANDONED in the same step; where PayPal was asked to capture it is `wrong_state`.
   *  `amount_differs` where it is not exactly what is owed. */
  markTransferPaid(request: {
    orderId: string;
    amountCents: AmountCents;
    currency: string;
    act: OrganizerAct;
  }): Promise<Transition>;

  /** AWAITING_TRANSFER -> EXPIRED (`called_off`): nothing was paid, and nothing will be. Without an act it is the buyer's word. */
  callOff(request: { orderId: string; act?: OrganizerAct }): Promise<Transition>;
}
