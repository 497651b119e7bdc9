import { createAccentPalette } from '../../../core/colour.ts';
import type { Conference } from '../../../core/conference.ts';
import type { Order } from '../../../core/orders/order.ts';
import { formatDateRange } from '../../../core/zoned-time.ts';
import { createQr, quietZone } from '../qr.ts';
import { createPdf, type Pdf as Document } from './create-pdf.ts';
import { hasGlyph } from './fonts.ts';
import { toPrintable } from './printable.ts';
import { drawText } from './text-box.ts';

type Accent = { fill: string; text: string };

export type PdfTicket = { registrationId: string; typeName: string; holder: string; code: string };

/** A5 on its side, in points: large on a phone that is turned, and on A4 paper still a ticket. */
const page = { width: 595, height: 420 };
const margin = 22;
const stubX = 372;
const notch = 9;
const qrSide = 186;
const grey = '#5d5650';

/** One page a ticket. The code is drawn as vectors, black on white, with its quiet zone: it prints sharp at any size. */
export function renderPdf(request: { tickets: PdfTicket[]; order: Order; conference: Conference }): Promise<Buffer> {
  const { tickets, order, conference } = request;
  const palette = createAccentPalette(conference.accentColor, 'light');
  const accent: Accent = { fill: palette.fill, text: palette.text };
  const title = `${conference.name}: ${tickets.length === 1 ? 'ticket' : 'tickets'} of order ${order.id}`;
  const createdAt = order.confirmedAt ?? order.createdAt;
  return createPdf({ size: [page.width, page.height], title, createdAt }, (document) => {
    for (const ticket of tickets) {
      document.addPage();
      drawShape(document, accent);
      drawBody(document, ticket, order, conference, accent);
      drawStub(document, ticket);
    }
  });
}

/** A card with a notch at both ends of its perforation. */
function drawShape(document: Document, accent: Accent): void {
  const [left, top, right, bottom] = [margin, margin, page.width - margin, page.height - margin];
  document
    .save()
    .roundedRect(left, top, right - left, bottom - top, 12)
    .clip()
    .rect(left, top, right - left, 12)
    .fill(accent.fill)
    .restore();
  document.lineWidth(1).strokeColor('#8d8479');
  document.roundedRect(left, top, right - left, bottom - top, 12).stroke();
  document
    .moveTo(stubX, top + notch + 6)
    .lineTo(stubX, bottom - notch - 6)
    .dash(3, { space: 4 })
    .stroke()
    .undash();
  for (const y of [top, bottom]) {
    // White over the outline, then the arc that is left of it.
    document.circle(stubX, y, notch).fill('#ffffff');
    document
      .save()
      .rect(left, top, right - left, bottom - top)
      .clip();
    document.circle(stubX, y, notch).stroke().restore();
  }
}

function drawBody(document: Document, ticket: PdfTicket, order: Order, conference: Conference, accent: Accent): void {
  const box = (y: number) => ({ x: margin + 26, y, width: stubX - margin - 46 });
  const plain = (text: string) => toPrintable(text, hasGlyph).text;
  const holder = toPrintable(ticket.holder, hasGlyph);

  let y = drawText(document, plain(conference.name), box(58), {
    font: 'bold',
    size: 19,
    smallest: 12,
    maxLines: 2,
    color: accent.text,
  });
  y = drawText(document, formatDateRange(conference.startsOn, conference.endsOn), box(y + 6), {
    font: 'regular',
    size: 12,
  });
  if (conference.venue) {
    const place = plain(`${conference.venue.name}, ${conference.venue.address}`);
    drawText(document, place, box(y + 2), { font: 'regular', size: 10, maxLines: 2, color: grey });
  }

  y = drawText(document, holder.text || ticket.registrationId, box(190), {
    font: 'bold',
    size: 27,
    smallest: 12,
    maxLines: 3,
  });
  if (!holder.isWhole) {
    y = drawText(
      document,
      "Some letters of the name cannot be printed here. The order's page shows it whole.",
      box(y),
      {
        font: 'regular',
        size: 8,
        maxLines: 2,
        color: grey,
      },
    );
  }
  drawText(document, plain(ticket.typeName), box(y + 6), { font: 'regular', size: 15, smallest: 10, maxLines: 2 });

  const small = { font: 'regular', size: 9, color: grey };
  y = drawText(document, `Ticket ${ticket.registrationId} · order ${order.id}`, box(page.height - margin - 44), small);
  drawText(document, 'Good for one person. Keep the code to yourself until you are at the door.', box(y), {
    ...small,
    smallest: 7,
  });
}

function drawStub(document: Document, ticket: PdfTicket): void {
  const { size, bars } = createQr(ticket.code);
  const width = page.width - margin - stubX;
  const left = stubX + (width - qrSide) / 2;
  const top = 62;
  const module = qrSide / (size + 2 * quietZone);
  document.rect(left, top, qrSide, qrSide).fill('#ffffff');
  for (const { x, y, length } of bars) {
    document.rect(left + (x + quietZone) * module, top + (y + quietZone) * module, length * module, module);
  }
  document.fill('#000000');

  const box = (y: number) => ({ x: stubX + 18, y, width: width - 36 });
  const name = toPrintable(ticket.holder, hasGlyph).text;
  let y = drawText(document, ticket.registrationId, box(top + qrSide + 16), { font: 'bold', size: 14, smallest: 9 });
  if (name) y = drawText(document, name, box(y + 4), { font: 'regular', size: 11, smallest: 8, maxLines: 2 });
  drawText(document, toPrintable(ticket.typeName, hasGlyph).text, box(y + 2), {
    font: 'regular',
    size: 11,
    smallest: 8,
    maxLines: 2,
    color: grey,
  });
}
