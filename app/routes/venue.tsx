import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { RichText } from '../components/rich-text.tsx';
import { createMeta } from '../page-meta.ts';
import { notFound } from '../refusals.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const { venue } = await context.content.getConference();
  if (!venue) throw notFound();
  return { venue };
}

export const meta: MetaFunction<typeof loader> = (args) =>
  createMeta(args, { title: 'Venue', description: args.data && `${args.data.venue.name}, ${args.data.venue.address}` });

export default function Venue() {
  const { venue } = useLoaderData<typeof loader>();
  return (
    <article>
      <p className="eyebrow">Venue</p>
      <h1 dir="auto">{venue.name}</h1>
      <address className="address">{venue.address}</address>
      {venue.directions.length > 0 ? (
        <section aria-labelledby="directions">
          <h2 id="directions">How to get there</h2>
          <RichText value={venue.directions} />
        </section>
      ) : null}
    </article>
  );
}
