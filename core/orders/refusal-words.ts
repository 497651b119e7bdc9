import type { Refusal } from './order.ts';

export type RefusalWords = { status: 404 | 409 | 410 | 422; text: string };

/**
 * What a refusal means to the person who asked, how to go on, and the HTTP status it answers with. `place`: what they have
 * before them, the form to choose from or an order whose seats are wanted again.
 */
export function describeRefusal(
  refusal: Refusal,
  ticketName = 'This ticket',
  place: 'choice' | 'order' = 'choice',
): RefusalWords {
  const name = ticketName === 'This ticket' ? ticketName : `“${ticketName}”`;
  const hint = (inChoice: string, inOrder: string) => (place === 'choice' ? inChoice : inOrder);
  switch (refusal.reason) {
    case 'unknown_ticket_type':
      return {
        status: 404,
        text: hint(
          'A ticket you chose is no longer offered. Choose from the tickets below.',
          `${name} is no longer offered.`,
        ),
      };
    case 'sold_out':
      return { status: 409, text: describeShortage(name, refusal.remaining ?? 0, hint) };
    case 'not_yet_on_sale':
      return {
        status: 409,
        text: `${name} is not on sale yet. ${hint('Set it to 0, or come', 'Come')} back when the sale opens.`,
      };
    case 'sale_closed':
      return {
        status: 409,
        text: `The sale of ${name} is closed.${hint(' Set it to 0 to go on with other tickets.', '')}`,
      };
    case 'sale_stopped':
      return {
        status: 409,
        text: `${name} is not on sale at the moment. ${hint('Set it to 0, or try', 'Try')} again later.`,
      };
    case 'over_order_limit':
      return {
        status: 409,
        text: `That is more of ${name} than one order may have. ${hint('Choose fewer', 'Choose again')}.`,
      };
    case 'over_person_limit':
      return { status: 409, text: describePersonLimit(name, refusal.remaining ?? 0) };
    case 'payment_required':
      return { status: 409, text: `${name} cannot be bought yet, because online payment is not open.` };
    case 'transfer_not_offered':
      return { status: 409, text: 'This order cannot be paid by bank transfer any more. Pay with PayPal instead.' };
    case 'amount_differs':
      return { status: 422, text: 'That is not what is owed.' };
    case 'hold_expired':
      return { status: 410, text: 'The time for these seats is over. What you typed is still here.' };
    case 'already_extended':
      return {
        status: 409,
        text: 'You have already been given more time once. The seats are yours until the time shown.',
      };
    case 'details_missing':
      return { status: 422, text: 'Fill in who is coming before you confirm.' };
    case 'not_found':
      return { status: 404, text: 'We cannot find this order.' };
    case 'unknown_voucher':
      return {
        status: 422,
        text: hint(
          'We do not know this voucher code. Look for a typing mistake, or empty the field to go on without one.',
          'The voucher of this order is not good any more. Choose again.',
        ),
      };
    case 'voucher_not_yet':
      return {
        status: 409,
        text: `This voucher is not good yet. ${hint('Empty the field to go on without it, or come', 'Come')} back later.`,
      };
    case 'voucher_over':
      return {
        status: 409,
        text: `The time of this voucher is over. ${hint('Empty the field to go on without it.', 'Choose again.')}`,
      };
    case 'voucher_used_up':
      return { status: 409, text: describeUsesLeft(refusal.remaining ?? 0, hint) };
    case 'voucher_not_for_these':
      return {
        status: 409,
        text: `This voucher is not for the tickets you chose. ${hint('Choose others, or empty the field.', 'Choose again.')}`,
      };
    case 'over_voucher_limit':
      return { status: 409, text: describeVoucherLimit(refusal.remaining ?? 0, hint) };
    case 'cancel_closed':
      return {
        status: 409,
        text: 'The time in which this could be cancelled for its money is over. Write to the organizers if something went wrong.',
      };
    case 'ticket_cancelled':
      return { status: 409, text: 'This ticket is cancelled.' };
    case 'over_captured':
      return { status: 409, text: 'That is more than what is left of the payment.' };
    case 'wrong_state':
      return { status: 409, text: 'This cannot be done with the order as it is now. The page shows how it stands.' };
  }
}

type Hint = (inChoice: string, inOrder: string) => string;

function describeShortage(name: string, remaining: number, hint: Hint): string {
  if (remaining <= 0) {
    return `${name} has just sold out. ${hint('Set it to 0, or try', 'Try')} again later: held seats may come back.`;
  }
  const left = `Only ${remaining} of ${name} ${remaining === 1 ? 'is' : 'are'} left`;
  return hint(
    `${left}. Choose ${remaining} or fewer.`,
    `${left}, fewer than this order needs. Choose again, or try later.`,
  );
}

function describeUsesLeft(remaining: number, hint: Hint): string {
  if (remaining <= 0)
    return `This voucher is used up. ${hint('Empty the field to go on without it, or try again later: held seats may come back.', 'Choose again, or try later: held seats may come back.')}`;
  const left = `This voucher is good for only ${countTickets(remaining)} more`;
  return hint(`${left}. Choose ${remaining} or fewer.`, `${left}. Choose again.`);
}

function describeVoucherLimit(most: number, hint: Hint): string {
  const limit = `This voucher is good for ${countTickets(most)} in one order`;
  return hint(`${limit}. Choose ${most} or fewer of those it is for.`, `${limit}. Choose again.`);
}

const countTickets = (count: number) => (count === 1 ? '1 ticket' : `${count} tickets`);

/** An order belongs to its buyer's address, whoever comes along. */
function describePersonLimit(name: string, remaining: number): string {
  const limit = `There is a limit of ${name} for each e-mail address`;
  if (remaining <= 0) return `${limit}, and yours has reached it.`;
  return `${limit}: yours can have only ${remaining} more. Choose fewer tickets.`;
}
