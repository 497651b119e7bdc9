import { type Act, withNote } from './act-dialog.tsx';

/** What `/organizer/api/money` answers; core/payments/money-count.ts and task-words.ts say what each is. */
export type Money = {
  countedAt: string;
  sums: {
    currency: string;
    capturedCents: number;
    ticketedCents: number;
    refundedCents: number;
    refundingCents: number;
    inTasksCents: number;
    unaccountedCents: number;
  }[];
  tasks: MoneyTask[];
};

export type MoneyTask = {
  attemptId: string;
  refundId: string | null;
  orderId: string;
  at: number;
  title: string;
  happened: string;
  todo: string;
  actions: ('try-again' | 'by-hand' | 'send-back' | 'accept' | 'drop' | 'cancel')[];
  buyer: string | null;
};

/** What the button of a task does, said before it does it. */
export function toAct({ orderId, refundId, attemptId }: MoneyTask, action: MoneyTask['actions'][number]): Act {
  const refund = `/orders/${orderId}/refunds/${refundId}`;
  const payment = `/orders/${orderId}/payments/${attemptId}`;
  switch (action) {
    case 'try-again':
      return {
        path: `${refund}/try-again`,
        text: 'PayPal is asked once more to send the money back. If it refuses again, the task comes back.',
        button: 'Try again',
        fields: withNote(),
        describe: () => 'PayPal is being asked.',
      };
    case 'by-hand':
      return {
        path: `${refund}/by-hand`,
        text: 'You have sent the money back yourself. It counts as gone from now on, and the buyer gets a mail that says how.',
        button: 'Done by hand',
        fields: withNote([{ name: 'how', label: 'How the money went back (the buyer reads this)', isLong: true }]),
        describe: () => 'Written down. The buyer gets a mail.',
      };
    case 'send-back':
      return {
        path: `${payment}/send-back`,
        text: 'Everything that came goes back to the PayPal account that paid. Seats that were kept for it go back to everybody, and the buyer gets a mail.',
        button: 'Send it back',
        isDangerous: true,
        fields: withNote(),
        describe: () => 'The money is on its way back.',
      };
    case 'accept':
      return {
        path: `${payment}/accept`,
        text: 'What came counts as the payment, whatever was asked for. The order is confirmed and its tickets go out.',
        button: 'Keep it and give the tickets',
        fields: withNote(),
        describe: () => 'The order is confirmed, and its tickets are on their way.',
      };
    case 'drop':
      return {
        path: `${payment}/drop`,
        text: 'No money came for this order. Its seats go back to everybody, and the buyer hears that the payment did not go through.',
        button: 'Nothing was taken: let the seats go',
        isDangerous: true,
        fields: withNote(),
        describe: () => 'The seats are free again.',
      };
    case 'cancel':
      return {
        path: `/orders/${orderId}/cancel`,
        text: 'The seats go back to everybody at once, and the tickets open no door any more. No money is sent: the buyer has it already.',
        button: 'Cancel the order',
        isDangerous: true,
        fields: withNote(),
        describe: () => 'The order is cancelled.',
      };
  }
}
