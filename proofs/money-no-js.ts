import type { Page } from 'playwright';
import { openBrowser } from '../scripts/browser/open-browser.ts';
import { createPayPalControl } from '../stand-ins/paypal/control-client.ts';
import { requireHeading, requireNoticed, waitUntil } from './journeys/checks.ts';
import { createDevices, type Way } from './money-no-js/devices.ts';
import {
  approveWithoutCookies,
  fillIn,
  goToPayPal,
  letTimeGoBy,
  openElsewhere,
  payFromHere,
  reloadUntil,
  requireNothingTaken,
  requirePaidOnce,
  requireWords,
  type Scene,
} from './money-no-js/scene.ts';
import { orderLinkOf, waitForMail } from './paid/mail.ts';
import { payButton, requireConfirmed } from './paid/steps.ts';
import { type Proof, require } from './proof.ts';
import { checkLedger } from './site/check-ledger.ts';

const ways: Way[] = ['no scripts', 'script blocked'];

export default {
  claim:
    'Paying needs no script, no cookie and no particular device: paid, declined, being checked, denied, too late or while PayPal is away, the page says what is true and goes on from its link alone.',
  seconds: 75,
  async run({ print, startStack, onEnd }) {
    const stack = await startStack({
      only: ['ledger', 'redis', 'lake', 'paypal', 'mailbox', 'web', 'courier', 'nginx'],
      env: { TRUSTED_PROXIES: '127.0.0.1' },
    });
    const browser = await openBrowser();
    onEnd(() => browser.close());
    const control = createPayPalControl(`http://127.0.0.1:${stack.ports.paypal}`);
    const scene: Scene = { stack, control, openDevice: createDevices(browser, stack), print };
    for (const way of ways) await pay(scene, way);
    await declineThenPay(scene);
    await bePending(scene);
    await beDenied(scene);
    await comeLate(scene);
    await meetPayPalAway(scene);
    const { isClean, report } = await checkLedger(stack);
    require(isClean, `ledger:check found something:\n${report}`);
    print('ledger:check: everything adds up');
  },
} satisfies Proof;

/** Bought, the cookies gone before the return, and the order opened elsewhere from its mail. */
async function pay(scene: Scene, way: Way): Promise<void> {
  const { stack, print } = scene;
  const email = `${way.replace(' ', '-')}@example.org`;
  const device = await fillIn(scene, way, email);
  const { page, orderUrl } = device;
  if (way === 'script blocked') {
    await waitUntil(
      async () => device.blocked() > 0,
      "PayPal's script was never asked for, so blocking it shows nothing",
    );
  }
  const resume = page.getByRole('link', { name: 'Go on with these seats' });
  await page.goto('/register');
  require(await resume.isVisible(), 'the site does not know who has seats: no cookie is set that could be missed');
  await device.forget();
  await page.reload();
  require(!(await resume.isVisible()), 'the cookies were cleared, and the site still knows the visitor');

  await page.goto(orderUrl);
  await goToPayPal(device);
  await requireNoticed(() => openWithoutSignature(scene, device.page.url()), 'a return link without its signature');
  await approveWithoutCookies(device);
  await requireConfirmed(page);
  await requirePaidOnce(stack, orderUrl);
  const link = orderLinkOf(await waitForMail(stack, email, /^Your tickets/), stack.baseUrl);
  await openElsewhere(scene, link, 'Your registration is confirmed');
  print(`${way}: paid with the cookies cleared on return, one capture; the mail's link opens it on another device`);
  print('control: before, the site knew the visitor by a cookie, and the return opens nothing without its signature');
}

/** What would happen if the return were known by anything but its signature: throws where it is refused. */
async function openWithoutSignature({ control, openDevice }: Scene, atPayPal: string): Promise<void> {
  const paypalOrderId = new URL(atPayPal).searchParams.get('token') ?? '';
  const { orders } = await control.ledger({ orderId: paypalOrderId });
  const { page } = await openDevice('no scripts');
  const answer = await page.goto((orders[0]?.returnUrl ?? '').replace(/\?s=.*/, ''));
  require(answer?.status() === 200, `the return answers ${answer?.status()}`);
}

async function declineThenPay(scene: Scene): Promise<void> {
  const device = await fillIn(scene, 'no scripts', 'declined@example.org');
  const { orderUrl } = device;
  await scene.control.plan({ operation: 'capture', fault: { kind: 'issue', issue: 'INSTRUMENT_DECLINED' } });
  await goToPayPal(device);
  await approveWithoutCookies(device);
  await requireHeading(device.page, 'Pay for your tickets');
  await requireWords(device, 'PayPal declined the payment. Nothing was taken. The seats are still yours');
  await requireNothingTaken(scene.stack, orderUrl);
  const elsewhere = await openElsewhere(scene, orderUrl, 'Pay for your tickets');
  await payFromHere(scene, elsewhere, orderUrl);
  await reloadUntil(device, 'Your registration is confirmed');
  scene.print('declined: nothing taken and the same seats; paid from its link on another device, and known on both');
}

