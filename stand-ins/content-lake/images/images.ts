import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { apiError } from '../http/errors.ts';
import type { ImageRequest } from './image-request.ts';
import { cacheName, maxPixels, resizeImage } from './resize-image.ts';

/** What sharp calls a format -> extension. SVG is refused: it is a document with scripts rather than a picture. */
const extensions: Record<string, string> = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif', heif: 'avif' };
const mimeTypes: Record<string, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
};
const maxCachedFiles = 4_000;
/** Resizing is all processor: more at a time would only starve the queries. */
const maxConcurrent = 2;
const maxWaiting = 100;

const namePattern = /^([a-f0-9]{40})-(\d{1,5})x(\d{1,5})\.(jpg|png|webp|gif|avif)$/;

export type StoredImage = {
  assetId: string;
  extension: string;
  mimeType: string;
  width: number;
  height: number;
  size: number;
  hasAlpha: boolean;
  lowQualityPreview: string;
};

/** Originals and resized copies on disk. The copies are a cache and may be deleted at any time. */
export function createImages(dataDir: string) {
  const originals = join(dataDir, 'images');
  const copies = join(dataDir, 'image-cache');
  mkdirSync(originals, { recursive: true });
  mkdirSync(copies, { recursive: true });
  // What a killed lake was writing.
  for (const name of readdirSync(originals)) if (name.endsWith('.tmp')) rmSync(join(originals, name), { force: true });
  const running = new Map<string, Promise<string>>();
  let active = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (active < maxConcurrent) active += 1;
    else {
      if (waiting.length >= maxWaiting) throw apiError(503, 'Too many pictures at once');
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      // The turn is handed over rather than given back: nobody who comes meanwhile can take it too.
      const next = waiting.shift();
      if (next) next();
      else active -= 1;
    }
  }

  async function resize(original: string, target: string, request: ImageRequest): Promise<string> {
    const bytes = await resizeImage(original, request);
    await mkdir(join(target, '..'), { recursive: true });
    await writeWhole(target, bytes, false);
    await dropOldest(copies);
    return target;
  }

  return {
    /** Keeps the bytes under their hash; throws a LakeError where they are no picture. */
    async keep(bytes: Buffer): Promise<StoredImage> {
      const { format, width, height, hasAlpha, preview } = await inTurn(() => inspect(bytes));
      const extension = extensions[format] ?? '';
      const assetId = createHash('sha1').update(bytes).digest('hex');
      await writeWhole(join(originals, `${assetId}-${width}x${height}.${extension}`), bytes, true);
      const mimeType = mimeTypes[extension] ?? '';
      return { assetId, extension, mimeType, width, height, size: bytes.length, hasAlpha, lowQualityPreview: preview };
    },

    async findOriginal(name: string): Promise<{ path: string; mimeType: string } | null> {
      const [, , , , extension = ''] = namePattern.exec(name) ?? [];
      const path = join(originals, name);
      return extension && (await isFile(path)) ? { path, mimeType: mimeTypes[extension] ?? '' } : null;
    },

    /** The path of a file with the picture as asked for; `null` where there is no such picture. */
    async find(name: string, request: ImageRequest): Promise<{ path: string; mimeType: string } | null> {
      const mimeType = mimeTypes[request.format] ?? '';
      if (!namePattern.test(name)) return null;
      const target = join(copies, name, cacheName(request));
      if (await isFile(target)) return { path: target, mimeType };
      const original = join(originals, name);
      if (!(await isFile(original))) return null;
      let work = running.get(target);
      if (!work) {
        work = inTurn(() => resize(original, target, request)).finally(() => running.delete(target));
        running.set(target, work);
      }
      return { path: await work, mimeType };
    },
  };
}

export type Images = ReturnType<typeof createImages>;

async function inspect(bytes: Buffer) {
  try {
    const picture = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' });
    const { format, autoOrient, hasAlpha } = await picture.metadata();
    if (!format || !extensions[format]) throw new Error(`the format ${format} is not taken`);
    const tiny = await picture.autoOrient().resize(20, 20, { fit: 'inside' }).webp({ quality: 40 }).toBuffer();
    return {
      format,
      width: autoOrient.width,
      height: autoOrient.height,
      hasAlpha: hasAlpha ?? false,
      preview: `data:image/webp;base64,${tiny.toString('base64')}`,
    };
  } catch {
    throw apiError(
      400,
      'This is not a picture that can be read: use a JPEG, PNG, WebP, GIF or AVIF of at most 50 megapixels',
    );
  }
}

/** A reader never sees half a file, and with `sync` a power cut leaves the old or the new one. */
async function writeWhole(path: string, bytes: Buffer, sync: boolean): Promise<void> {
  // Two uploads of one picture are written at once, to the same path.
  const draft = `${path}.${randomUUID()}.tmp`;
  const file = await open(draft, 'w');
  try {
    await file.writeFile(bytes);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  if (sync) await syncFolder(dirname(path));
}

/** A new name is on disk only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function dropOldest(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  if (names.length <= maxCachedFiles) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const info = await stat(join(folder, name)).catch(() => null);
      return info?.isFile() ? { name, usedAt: info.atimeMs } : null;
    }),
  );
  const oldest = files.filter((file) => file !== null).sort((a, b) => a.usedAt - b.usedAt);
  for (const { name } of oldest.slice(0, maxCachedFiles / 4)) await rm(join(folder, name), { force: true });
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
