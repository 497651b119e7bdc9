import { formatAmount } from '../../../core/money.ts';
import type { BillingDocument } from '../../../core/orders/billing-document.ts';
import { describeTransfer } from '../../../core/orders/transfer-words.ts';
import { formatVatRate, splitVat, splitVatOfPart } from '../../../core/vat.ts';
import { formatDateRange, formatDay, toZonedDate } from '../../../core/zoned-time.ts';
import { createPdf, type Pdf } from './create-pdf.ts';
import { hasGlyph } from './fonts.ts';
import { toPrintable } from './printable.ts';
import { drawText, type TextStyle } from './text-box.ts';

/** A4, in points. */
const page = { width: 595, height: 842 };
const left = 56;
const right = page.width - 56;
const bottom = page.height - 76;
const grey = '#5d5650';
const line = '#8d8479';

const plain: TextStyle = { font: 'regular', size: 10, smallest: 8 };
const strong: TextStyle = { ...plain, font: 'bold' };
const small: TextStyle = { font: 'regular', size: 8.5, color: grey };

/** Where each column of the table of lines ends, from the left; numbers stand to the right of theirs. */
const columns = { name: 250, quantity: 300, unit: 380, rate: 430, amount: right };

/** An invoice or a credit note, from nothing but what was written down when it was issued. */
export function renderInvoice(document: BillingDocument): Promise<Buffer> {
  const title = titleOf(document);
  return createPdf(
    { size: [page.width, page.height], title: `${title} ${document.number}`, createdAt: document.issuedAt },
    (pdf) => {
      pdf.addPage();
      let y = drawHead(pdf, document, title);
      y = document.kind === 'invoice' ? drawLines(pdf, document, y) : drawCredit(pdf, document, y);
      y = drawSums(pdf, document, y + 14);
      drawClosing(pdf, document, y + 18);
    },
  );
}

const titleOf = ({ kind }: BillingDocument) => (kind === 'invoice' ? 'Invoice' : 'Credit note');

function drawHead(pdf: Pdf, document: BillingDocument, title: string): number {
  const { seller, buyer, billing, issuedAt } = document;
  const { event } = seller;
  drawText(pdf, title, { x: left, y: 56, width: 300 }, { font: 'bold', size: 24 });
  let y = drawBlock(pdf, [seller.legalName, ...seller.address.split('\n')], { x: 340, y: 60, width: right - 340 });
  if (seller.taxId) y = write(pdf, `Tax number ${seller.taxId}`, { x: 340, y, width: right - 340 }, plain);

  const to = [billing?.company, buyer.name, ...(billing?.address?.split('\n') ?? [])];
  drawText(pdf, 'To', { x: left, y: 168, width: 240 }, small);
  let below = drawBlock(pdf, to, { x: left, y: 182, width: 250 });
  if (billing?.vatId) below = write(pdf, `VAT number ${billing.vatId}`, { x: left, y: below, width: 250 }, plain);

  const facts: [string, string][] = [
    ['Number', document.number],
    ['Date', formatDay(toZonedDate(issuedAt, event.timeZone))],
    ...(document.invoiceNumber ? [['For invoice', document.invoiceNumber] as [string, string]] : []),
    ['Order', document.orderId],
    ['For', event.name],
    ['Held on', formatDateRange(event.startsOn, event.endsOn)],
  ];
  let beside = Math.max(168, y + 14);
  for (const [name, value] of facts) {
    drawText(pdf, name, { x: 340, y: beside + 1, width: 64 }, small);
    beside = write(pdf, value, { x: 404, y: beside, width: right - 404 }, { ...plain, maxLines: 2 }) + 2;
  }
  return Math.max(below, beside) + 28;
}

/** The first line stands out. */
function drawBlock(
  pdf: Pdf,
  lines: (string | null | undefined)[],
  box: { x: number; y: number; width: number },
): number {
  let { y } = box;
  let isFirst = true;
  for (const text of lines) {
    if (!text) continue;
    y = write(pdf, text, { ...box, y }, { ...(isFirst ? strong : plain), maxLines: 2 });
    isFirst = false;
  }
  return y;
}

/** What people typed, without what the font cannot print. */
function write(pdf: Pdf, text: string, box: { x: number; y: number; width: number }, style: TextStyle): number {
  return drawText(pdf, toPrintable(text, hasGlyph).text, box, style);
}

function drawNumber(pdf: Pdf, text: string, end: number, y: number, style: TextStyle = plain): void {
  pdf.font(style.font).fontSize(style.size);
  const width = pdf.widthOfString(text, { features: ['kern', 'liga'] });
  drawText(pdf, text, { x: end - width, y, width: width + 1 }, { ...style, smallest: style.size });
}

function drawRule(pdf: Pdf, y: number, from = left): void {
  pdf.moveTo(from, y).lineTo(right, y).lineWidth(0.7).strokeColor(line).stroke();
}

