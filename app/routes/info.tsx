import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { toPlainText } from '../../core/rich-text.ts';
import { RichText } from '../components/rich-text.tsx';
import { createMeta } from '../page-meta.ts';
import { notFound } from '../refusals.ts';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const page = params.slug ? await context.content.getPage(params.slug) : null;
  if (!page) throw notFound();
  return { page };
}

export const meta: MetaFunction<typeof loader> = (args) =>
  createMeta(args, { title: args.data?.page.title, description: args.data && toPlainText(args.data.page.body) });

export default function InfoPage() {
  const { page } = useLoaderData<typeof loader>();
  return (
    <article>
      <h1>{page.title}</h1>
      <RichText value={page.body} />
    </article>
  );
}
