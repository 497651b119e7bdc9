import { EnvelopeIcon } from '@sanity/icons/Envelope';
import { HeartIcon } from '@sanity/icons/Heart';
import { HelpCircleIcon } from '@sanity/icons/HelpCircle';
import { TagsIcon } from '@sanity/icons/Tags';
import { defineArrayMember, defineField, defineType } from 'sanity';
import { findSaleWindowProblem } from '../rules/sale.ts';
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

export const voucher = defineType({
  name: 'voucher',
  type: 'document',
  title: 'Voucher',
  icon: TagsIcon,
  fields: [
    defineField({
      name: 'code',
      type: 'string',
      description:
        'Nobody can use vouchers yet: the form has no place for a code. What you write here is kept for when it has.',
      validation: (rule) => rule.required().regex(/^[A-Z0-9-]{4,40}$/, { name: 'capitals, digits and hyphens' }),
    }),
    defineField({
      name: 'percentOff',
      type: 'number',
      title: 'Per cent off',
      validation: (rule) => rule.required().integer().min(1).max(100),
    }),
    defineField({
      name: 'ticketTypes',
      type: 'array',
      title: 'For these ticket types',
      description: 'None: for all of them.',
      of: [defineArrayMember({ type: 'reference', to: [{ type: 'ticketType' }] })],
      validation: (rule) => rule.unique(),
    }),
    defineField({
      name: 'maxUses',
      type: 'number',
      title: 'How often',
      validation: (rule) => rule.integer().min(1).max(100_000),
    }),
    defineField({ name: 'validFrom', type: 'datetime', title: 'Good from' }),
    defineField({
      name: 'validUntil',
      type: 'datetime',
      title: 'Good until',
      validation: (rule) =>
        rule.custom((until, { document }) =>
          findSaleWindowProblem(document?.validFrom, until)
            ? 'It ends before it begins, so nobody could use it.'
            : true,
        ),
    }),
  ],
  preview: {
    select: { title: 'code', percentOff: 'percentOff' },
    prepare: ({ title, percentOff }) => ({ title, subtitle: percentOff ? `${percentOff} % off` : undefined }),
  },
});

export const question = defineType({
  name: 'question',
  type: 'document',
  title: 'Question',
  icon: HelpCircleIcon,
  fields: [
    defineField({
      name: 'title',
      type: 'string',
      title: 'What is asked',
      description: 'The form does not ask it yet: what you write here is kept for when it does.',
      validation: (rule) => rule.required().max(200),
    }),
    defineField({
      name: 'askedOf',
      type: 'string',
      title: 'Asked of',
      options: {
        layout: 'radio',
        list: [
          { title: 'whoever orders, once', value: 'order' },
          { title: 'everybody who attends', value: 'attendee' },
        ],
      },
      initialValue: 'attendee',
      validation: (rule) => rule.required(),
    }),
    defineField({ name: 'isRequired', type: 'boolean', title: 'Must be answered', initialValue: false }),
    order('Questions'),
  ],
  orderings: orderings('title'),
  preview: { select: { title: 'title', subtitle: 'askedOf' } },
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
