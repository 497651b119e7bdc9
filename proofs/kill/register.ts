import { createPatientVisitor } from '../visitors/patient-visitor.ts';

export type Registration = { link: string; orderId: string; name: string; seats: number };

/** One person's way from the ticket form to the page that says "confirmed". `onRestart`: the order was gone on the way. */
export async function register(options: {
  baseUrl: string;
  number: number;
  onTrouble: (status: number) => void;
  onRestart: () => void;
}): Promise<Registration> {
  const { baseUrl, number, onTrouble, onRestart } = options;
  const visitor = createPatientVisitor({ baseUrl, address: `198.18.${number >> 8}.${number & 255}`, onTrouble });
  const name = `Visitor ${number}`;
  const seats = number % 5 === 0 ? 2 : 1;
  for (;;) {
    const form = await visitor.open('/register');
    const held = await visitor.submit(form, 'Hold these seats', { 'quantities.community': String(seats) });
    const details = {
      'buyer.name': name,
      'buyer.email': `visitor-${number}@example.org`,
      ...(seats === 2 ? { 'attendees[1].name': `Companion of ${number}` } : {}),
    };
    const confirmed = held.status === 404 ? held : await visitor.submit(held, 'Confirm registration', details);
    if (confirmed.status === 404) {
      onRestart();
      continue;
    }
    if (confirmed.status !== 200 || !confirmed.html.includes('Your registration is confirmed')) {
      const words = confirmed.html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
      throw new Error(`visitor ${number} was answered ${confirmed.status}: ${words.slice(0, 400)}`);
    }
    const url = new URL(confirmed.url);
    return { link: url.pathname + url.search, orderId: url.pathname.split('/').at(-1) ?? '', name, seats };
  }
}