function drawTableHead(pdf: Pdf, currency: string, y: number): number {
  drawText(pdf, 'Ticket', { x: left, y, width: 180 }, small);
  drawNumber(pdf, 'Quantity', columns.quantity, y, small);
  drawNumber(pdf, `Each, ${currency}`, columns.unit, y, small);
  drawNumber(pdf, 'VAT', columns.rate, y, small);
  drawNumber(pdf, `Amount, ${currency}`, columns.amount, y, small);
  drawRule(pdf, y + 15);
  return y + 22;
}

function drawLines(pdf: Pdf, { lines, currency }: BillingDocument, top: number): number {
  let y = drawTableHead(pdf, currency, top);
  for (const { name, quantity, unitPriceCents, vatBasisPoints } of lines) {
    if (y > bottom - 40) {
      pdf.addPage();
      y = drawTableHead(pdf, currency, 56);
    }
    drawNumber(pdf, String(quantity), columns.quantity, y);
    drawNumber(pdf, formatAmount(unitPriceCents, currency), columns.unit, y);
    drawNumber(pdf, vatBasisPoints === null ? '' : formatVatRate(vatBasisPoints), columns.rate, y);
    drawNumber(pdf, formatAmount(unitPriceCents * quantity, currency), columns.amount, y);
    y = write(pdf, name, { x: left, y, width: columns.name - left }, { ...plain, maxLines: 2 }) + 5;
  }
  drawRule(pdf, y);
  return y;
}

const reasonWords = {
  refunded: 'What was paid goes back.',
  not_paid: 'The order was not paid, and its seats went back. Nothing is owed.',
} as const;

function drawCredit(pdf: Pdf, document: BillingDocument, top: number): number {
  const { invoiceNumber, totalCents, currency, reason, lines } = document;
  const whole = lines.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0);
  const part = totalCents < whole ? `A part (${currency} ${formatAmount(totalCents, currency)})` : 'All';
  const words = `${part} of invoice ${invoiceNumber ?? ''} is credited. ${reason ? reasonWords[reason] : ''}`;
  const y = write(pdf, words, { x: left, y: top, width: right - left }, { ...plain, maxLines: 3 }) + 12;
  drawRule(pdf, y);
  return y;
}

/** Net and VAT at each rate, and what it comes to. */
function drawSums(pdf: Pdf, document: BillingDocument, top: number): number {
  const { kind, lines, totalCents, currency } = document;
  const shares = kind === 'invoice' ? splitVat(lines) : splitVatOfPart(lines, totalCents);
  const start = 300;
  let y = top;
  const row = (label: string, cents: number, style = plain) => {
    if (y > bottom) {
      pdf.addPage();
      y = 56;
    }
    drawText(pdf, label, { x: start, y, width: 190 }, style);
    drawNumber(pdf, formatAmount(cents, currency), columns.amount, y, style);
    y += 16;
  };
  for (const { basisPoints, netCents, vatCents } of shares) {
    if (basisPoints === null) continue;
    row(`Net at ${formatVatRate(basisPoints)}`, netCents);
    row(`VAT ${formatVatRate(basisPoints)}`, vatCents);
  }
  const untaxed = shares.find(({ basisPoints }) => basisPoints === null);
  if (untaxed && shares.length > 1) row('Without VAT', untaxed.grossCents);
  drawRule(pdf, y, start);
  y += 6;
  row(kind === 'invoice' ? `Total, ${currency}` : `Credited, ${currency}`, totalCents, { ...strong, size: 12 });
  return y;
}

function drawClosing(pdf: Pdf, document: BillingDocument, top: number): void {
  const { seller, buyer, billing, lines } = document;
  let y = top;
  const write = (text: string) => {
    if (y > bottom) {
      pdf.addPage();
      y = 56;
    }
    y = drawText(pdf, text, { x: left, y, width: right - left }, { ...small, maxLines: 2 }) + 4;
  };
  const { transfer } = document;
  if (document.kind === 'invoice' && !transfer) write('Paid in full.');
  if (transfer) {
    const due = formatDay(toZonedDate(transfer.dueAt, seller.event.timeZone));
    y =
      drawText(pdf, `Please transfer it so that it is here by ${due}:`, { x: left, y, width: right - left }, strong) +
      4;
    const facts = describeTransfer({ ...document, id: document.orderId }, transfer.bank);
    for (const [name, value] of facts) {
      drawText(pdf, name, { x: left, y: y + 1, width: 70 }, small);
      y =
        drawText(
          pdf,
          toPrintable(value, hasGlyph).text,
          { x: left + 74, y, width: right - left - 74 },
          { ...plain, maxLines: 2 },
        ) + 2;
    }
    y += 10;
  }
  if (lines.some(({ vatBasisPoints }) => vatBasisPoints !== null))
    write('Prices include VAT. VAT is rounded once for each rate, over the sum of its lines.');
  const printed = [seller.legalName, seller.address, buyer.name, billing?.company, billing?.address];
  if (printed.some((text) => text && !text.split('\n').every((part) => toPrintable(part, hasGlyph).isWhole)))
    write("Some letters of the names cannot be printed here. The order's page shows them whole.");
}
