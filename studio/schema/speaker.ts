import { UserIcon } from '@sanity/icons/User';
import { defineField, defineType } from 'sanity';
import { slug } from './fields.ts';
import { richText } from './rich-text.ts';

export const speaker = defineType({
  name: 'speaker',
  type: 'document',
  title: 'Speaker',
  icon: UserIcon,
  fields: [
    defineField({ name: 'name', type: 'string', validation: (rule) => rule.required().max(200) }),
    slug('name', '/speakers/ada-ebb'),
    defineField({
      name: 'role',
      type: 'string',
      description: 'What they do and where, in a few words.',
      validation: (rule) => rule.max(200),
    }),
    defineField({
      name: 'portrait',
      type: 'image',
      description: 'Seen on the list of speakers, on their page and beside their sessions.',
      fields: [
        defineField({
          name: 'alt',
          type: 'string',
          title: 'In words',
          description: 'For those who do not see it. Left empty, the name stands in.',
          validation: (rule) => rule.max(500),
        }),
      ],
    }),
    richText('biography', { description: 'Who they are, for their own page.' }),
  ],
  orderings: [{ title: 'Name', name: 'name', by: [{ field: 'name', direction: 'asc' }] }],
  preview: { select: { title: 'name', subtitle: 'role', media: 'portrait' } },
});
