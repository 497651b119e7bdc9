import { defineField } from 'sanity';

/** A name on the page's address; without one the document's id stands there. */
export const slug = (source: string, example: string) =>
  defineField({
    name: 'slug',
    type: 'slug',
    title: 'Address',
    description: `For the address, as in ${example}. Once it is published, links to it are out in the world: better not change it.`,
    options: { source, maxLength: 96 },
  });

export const order = (what: string) =>
  defineField({
    name: 'order',
    type: 'number',
    title: 'Place in the list',
    description: `${what} with small numbers come first; those without one come last, by name.`,
    validation: (rule) => rule.integer(),
  });

export const orderings = (nameField: 'name' | 'title') => [
  {
    title: 'As on the site',
    name: 'asOnTheSite',
    by: [
      { field: 'order', direction: 'asc' as const },
      { field: nameField, direction: 'asc' as const },
    ],
  },
];
