import { describeError } from '../page-errors.ts';
import { Arches } from './arches.tsx';

export function ErrorPage({ error }: { error: unknown }) {
  const { title, text, link, status } = describeError(error);
  return (
    <article className="error-page">
      <Arches isShut />
      <p className="eyebrow">Error {status}</p>
      <h1>{title}</h1>
      <p className="lead">{text}</p>
      <p>
        <a className="button" href={link.href}>
          {link.label}
        </a>
      </p>
    </article>
  );
}
