import { randomUUID } from 'node:crypto';
import { readPayPalSandbox } from '../scripts/config.ts';
import { createPayPalClient } from '../server/payments/create-paypal-client.ts';
import { paypalSettingsOf, standInMerchantId } from '../server/payments/paypal-settings.ts';
import { controlOf } from './paid/buyer.ts';
import { openPayPal } from './paid/shop-without-intents.ts';
import { type Place, type PlaceWithBuyer, runChecks } from './paypal-contract/check.ts';
import { type Fault, openFaultyDoor } from './paypal-contract/faulty-door.ts';
import { withBuyer } from './paypal-contract/with-buyer.ts';
import { withoutBuyer } from './paypal-contract/without-buyer.ts';
import { type Proof, require } from './proof.ts';

/** Each fault with the check that must find it. */
const faults: Record<Fault, string> = {
  'forgets-requests': 'the same request id makes one order, however often it is sent',
  'other-amount': '1500 of the smallest unit of JPY come back as they went',
  'hides-404': "an order, a capture and a refund that do not exist are PayPal's own 404",
  'other-words': 'what nobody has approved is not captured: a definite no to this payment',
};

export default {
  claim:
    "What Foyer's client relies on holds at the built-in PayPal; with PAYPAL_CLIENT_ID and PAYPAL_CLIENT_SECRET of a sandbox app the same checks run at PayPal's sandbox, but for those that need a buyer's yes in a browser.",
  seconds: 15,

  async run({ print, startStack }) {
    const stack = await startStack({ only: ['paypal'] });
    const { url, control } = { url: `http://127.0.0.1:${stack.ports.paypal}`, control: controlOf(stack) };
    const place: PlaceWithBuyer = {
      paypal: openPayPal(stack),
      approvalOrigin: url,
      merchantId: standInMerchantId,
      name: createNames(),
      approve: control.approve,
    };
    await requireAll('the built-in PayPal', [...withoutBuyer, ...withBuyer], place, print);

    const sandbox = readPayPalSandbox();
    if (sandbox) {
      const { approvalOrigin, merchantId, ...access } = paypalSettingsOf(sandbox);
      const there: Place = { paypal: createPayPalClient(access), approvalOrigin, merchantId, name: createNames() };
      await requireAll("PayPal's sandbox", withoutBuyer, there, print);
      for (const { name } of withBuyer) print(`left out there, as a buyer has to say yes in a browser: ${name}`);
    } else {
      print(
        'SKIPPED: no sandbox app is named (PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET): shown at the built-in PayPal alone',
      );
    }

    print('control: the same PayPal behind doors that break one promise each');
    for (const [fault, expected] of Object.entries(faults) as [Fault, string][]) {
      const door = await openFaultyDoor(url, fault);
      const concerned = withoutBuyer.filter(({ name }) => name === expected);
      const behind = {
        ...place,
        name: createNames(),
        paypal: openPayPal({ ...stack, env: { ...stack.env, PAYPAL_STAND_IN_URL: door.url } }),
      };
      const failures = await runChecks(concerned, behind).finally(() => door.close());
      require(failures.has(expected), `a PayPal that ${fault} passes "${expected}"`);
      print(`  ${fault}: ${failures.get(expected)}`);
    }
  },
} satisfies Proof;

const createNames = () => {
  const run = `contract-${randomUUID().slice(0, 13)}`;
  return (what: string) => `${run}-${what}`;
};

async function requireAll<P extends Place>(
  where: string,
  checks: { name: string; run: (place: P) => Promise<void> }[],
  place: P,
  print: (line: string) => void,
): Promise<void> {
  const failures = await runChecks(checks, place);
  for (const { name } of checks) if (failures.has(name)) print(`not so: ${name}: ${failures.get(name)}`);
  require(failures.size === 0, `${failures.size} of ${checks.length} checks fail at ${where}`);
  print(`${where}: ${checks.length} checks, all pass:`);
  for (const { name } of checks) print(`  ${name}`);
}
