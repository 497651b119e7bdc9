import { breaks, integration, lua, type Mutation, unit } from './case-model.ts';

const webhook = (name: string) => `server/payments/webhooks/${name}.ts`;
const webhooks = (...names: string[]) => integration('webhooks', ...names);
const refused = (...kinds: string[]) =>
  webhooks(...kinds.map((kind) => `an event that is ${kind} is refused, and nothing changes`));
const certificates = (...names: string[]) => integration('webhook-certificates', ...names);
const door = webhook('create-webhook-door');
const forPayPal = certificates('it must be for PayPal, and of these days');

/** What is not PayPal's changes nothing; what is, is kept once and acted on. */
export const webhookMutations: Mutation[] = [
  breaks(
    'the signature is verified',
    webhook('verify-locally'),
    "return isRight ? genuine : forged('its signature is wrong');",
    'return isRight ? genuine : genuine;',
    refused('tampered', 'forged', 'other-webhook'),
  ),
  breaks(
    'an event from long ago is refused',
    webhook('verify-locally'),
    'if (!(ageMs <= maxAgeMs && ageMs >= -futureMs))',
    'if (!(ageMs >= -futureMs))',
    refused('old'),
  ),
  breaks(
    'an event from the future is refused',
    webhook('verify-locally'),
    'if (!(ageMs <= maxAgeMs && ageMs >= -futureMs))',
    'if (!(ageMs <= maxAgeMs))',
    refused('future'),
  ),
  breaks(
    'a certificate comes from pinned addresses only',
    webhook('certificates'),
    'return prefixes.some((prefix) => url.startsWith(prefix) && /^[\\w-]{1,200}$/.test(url.slice(prefix.length)));',
    'return prefixes.length > 0;',
    unit('server/payments/webhooks/certificates', '%s is not asked for a certificate'),
  ),
  breaks(
    'no spelling of an address leads elsewhere',
    webhook('certificates'),
    '/^[\\w-]{1,200}$/.test(url.slice(prefix.length))',
    'true',
    unit('server/payments/webhooks/certificates', '%s is not asked for a certificate'),
  ),
  breaks(
    'a certificate has a chain to a root that is trusted',
    webhook('check-chain'),
    'throw new NotVouchedFor(current);',
    'return leaf;',
    refused('unvouched-certificate'),
    certificates('an issuer of the same name that did not sign it, or may sign nothing, vouches for nothing'),
  ),
  breaks(
    'who vouches for a certificate has signed it',
    webhook('check-chain'),
    'current.checkIssued(issuer) && current.verify(issuer.publicKey)',
    'current.checkIssued(issuer)',
    certificates('an issuer of the same name that did not sign it, or may sign nothing, vouches for nothing'),
  ),
  breaks(
    'a certificate is for the name that PayPal signs with',
    webhook('check-chain'),
    'if (!namesOf(leaf).some(isName))',
    'if (namesOf(leaf).some(isName) && false)',
    forPayPal,
  ),
  breaks(
    'a certificate is of these days',
    webhook('check-chain'),
    "if (!isGoodAt(current, now)) throw new Error('is not valid today, or was signed by one that is not');",
    '',
    forPayPal,
  ),
  breaks(
    "PayPal's own no to an event is a no",
    webhook('verify-by-postback'),
    `parsed.data.verification_status === 'SUCCESS' ? genuine : forged("PayPal says it is not PayPal's")`,
    'genuine',
    webhooks('PayPal, asked about an event that is %s, says no'),
  ),
  breaks(
    'what cannot be judged is not taken',
    door,
    "if (judged.verdict === 'unknown') {",
    "if (judged.verdict === 'unknown' && !transmission) {",
    webhooks('while PayPal cannot be asked whether it is its own, an event is neither taken nor refused'),
  ),
  breaks(
    'an event is on disk before it is answered 200',
    door,
    'const { isNew } = await ledger.receiveWebhook(event);',
    "const isNew = true;\n    answer(response, 200, 'accepted');\n    await ledger.receiveWebhook(event);",
    webhooks('what cannot be kept is not answered 200: PayPal sends it again'),
  ),
  breaks(
    'an event is kept once',
    lua('receive_webhook'),
    "if redis.call('EXISTS', name) == 1 then return 0 end",
    '',
    webhooks('an event that comes twice, or three times, is kept once and acted on once'),
  ),
  breaks(
    'an event that nobody finished is looked at again',
    lua('receive_webhook'),
    "redis.call('ZADD', key('webhooks'), now + math.floor(INBOX_FIRST_MS * LOOK_FACTOR), ARGV[2])",
    '',
    webhooks('a worker that dies with an event in its hands leaves it to the courier'),
  ),
  breaks(
    'an event that belongs to nothing yet is kept',
    webhook('settle-webhook'),
    'if (!isLastLook) return;',
    "if (!isLastLook) return ledger.finishWebhook({ eventId, outcome: 'settled' });",
    webhooks(
      'an event that overtook our own note is settled once the note is there',
      'an event about a payment that nobody knows is kept, looked at again, and in the end a task',
    ),
  ),
  breaks(
    'an event is finished only once PayPal has answered',
    webhook('settle-webhook'),
    "settled !== null && settled.outcome !== 'being_confirmed' && settled.outcome !== 'provider_away'",
    'settled !== null',
    webhooks('an event while PayPal is away is settled once it is back'),
  ),
  breaks(
    'an event settles the payment that it names',
    webhook('settle-webhook'),
    'const known = await settle(attemptId, doubt ? { doubt } : {});',
    'const known = doubt ? await settle(attemptId, { doubt }) : null;',
    webhooks('who approved and never came back is confirmed by the webhook'),
  ),
  breaks(
    'news of money for a payment that is over has PayPal asked about it',
    webhook('settle-webhook'),
    'isOver.has(known.outcome) && saysTaken(type)',
    'false',
    integration(
      'late-captures',
      'money that PayPal took for a payment that its buyer let go of is booked, and goes back by itself',
      'money that PayPal took behind what a person has before them, or has let go, is booked as well',
    ),
  ),
  breaks(
    'news of a dispute has booked money looked at again',
    webhook('webhook-event'),
    '/^(CUSTOMER\\.DISPUTE\\.|PAYMENT\\.CAPTURE\\.(REVERSED|REFUNDED)$)/.test(type);',
    '/^(PAYMENT\\.CAPTURE\\.(REVERSED|REFUNDED)$)/.test(type);',
    integration(
      'disputes',
      'a dispute keeps the seat and the money where they are: no refund, no cancellation, a task',
    ),
  ),
  breaks(
    'an address that sends too much is told to wait',
    door,
    "  router.post(\n    '/',\n    limit,\n",
    "  router.post(\n    '/',\n",
    webhooks('an address that sends too much is told when to come again, and PayPal does'),
  ),
];
