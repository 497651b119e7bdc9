import { expect, test } from 'vitest';
import type { Question } from '../../core/orders/questions.ts';
import { actOf } from './ledger-organizer-steps.ts';
import { catalogueOf, done, startMs, ticketType } from './open-test-ledger.ts';
import { createTestOrganizers } from './open-test-organizers.ts';

const { open } = createTestOrganizers();
const catalogue = catalogueOf({ house: 2_000 }, [
  ticketType('day', ['house']),
  ticketType('paid', ['house'], { priceCents: 9_900 }),
]);

/** Every cell of a file as RFC 4180 has it. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, cell = '', end] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
    lines.at(-1)?.push(cell.replaceAll('""', '"'));
    if (end === '\r\n') lines.push([]);
  }
  return lines.slice(0, -1);
}

test('the export has a column for each question, and keeps what was answered to others', async () => {
  const food: Question = {
    id: 'food',
    title: 'What may we cook?',
    hint: null,
    kind: 'text',
    isRequired: false,
    askedOf: 'attendee',
    options: [],
    ticketTypeIds: [],
  };
  const { signIn, ledger, hold } = await open({ catalogue, questions: [food] });
  done(await hold('AAAA', { day: 2 }));
  const answers = {
    order: [{ questionId: 'gone', question: 'How did you hear of us?', values: ['=SUM(1)'] }],
    attendees: [[], [{ questionId: 'food', question: 'What may we cook?', values: ['Soup', 'Bread'] }]],
  };
  const attendees = [1, 2].map((number) => ({ name: `Attendee ${number}`, email: null }));
  done(
    await ledger.saveDetails({ orderId: 'AAAA', buyer: { name: 'Ada', email: 'ada@example.org' }, attendees, answers }),
  );
  const lines = readCsv((await signIn('olu').get('/export.csv')).text);
  expect(lines.map((cells) => cells.slice(-2))).toEqual([
    ['What may we cook?', 'other answers'],
    ['', 'How did you hear of us?: =SUM(1)'],
    ['Soup, Bread', 'How did you hear of us?: =SUM(1)'],
  ]);
});

test('the export has a line a ticket, and nothing that people typed runs in a spreadsheet', async () => {
  const { signIn, ledger, hold, buy, clock } = await open({ catalogue });
  done(await hold('AAAA', { day: 2 }));
  const buyer = { name: '=HYPERLINK("http://evil.example";"Zoë")', email: 'zoe@example.org' };
  const attendees = [
    { name: 'Ali "the one", علي\u00a0🎟️', email: null },
    { name: '+49 30 1234', email: '-1@example.org' },
  ];
  done(await ledger.saveDetails({ orderId: 'AAAA', buyer, attendees }));
  done(await ledger.confirm({ orderId: 'AAAA' }));
  clock.nowMs += 1_000;
  await buy('BBBB', { paid: 1 });
  done(await ledger.checkIn({ registrationId: 'AAAA-1', revision: 1, act: actOf('door') }));
  done(await ledger.cancel({ orderId: 'BBBB', act: actOf('cancel') }));

  const { get } = signIn('olu');
  const { headers, text } = await get('/export.csv');
  expect(headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('Content-Disposition')).toMatch(/^attachment; filename="tickets-\d{4}-\d\d-\d\d\.csv"$/);
  expect(headers.get('Cache-Control')).toBe('private, no-store');
  const [head, ...lines] = readCsv(text);
  expect(head?.slice(0, 3)).toEqual(['order', 'ticket', 'state']);
  const formula = `'=HYPERLINK("http://evil.example";"Zoë")`;
  const [start, second] = [new Date(startMs).toISOString(), new Date(startMs + 1_000).toISOString()];
  // Neither a rate of VAT, nor a company, nor an invoice.
  const none = ['', '', ''];
  expect(lines).toEqual([
    [
      'AAAA',
      'AAAA-1',
      'CONFIRMED',
      'day',
      'Ticket day',
      'Ali "the one", علي\u00a0🎟️',
      '',
      formula,
      'zoe@example.org',
      '0.00',
      'EUR',
      'no',
      start,
      start,
      '',
      '',
      second,
      '',
      '',
      ...none,
    ],
    [
      'AAAA',
      'AAAA-2',
      'CONFIRMED',
      'day',
      'Ticket day',
      "'+49 30 1234",
      "'-1@example.org",
      formula,
      'zoe@example.org',
      '0.00',
      'EUR',
      'no',
      start,
      start,
      '',
      '',
      '',
      '',
      '',
      ...none,
    ],
    [
      'BBBB',
      'BBBB-1',
      'CANCELLED',
      'paid',
      'Ticket paid',
      'Attendee 1',
      '',
      'Ada',
      'ada@example.org',
      '99.00',
      'EUR',
      'no',
      second,
      second,
      second,
      'organizer',
      '',
      '',
      '',
      ...none,
    ],
  ]);
  expect(readCsv((await get('/export.csv?state=CANCELLED')).text).map(([order]) => order)).toEqual(['order', 'BBBB']);
});

test('an export begins with the mark by which Excel knows UTF-8', async () => {
  const { origin, signIn } = await open({ catalogue });
  const { session } = signIn('olu');
  const response = await fetch(`${origin}/organizer/api/export.csv`, { headers: { Cookie: session } });
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
});

test('many orders come page by page, each once, though new ones come meanwhile', async () => {
  const { signIn, register, clock } = await open({ catalogue });
  const ids = Array.from({ length: 450 }, (_, number) => `N${number}`);
  for (const id of ids) {
    clock.nowMs += 1;
    await register(id, { day: 1 }, `${id}@example.org`);
  }
  const { get } = signIn('olu');
  const seen: string[] = [];
  type Page = { orders: { id: string }[]; cursor: string | null };
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Page = (await get(`/orders?limit=100${cursor ? `&cursor=${cursor}` : ''}`)).body;
    seen.push(...page.orders.map(({ id }) => id));
    cursor = page.cursor;
    clock.nowMs += 1;
    await register(`LATE${seen.length}`, { day: 1 }, 'late@example.org');
  }
  expect(seen).toEqual(ids.toReversed());
  expect((await get('/orders?search=n449@')).body.orders).toHaveLength(1);
  expect((await get('/orders?state=CANCELLED')).body).toEqual({ orders: [], cursor: null });
  const all = readCsv((await get('/export.csv')).text);
  expect(all.length - 1).toBe(450 + 5);
});

test('the summary counts places, money and quotas, and says it again for a few seconds', async () => {
  const { signIn, register, buy, hold, ledger } = await open({ catalogue });
  await register('AAAA', { day: 2 });
  await buy('BBBB', { paid: 2 });
  await buy('CCCC', { paid: 1 });
  done(await ledger.cancel({ orderId: 'CCCC', act: actOf('cancel') }));
  done(await hold('DDDD', { day: 3 }));
  done(await ledger.checkIn({ registrationId: 'AAAA-2', revision: null, act: actOf('door') }));
  const { get } = signIn('olu');
  const { body } = await get('/summary');
  expect(body).toMatchObject({
    timeZone: 'Europe/Lisbon',
    orders: { CONFIRMED: 2, CANCELLED: 1, HELD: 1 },
    checkedIn: 1,
    ticketTypes: [
      { ticketTypeId: 'day', name: 'Ticket day', held: 3, confirmed: 2, cancelled: 0 },
      { ticketTypeId: 'paid', name: 'Ticket paid', held: 0, confirmed: 2, cancelled: 1 },
    ],
    sales: [{ currency: 'EUR', amountCents: 19_800 }],
    perDay: [{ date: '2030-01-01', confirmed: 5, cancelled: 1 }],
    quotas: [{ quotaId: 'house', capacity: 2_000, held: 3, sold: 4, stopped: false }],
  });
  await register('EEEE', { day: 1 });
  expect((await get('/summary')).body).toEqual(body);
  const now = { quotaId: 'house', capacity: 2_000, held: 3, sold: 5, stopped: false };
  expect((await get('/quotas')).body).toEqual({ quotas: [now] });
});