/** Brings an order to where PayPal has the payment and not yet the money. */
async function goPending(scene: Scene, email: string) {
  const device = await fillIn(scene, 'no scripts', email);
  const pending = { kind: 'outcome', status: 'PENDING', reason: 'ECHECK' } as const;
  await scene.control.plan({ operation: 'capture', fault: pending });
  await goToPayPal(device);
  const paypalOrderId = new URL(device.page.url()).searchParams.get('token') ?? '';
  await approveWithoutCookies(device);
  await requireHeading(device.page, 'PayPal is still checking your payment');
  await requireWords(device, 'Your seats are kept until it is done');
  const { orders } = await scene.control.ledger({ orderId: paypalOrderId });
  const captureId = orders[0]?.captures[0]?.id ?? '';
  return { device, captureId, orderUrl: device.orderUrl };
}

async function bePending(scene: Scene): Promise<void> {
  const { stack, control, print } = scene;
  const { device, captureId, orderUrl } = await goPending(scene, 'pending@example.org');
  const mail = await waitForMail(stack, 'pending@example.org', /PayPal is checking/);
  const link = orderLinkOf(mail, stack.baseUrl);
  const elsewhere = await openElsewhere(scene, link, 'PayPal is still checking your payment');
  await elsewhere.page.getByRole('link', { name: 'Check again' }).click();
  await requireHeading(elsewhere.page, 'PayPal is still checking your payment');
  await control.settleCapture(captureId, 'COMPLETED');
  await reloadUntil(elsewhere, 'Your registration is confirmed');
  await reloadUntil(device, 'Your registration is confirmed');
  await requirePaidOnce(stack, orderUrl);
  print("pending: shown, told by mail, and opened from the mail's link elsewhere until PayPal has the money");
}

async function beDenied(scene: Scene): Promise<void> {
  const { stack, control, print } = scene;
  const { captureId, orderUrl } = await goPending(scene, 'denied@example.org');
  await control.settleCapture(captureId, 'DECLINED');
  const mail = await waitForMail(stack, 'denied@example.org', /did not go through/);
  const link = orderLinkOf(mail, stack.baseUrl);
  const elsewhere = await openElsewhere(scene, link, 'PayPal did not accept the payment');
  await requireNothingTaken(stack, orderUrl);
  await takeTheSeatsAgain(elsewhere.page);
  await payFromHere(scene, elsewhere, orderUrl);
  print('denied: told by mail; from its link the same seats again, and paid');
}

async function takeTheSeatsAgain(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Get the same seats again and go on to pay' }).click();
  await requireHeading(page, 'Pay for your tickets');
}

/** The time is over before the button is pressed, and while the buyer is at PayPal. */
async function comeLate(scene: Scene): Promise<void> {
  const { stack, print } = scene;
  const early = await fillIn(scene, 'no scripts', 'lapsed@example.org');
  await letTimeGoBy(scene, early.orderUrl);
  const elsewhere = await openElsewhere(scene, early.orderUrl, 'The time for these seats is over');
  await takeTheSeatsAgain(elsewhere.page);
  await payFromHere(scene, elsewhere, early.orderUrl);
  const late = await fillIn(scene, 'no scripts', 'late@example.org');
  await goToPayPal(late);
  await letTimeGoBy(scene, late.orderUrl);
  await openElsewhere(scene, late.orderUrl, 'The time for these seats is over');
  await approveWithoutCookies(late);
  await requireConfirmed(late.page);
  await requirePaidOnce(stack, late.orderUrl);
  print('too late: from its link the same seats again, and paid; approved too late, and the seats were still there');
}

async function meetPayPalAway(scene: Scene): Promise<void> {
  const { stack, control, print } = scene;
  const device = await fillIn(scene, 'no scripts', 'away@example.org');
  const { page, orderUrl } = device;
  await control.plan({ operation: 'create', times: 100, fault: { kind: 'status', status: 503 } });
  await page.getByRole('button', { name: payButton }).click();
  await requireHeading(page, 'Pay for your tickets');
  await requireWords(device, 'PayPal does not answer at the moment. Nothing was taken. The seats are still yours');
  await requireNothingTaken(stack, orderUrl);
  await control.clearFaults();
  await payFromHere(scene, device, orderUrl);
  print('PayPal away: the seats stay, the page says so, and the same button leads there once it is back');
}
