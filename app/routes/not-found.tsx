import { notFound } from '../refusals.ts';

/** Every other address. A loader, so that the frame of the site is there on its error page. */
export function loader(): never {
  throw notFound();
}

export default function NotFound() {
  return null;
}
