import { PDFiumLibrary } from '@hyzyla/pdfium';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BillingDocument } from '../../../core/orders/billing-document.ts';
import { renderInvoice } from './render-invoice.ts';

let pdfium: PDFiumLibrary;
beforeAll(async () => {
  pdfium = await PDFiumLibrary.init();
});
afterAll(() => pdfium.destroy());

const invoice: BillingDocument = {
  kind: 'invoice',
  number: 'MA-2027-0042',
  issuedAt: Date.UTC(2027, 0, 1, 12),
  totalCents: 40_000,
  orderId: 'K7Q2ABCDEF',
  currency: 'EUR',
  seller: {
    legalName: 'Maré Alta, Associação',
    address: 'Rua do Cais Velho 12\n1900 Lisboa\nPortugal',
    taxId: 'PT501964843',
    invoicePrefix: 'MA',
    event: { name: 'Maré Alta', startsOn: '2027-06-17', endsOn: '2027-06-18', timeZone: 'Europe/Lisbon' },
    newYearOffsetMs: 0,
  },
  buyer: { name: 'Zoë Ångström', email: 'zoe@example.org' },
  billing: { company: 'Ünal & Søn', address: 'Hauptstraße 1\n10115 Berlin', vatId: 'DE136695976' },
  lines: [
    { ticketTypeId: 'standard', name: 'Standard', quantity: 2, unitPriceCents: 14_900, vatBasisPoints: 1900 },
    { ticketTypeId: 'book', name: 'Book', quantity: 1, unitPriceCents: 10_200, vatBasisPoints: 700 },
  ],
  invoiceNumber: null,
  reason: null,
  transfer: null,
};

async function read(document: BillingDocument): Promise<string[][]> {
  const opened = await pdfium.loadDocument(await renderInvoice(document));
  const texts = [...opened.pages()].map((page) => page.getText().split('\r\n'));
  opened.destroy();
  return texts;
}

test('an invoice says who sells what to whom, and the VAT at each rate', async () => {
  const [page = [], ...more] = await read(invoice);
  expect(more).toEqual([]);
  const text = page.join('\n');
  for (const words of [
    ...['Invoice', 'MA-2027-0042', 'Friday 1 January 2027', 'K7Q2ABCDEF', 'Maré Alta, Associação', '1900 Lisboa'],
    ...['Tax number PT501964843', 'Ünal & Søn', 'Zoë Ångström', '10115 Berlin', 'VAT number DE136695976'],
    ...['Standard', '149.00', '298.00', 'Book', '102.00', '400.00', 'Paid in full.'],
    // 298 × 19 / 119 and 102 × 7 / 107.
    ...['250.42', '47.58', '95.33', '6.67'],
  ])
    expect(text).toContain(words);
});

test('a credit note names its invoice, and splits a part over the rates', async () => {
  const credit = { ...invoice, kind: 'credit_note', number: 'MA-CN-2027-0001', invoiceNumber: invoice.number } as const;
  const whole = (await read({ ...credit, reason: 'refunded' })).flat().join('\n');
  expect(whole).toContain('All of invoice MA-2027-0042 is credited. What was paid goes back.');
  expect(whole).toContain('47.58');
  const part = (await read({ ...credit, reason: 'refunded', totalCents: 20_000 })).flat().join('\n');
  expect(part).toContain('A part (EUR 200.00) of invoice MA-2027-0042');
  expect(part).toContain('23.79');
  expect(part).not.toContain('Paid in full');
});

test('whole yen, and no VAT where none is named', async () => {
  const lines = [{ ticketTypeId: 'day', name: 'Day', quantity: 1, unitPriceCents: 15_000, vatBasisPoints: 1000 }];
  const yen = (await read({ ...invoice, currency: 'JPY', totalCents: 15_000, lines })).flat().join('\n');
  for (const words of ['Each, JPY', '15,000', '13,636', '1,364']) expect(yen).toContain(words);
  expect(yen).not.toContain('15,000.00');
  const untaxed = lines.map((line) => ({ ...line, vatBasisPoints: null }));
  expect(
    (await read({ ...invoice, currency: 'JPY', totalCents: 15_000, lines: untaxed })).flat().join('\n'),
  ).not.toContain('%');
});

test('names without glyphs are told of, and the longest order goes over pages', async () => {
  const lines = Array.from({ length: 60 }, (_, index) => ({
    ...{ ticketTypeId: `type-${index}`, name: `Ticket ${'W'.repeat(24)} ${index}`, quantity: 1 },
    ...{ unitPriceCents: 1_000, vatBasisPoints: 100 * (index % 26) },
  }));
  const pages = await read({
    ...invoice,
    buyer: { name: '李小龍', email: 'li@example.org' },
    lines,
    totalCents: 60_000,
  });
  expect(pages.length).toBeGreaterThan(2);
  const text = pages.flat().join('\n');
  expect(text).toContain('Some letters of the names cannot be printed here');
  expect(text).toContain('600.00');
}, 30_000);

test('the same document is the same file', async () => {
  expect(await renderInvoice(invoice)).toEqual(await renderInvoice(structuredClone(invoice)));
});

test('an invoice that is to be paid by transfer says until when, where to, and with which reference', async () => {
  const bank = { accountHolder: 'Maré Alta', account: 'PT50000201231234567890154', bic: 'CGDIPTPL', bankName: null };
  const text = (await read({ ...invoice, transfer: { dueAt: Date.UTC(2027, 0, 15), bank } })).flat().join('\n');
  for (const words of ['here by Friday 15 January 2027', 'PT50 0002 0123 1234 5678 9015 4', 'CGDIPTPL', 'Reference'])
    expect(text).toContain(words);
  expect(text).not.toContain('Paid in full');
});
