import { EnvelopeIcon } from '@sanity/icons/Envelope';
import { HeartIcon } from '@sanity/icons/Heart';
import { defineField, defineType } from 'sanity';
import { order, orderings } from './fields.ts';
import { richText } from './rich-text.ts';

/** What can be written down before Foyer does anything with it. Each says so where it begins. */

export const sponsor = defineType({
  name: 'sponsor',
  type: 'document',
  title: 'Sponsor',
  icon: HeartIcon,
  fields: [
    defineField({
      name: 'name',
      type: 'string',
      description: 'The site does not show sponsors yet: what you write here is kept for when it does.',
      validation: (rule) => rule.required().max(200),
    }),
    defineField({ name: 'website', type: 'url', validation: (rule) => rule.uri({ scheme: ['http', 'https'] }) }),
    defineField({
      name: 'logo',
      type: 'image',
      fields: [defineField({ name: 'alt', type: 'string', title: 'In words', validation: (rule) => rule.max(500) })],
    }),
    order('Sponsors'),
  ],
  orderings: orderings('name'),
  preview: { select: { title: 'name', subtitle: 'website', media: 'logo' } },
});

export const mailText = defineType({
  name: 'mailText',
  type: 'document',
  title: 'Mail text',
  icon: EnvelopeIcon,
  fields: [
    defineField({
      name: 'kind',
      type: 'string',
      title: 'In which mail',
      description: 'Mails do not carry it yet: their words are built in. What you write here is kept for when they do.',
      options: {
        list: [
          { title: 'An order is confirmed', value: 'confirmed' },
          { title: 'An order is cancelled', value: 'cancelled' },
        ],
      },
      validation: (rule) => rule.required(),
    }),
    richText('body', { title: 'Added below the built-in words' }),
  ],
  preview: { select: { title: 'kind' } },
});
