import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** Which files make up a script; `prelude` and `invoices` come before all of them. */
const scriptParts = {
  applyCatalogue: ['apply_catalogue'],
  availability: ['sale', 'availability'],
  order: ['order'],
  orders: ['orders'],
  sold: ['sold'],
  voucher: ['voucher'],
  document: ['document'],
  hold: ['sale', 'attempts', 'hold'],
  saveDetails: ['save_details'],
  confirm: ['confirm'],
  extend: ['extend'],
  release: ['attempts', 'release'],
  holdAgain: ['sale', 'attempts', 'hold_again'],
  cancel: ['attempts', 'refunds', 'audit', 'cancelling', 'cancel'],
  cancelTicket: ['attempts', 'refunds', 'audit', 'cancelling', 'cancel_ticket'],
  reissueTicket: ['reissue_ticket'],
  checkIn: ['audit', 'check_in'],
  undoCheckIn: ['audit', 'undo_check_in'],
  correctAttendee: ['audit', 'correct_attendee'],
  issueComplimentary: ['sale', 'audit', 'issue_complimentary'],
  requestMail: ['audit', 'request_mail'],
  auditOf: ['audit_of'],
  expireDue: ['expire_due'],
  attempt: ['attempt'],
  startPayment: ['attempts', 'start_payment'],
  recordPayPalOrder: ['attempts', 'record_paypal_order'],
  beginCapture: ['sale', 'attempts', 'begin_capture'],
  recordCapture: ['attempts', 'record_capture'],
  recordCapturePending: ['attempts', 'record_capture_pending'],
  recordDecline: ['attempts', 'transfers', 'record_decline'],
  recordDenial: ['attempts', 'transfers', 'record_denial'],
  abandonPayment: ['attempts', 'abandon_payment'],
  quarantinePayment: ['attempts', 'quarantine_payment'],
  returnCapture: ['attempts', 'refunds', 'return_capture'],
  recordRefund: ['attempts', 'refunds', 'record_refund'],
  refundAmount: ['attempts', 'refunds', 'audit', 'refund_amount'],
  retryRefund: ['attempts', 'refunds', 'audit', 'retry_refund'],
  refundByHand: ['attempts', 'refunds', 'audit', 'refund_by_hand'],
  refundQuarantined: ['attempts', 'refunds', 'audit', 'refund_quarantined'],
  acceptPayment: ['sale', 'attempts', 'audit', 'accept_payment'],
  dropPayment: ['attempts', 'audit', 'drop_payment'],
  chooseTransfer: ['transfers', 'choose_transfer'],
  sweepTransfers: ['sweep_transfers'],
  markTransferPaid: ['sale', 'attempts', 'audit', 'mark_transfer_paid'],
  callOff: ['attempts', 'audit', 'call_off'],
  claimUnsettled: ['attempts', 'claim_unsettled'],
  recordDispute: ['attempts', 'refunds', 'record_dispute'],
  recordReversal: ['attempts', 'refunds', 'record_reversal'],
  endDispute: ['attempts', 'refunds', 'end_dispute'],
  findAttempt: ['find_attempt'],
  receiveWebhook: ['inbox', 'receive_webhook'],
  measureWebhooks: ['measure_webhooks'],
  claimWebhooks: ['inbox', 'claim_webhooks'],
  recordComparison: ['record_comparison'],
  endDifferences: ['end_differences'],
  finishWebhook: ['inbox', 'finish_webhook'],
  trimOutbox: ['trim_outbox'],
  recount: ['attempts', 'refunds', 'recount_money', 'recount'],
} as const;

type ScriptName = keyof typeof scriptParts;
type Command = (...args: (string | number)[]) => Promise<unknown>;
export type RunScript = (name: ScriptName, ...args: (string | number)[]) => Promise<unknown>;

/** The whole text of a script, as the ledger runs it. */
export function readScript(name: ScriptName): string {
  const files = ['prelude', 'invoices', ...scriptParts[name]].map(
    (part) => new URL(`./scripts/${part}.lua`, import.meta.url),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

const usualPace = 'local LOOK_FACTOR = 1\n';

/** Makes an hour of payments' waiting pass in a part of it. */
function quicken(lua: string, factor: number): string {
  if (!lua.includes(usualPace)) throw new Error('prelude.lua has changed: say anew where its pace is set.');
  return factor === 1 ? lua : lua.replace(usualPace, `local LOOK_FACTOR = ${factor}\n`);
}

/** Teaches the connection the scripts (EVALSHA, with EVAL where the server does not know one yet) and returns the one way
 *  to run them. `nowMs` is a test's clock; without it the ledger's own clock counts. `timeFactor`: see PAYMENT_TIME_FACTOR. */
export function createScriptRunner(
  redis: Redis,
  eventId: string,
  nowMs: (() => number) | undefined,
  timeFactor = 1,
): RunScript {
  const commands = new Map<string, Command>();
  for (const name of Object.keys(scriptParts) as ScriptName[]) {
    const command = `ledger_${name}`;
    redis.defineCommand(command, { numberOfKeys: 1, lua: quicken(readScript(name), timeFactor) });
    // ioredis adds the command as a method that its types do not know.
    const method = (redis as unknown as Record<string, Command>)[command];
    if (method) commands.set(name, method.bind(redis));
  }
  return async (name, ...args) => {
    const command = commands.get(name);
    if (!command) throw new Error(`the ledger has no script "${name}"`);
    return command(`{${eventId}}`, nowMs?.() ?? 0, ...args);
  };
}
