import { createVisitor } from '../visitors/create-visitor.ts';
import { addressOf } from './choices.ts';

/** Visitors who come one after the other, each for one seat; returns how many got it. */
export async function runAlone(baseUrl: string, visitors: number): Promise<number> {
  let seats = 0;
  for (let number = 0; number < visitors; number++) {
    // Addresses that the crowd does not use: their limits must not add up.
    const visitor = createVisitor({ baseUrl, address: addressOf(100_000 + number) });
    const form = await visitor.open('/register');
    const hasForm = form.forms.some(({ buttons }) => buttons.some(({ text }) => text === 'Hold these seats'));
    // Once the site knows that nothing is left there is no form.
    if (!hasForm) continue;
    const page = await visitor.submit(form, 'Hold these seats', { 'quantities.community': '1' });
    if (page.url.includes('/orders/')) seats += 1;
  }
  return seats;
}
