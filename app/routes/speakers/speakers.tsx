import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Portrait } from '../../components/portrait.tsx';
import { createMeta } from '../../page-meta.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const { speakers } = await context.content.getProgramme();
  return {
    speakers: speakers.map(({ id, slug, name, portrait, role }) => ({ id, slug, name, portrait, role })),
  };
}

export const meta: MetaFunction = (args) =>
  createMeta(args, { title: 'Speakers', description: 'The people who speak, and what they speak about.' });

export default function Speakers() {
  const { speakers } = useLoaderData<typeof loader>();
  return (
    <>
      <h1>Speakers</h1>
      {speakers.length === 0 ? <p className="lead">The speakers are not announced yet. Come back soon.</p> : null}
      <ul className="people people--all">
        {speakers.map((speaker) => (
          <li key={speaker.id}>
            <a className="person" href={`/speakers/${speaker.slug}`}>
              <Portrait speaker={speaker} size="small" />
              <span>
                <span dir="auto">{speaker.name}</span>
                {speaker.role ? <span className="person__role">{speaker.role}</span> : null}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
