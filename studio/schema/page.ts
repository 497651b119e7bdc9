import { DocumentTextIcon } from '@sanity/icons/DocumentText';
import { defineField, defineType } from 'sanity';
import { order, orderings } from './fields.ts';
import { richText } from './rich-text.ts';

export const page = defineType({
  name: 'page',
  type: 'document',
  title: 'Page',
  icon: DocumentTextIcon,
  fields: [
    defineField({ name: 'title', type: 'string', validation: (rule) => rule.required().max(200) }),
    defineField({
      name: 'slug',
      type: 'slug',
      title: 'Address',
      description: 'For the address, as in /info/privacy. The footer of every page links to it.',
      options: { source: 'title', maxLength: 96 },
      validation: (rule) => rule.required(),
    }),
    order('Pages'),
    richText('body', { title: 'Text' }),
  ],
  orderings: orderings('title'),
  preview: {
    select: { title: 'title', slug: 'slug.current' },
    prepare: ({ title, slug }) => ({ title, subtitle: slug ? `/info/${slug}` : 'no address yet' }),
  },
});
