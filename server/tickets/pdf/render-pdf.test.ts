import { PDFiumLibrary } from '@hyzyla/pdfium';
import jsQR from 'jsqr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conference, order } from '../../../core/orders/example-order.ts';
import { type PdfTicket, renderPdf } from './render-pdf.ts';

let pdfium: PDFiumLibrary;
beforeAll(async () => {
  pdfium = await PDFiumLibrary.init();
});
afterAll(() => pdfium.destroy());

function ticketOf(holder: string, place = 1): PdfTicket {
  const registrationId = `K7Q2ABCDEF-${place}`;
  return { registrationId, typeName: 'Workshop', holder, code: `F1.EVENT.${registrationId}.1.${'B7Q'.repeat(34)}A` };
}

/** Opens what was written with another library than wrote it: each page's text, and the code that a camera would see. */
async function read(pdf: Uint8Array) {
  const opened = await pdfium.loadDocument(pdf);
  const texts = [...opened.pages()].map((page) => page.getText().split('\r\n'));
  const codes = [];
  for (const page of opened.pages()) {
    const { data, width, height } = await page.render({ scale: 2, render: 'bitmap' });
    codes.push(jsQR(new Uint8ClampedArray(data), width, height)?.data);
  }
  opened.destroy();
  return { texts, codes };
}

test('each ticket is a page with its own code, name, number, and the conference', async () => {
  const tickets = [ticketOf('Zoë Ångström', 1), ticketOf('Анна Ковальчук', 2)];
  const { texts, codes } = await read(await renderPdf({ tickets, order, conference }));
  expect(codes).toEqual(tickets.map(({ code }) => code));
  expect(texts[0]).toEqual(expect.arrayContaining(['Days of Type', 'Zoë Ångström', 'Workshop', 'K7Q2ABCDEF-1']));
  expect(texts[1]).toEqual(expect.arrayContaining(['Days of Type', 'Анна Ковальчук', 'Workshop', 'K7Q2ABCDEF-2']));
});

test.each([
  ['Greek', 'Ελένη Ωνάση'],
  ['Hebrew', 'דוד בן גוריון'],
  ['Arabic', 'علي حسن كريم'],
])('a name in %s reads as it was written', async (_, holder) => {
  const { texts } = await read(await renderPdf({ tickets: [ticketOf(holder)], order, conference }));
  expect(texts[0]?.filter((line) => line === holder)).toHaveLength(2);
});

test('what has no glyph is left out and said so; the ticket is good all the same', async () => {
  const { texts, codes } = await read(await renderPdf({ tickets: [ticketOf('李小龍 🚀')], order, conference }));
  expect(texts[0]?.join(' ')).toContain('Some letters of the name cannot be printed here');
  expect(codes[0]).toMatch(/^F1\.EVENT\./);
  const { texts: rocket } = await read(await renderPdf({ tickets: [ticketOf('Ada 🚀')], order, conference }));
  expect(rocket[0]).toContain('Ada');
  expect(rocket[0]?.join(' ')).not.toContain('Some letters');
});

test('the longest name there may be stays on its ticket', async () => {
  const { texts, codes } = await read(
    await renderPdf({ tickets: [ticketOf('W'.repeat(200)), ticketOf(`${'Ada '.repeat(50)}`)], order, conference }),
  );
  expect(texts).toHaveLength(2);
  expect(codes.every((code) => code?.startsWith('F1.'))).toBe(true);
});

test('the same ticket is the same file', async () => {
  const request = { tickets: [ticketOf('Ada')], order, conference };
  expect(await renderPdf(request)).toEqual(await renderPdf(request));
});
