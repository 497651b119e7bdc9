import PDFDocument from 'pdfkit';
import { fonts } from './fonts.ts';

export type Pdf = InstanceType<typeof PDFDocument>;

/** A file of pages that `draw` adds. `createdAt` is when what it says came to be, not now: the same content is the same file. */
export async function createPdf(
  { size, title, createdAt }: { size: [width: number, height: number]; title: string; createdAt: number },
  draw: (document: Pdf) => void,
): Promise<Buffer> {
  const document = new PDFDocument({
    autoFirstPage: false,
    size,
    margin: 0,
    lang: 'en',
    displayTitle: true,
    info: { Title: title, Creator: 'Foyer', CreationDate: new Date(createdAt) },
  });
  // PDFKit takes a font that was read already; its types know of files alone.
  document.registerFont('regular', fonts.regular as never);
  document.registerFont('bold', fonts.bold as never);
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => document.once('end', resolve).once('error', reject));
  draw(document);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}
