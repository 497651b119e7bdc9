import { breaks, integration, lua, type Mutation, payments } from './case-model.ts';

const recorder = payments('record-captures');
const quarantined = integration(
  'ledger-payment-oddities',
  'what is odd is quarantined: nothing is captured, the seats wait, and a person has a task',
);
/** -> QUARANTINED */
export const oddityMutations: Mutation[] = [
  breaks(
    'money that was taken twice for one order is for a person',
    recorder,
    "if (another) return quarantine(attempt, 'PayPal took money more than once', captures);",
    '',
    integration('payment-settle', 'an order at PayPal that took money twice is for a person'),
  ),
  breaks(
    'the seats of what is odd wait for a person',
    lua('quarantine_payment'),
    "    redis.call('ZREM', key('holds'), order.id)\n",
    '',
    quarantined,
  ),
  breaks(
    'a person is told of what is odd',
    lua('quarantine_payment'),
    "open_task(attempt, 'quarantined', problem)\n",
    '',
    quarantined,
  ),
  breaks(
    'odd money stops what was begun beside it',
    lua('quarantine_payment'),
    "abandon_current(order, 'superseded')",
    '',
    integration('ledger-payment-oddities', 'money for an attempt that was given up stops the one that took its place'),
  ),
  breaks(
    'an order with odd money is not held and paid once more',
    lua('hold_again'),
    "if attempt and attempt.state == 'QUARANTINED' then return refuse('wrong_state', order) end",
    '',
    integration(
      'ledger-payment-oddities',
      'money that came although it should not have is booked, and the order cannot be paid a second time',
    ),
  ),
  breaks(
    'what is booked is not put in question later',
    lua('quarantine_payment'),
    "if attempt.capturedCents ~= '0' then return refuse_attempt('wrong_state', attempt, order) end",
    '',
    integration('ledger-payment-oddities', 'what is booked is not put in question by what comes later'),
  ),
];
