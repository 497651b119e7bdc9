import { Redis } from 'ioredis';
import { waitUntilHydrated } from '../../scripts/browser/settle.ts';
import type { Stack } from '../../scripts/stack/start-stack.ts';
import type { PayPalControl } from '../../stand-ins/paypal/control-client.ts';
import { didScriptsRun, requireHeading, waitUntil } from '../journeys/checks.ts';
import { goToPayment, payButton, pressAtPayPal, readBooks, requireConfirmed } from '../paid/steps.ts';
import { require } from '../proof.ts';
import type { Device, OpenDevice, Way } from './devices.ts';

export type Scene = {
  stack: Stack;
  control: PayPalControl;
  openDevice: OpenDevice;
  print(line: string): void;
};

const patienceMs = 30_000;

/** Up to the page that asks for the money, on a device of its own. */
export async function fillIn({ openDevice }: Scene, way: Way, email: string): Promise<Device & { orderUrl: string }> {
  const device = await openDevice(way);
  const { page } = device;
  const orderUrl = await goToPayment(page, email, async () => {
    if (way === 'script blocked') await waitUntilHydrated(page);
    else require(!(await didScriptsRun(page)), 'a script ran with JavaScript off');
  });
  return { ...device, orderUrl };
}

/** Presses the button, and is at PayPal in the same window: the plain way. */
export async function goToPayPal({ page, context }: Device): Promise<void> {
  await page.getByRole('button', { name: payButton }).click();
  await page.waitForURL(/\/checkoutnow/);
  require(context.pages().length === 1, 'a window opened, though the plain button was meant');
}

/** Forgets its cookies at PayPal, says yes and comes back. */
export async function approveWithoutCookies(device: Device): Promise<void> {
  await device.context.clearCookies();
  await pressAtPayPal(device.page, 'Approve and return');
  await device.page.waitForURL((url) => !url.pathname.startsWith('/checkoutnow'));
}

export async function requirePaidOnce(stack: Stack, orderUrl: string): Promise<void> {
  const { captures } = await readBooks(stack, orderUrl);
  require(captures === 1, `PayPal took the money ${captures} times`);
}

export async function requireNothingTaken(stack: Stack, orderUrl: string): Promise<void> {
  const { captures } = await readBooks(stack, orderUrl);
  require(captures === 0, `PayPal took money ${captures} times from somebody who was told that nothing was taken`);
}

/** Another device opens the order by its link, having no cookie of this site, and finds it as `heading` says. */
export async function openElsewhere({ openDevice }: Scene, link: string, heading: string): Promise<Device> {
  const elsewhere = await openDevice('no scripts');
  require((await elsewhere.context.cookies()).length === 0, 'the other device has cookies already');
  await elsewhere.page.goto(link);
  await requireHeading(elsewhere.page, heading);
  return elsewhere;
}

export async function requireWords({ page }: Device, words: string): Promise<void> {
  const shown = (await page.locator('main').textContent()) ?? '';
  require(shown.includes(words), `the page does not say "${words}": ${shown.slice(0, 400)}`);
}

/** Loads the page again, as somebody does who waits, until it has this heading. */
export async function reloadUntil({ page }: Device, heading: string): Promise<void> {
  const shown = page.getByRole('heading', { level: 1, name: heading, exact: true });
  await waitUntil(
    async () => {
      await page.reload();
      return await shown.isVisible();
    },
    `the page never says "${heading}"`,
    patienceMs,
  );
}

export async function payFromHere(scene: Scene, device: Device, orderUrl: string): Promise<void> {
  await goToPayPal(device);
  await approveWithoutCookies(device);
  await requireConfirmed(device.page);
  await requirePaidOnce(scene.stack, orderUrl);
}

/** The time of an order's seats goes by, in the ledger, without anybody waiting for it. */
export async function letTimeGoBy({ stack }: Scene, orderUrl: string): Promise<void> {
  const orderId = /\/orders\/([^/?]+)/.exec(orderUrl)?.[1] ?? '';
  const event = `{${stack.env.EVENT_ID ?? 'event'}}`;
  const redis = new Redis(stack.env.LEDGER_URL ?? '');
  try {
    const over = Date.now() - 1_000;
    const known = await redis.exists(`${event}:order:${orderId}`);
    require(known === 1, `the ledger has no order ${orderId}`);
    await redis
      .multi()
      .hset(`${event}:order:${orderId}`, 'heldUntil', over)
      .zadd(`${event}:holds`, over, orderId)
      .exec();
  } finally {
    redis.disconnect();
  }
}
