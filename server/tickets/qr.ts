import QRCode from 'qrcode';

/** M restores 15 % of a code: a crease or a reflection. Higher levels make smaller modules, which costs more than it saves. */
const errorCorrectionLevel = 'M';
/** What the standard asks for around the code, in modules. */
export const quietZone = 4;

export type QrCode = {
  /** Modules along one side, without the quiet zone. */
  size: number;
  /** The dark modules as horizontal bars, so that no hairline shows between two of them. */
  bars: { x: number; y: number; length: number }[];
};

export function createQr(text: string): QrCode {
  const { modules } = QRCode.create(text, { errorCorrectionLevel });
  const bars: QrCode['bars'] = [];
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (!modules.get(y, x)) continue;
      const last = bars.at(-1);
      if (last && last.y === y && last.x + last.length === x) last.length++;
      else bars.push({ x, y, length: 1 });
    }
  }
  return { size: modules.size, bars };
}

/** Black on white in every scheme, quiet zone and all; scales without a blur. */
export function renderQrSvg(text: string): string {
  const { size, bars } = createQr(text);
  const side = size + 2 * quietZone;
  const path = bars.map(({ x, y, length }) => `M${x + quietZone} ${y + quietZone}h${length}v1h-${length}z`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * 8}" height="${side * 8}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>\n`;
}

/** For mail, whose readers show no SVG. About 400 pixels. */
export function renderQrPng(text: string): Promise<Buffer> {
  return QRCode.toBuffer(text, { errorCorrectionLevel, margin: quietZone, scale: 8 });
}
