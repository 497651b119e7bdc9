import express, { type Request, type Response, type Router } from 'express';
import type { Store } from '../documents/store.ts';
import type { Callers } from '../http/caller.ts';
import { apiError } from '../http/errors.ts';
import { uploadLimit } from '../http/limits.ts';
import type { Transactions } from '../mutate/transactions.ts';
import { toImageAsset } from './image-asset.ts';
import { parseImageRequest } from './image-request.ts';
import type { Images } from './images.ts';

export type ImageParts = {
  images: Images;
  transactions: Transactions;
  store: Store;
  callers: Callers;
  publicUrl: string;
};

/** `assets/images`: uploads. */
export function createUploadRoutes({ images, transactions, store, callers, publicUrl }: ImageParts): Router {
  const router = express.Router({ mergeParams: true });
  const readUpload = express.raw({ type: () => true, limit: uploadLimit });
  router.post('/assets/images/:dataset', callers.requireWriter, readUpload, (request, response, next) => {
    const upload = async () => {
      if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw apiError(400, 'The upload is empty');
      const filename = typeof request.query.filename === 'string' ? request.query.filename.slice(0, 200) : null;
      const asset = toImageAsset(await images.keep(request.body), { publicUrl, filename });
      const { userId } = callers.identify(request);
      await transactions.run({ mutations: [{ createIfNotExists: asset }] }, { userId });
      response.json({ document: store.get(asset._id) });
    };
    upload().catch(next);
  });
  return router;
}

/** `/images/local/production/<id>-WxH.ext?w=&h=&fit=&auto=format&q=` */
export function createImageRoute(images: Images) {
  return (request: Request<{ name: string }>, response: Response, next: (error?: unknown) => void) => {
    const { name } = request.params;
    const accept = request.headers.accept ?? '';
    const send = async () => {
      // Without a wish it is the file as it was uploaded, as with Sanity: an export's hashes must be the same again.
      const isOriginal = Object.keys(request.query).length === 0;
      const extension = name.split('.').pop() ?? '';
      const picture = isOriginal
        ? await images.findOriginal(name)
        : await images.find(name, parseImageRequest(request.query, accept, extension));
      if (!picture) throw apiError(404, 'There is no such picture');
      response.set({
        'content-type': picture.mimeType,
        // The name is the hash of the picture: it never changes.
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept',
      });
      response.sendFile(picture.path, { dotfiles: 'allow', cacheControl: false }, (error) => error && next(error));
    };
    send().catch(next);
  };
}
