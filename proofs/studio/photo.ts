import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { require } from '../proof.ts';

/** As a camera leaves it: a JPEG, upright, larger than any page shows it. */
export async function writePhoto(folder: string): Promise<string> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1500">
    <rect width="1200" height="1500" fill="#d8cfc0"/><circle cx="600" cy="560" r="260" fill="#8c5a3c"/>
    <path d="M150 1500 a450 520 0 0 1 900 0z" fill="#2f5d62"/></svg>`;
  const file = join(folder, 'ada-ebb.jpg');
  await writeFile(file, await sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer());
  return file;
}

export type ServedPhoto = { type: string; width: number; height: number; bytes: number };

/** What a browser that reads these types gets for a picture of the site. */
export async function fetchPhoto(address: URL, accept: string): Promise<ServedPhoto> {
  const response = await fetch(address, { headers: { Accept: accept } });
  require(response.ok, `the photo answers ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const { width = 0, height = 0 } = await sharp(bytes).metadata();
  return { type: response.headers.get('Content-Type') ?? '', width, height, bytes: bytes.length };
}
