import jsQR from 'jsqr';
import sharp from 'sharp';
import { require } from '../proof.ts';

/** What a camera would read in a picture. */
export async function readQr(picture: Buffer): Promise<string> {
  const image = sharp(picture, { density: 300 }).flatten({ background: '#fff' }).resize(800);
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const code = jsQR(new Uint8ClampedArray(data), info.width, info.height);
  require(code !== null, 'the QR code cannot be read');
  return code.data;
}
