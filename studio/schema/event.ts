import { CalendarIcon } from '@sanity/icons/Calendar';
import { defineField, defineType } from 'sanity';
import { findDatesProblem } from '../rules/session-times.ts';
import { isTimeZone } from '../rules/zoned-time.ts';
import { bankTransfer, seller } from './invoicing.ts';
import { richText } from './rich-text.ts';

export const event = defineType({
  name: 'event',
  type: 'document',
  title: 'The conference',
  icon: CalendarIcon,
  groups: [
    { name: 'basics', title: 'What and when', default: true },
    { name: 'place', title: 'Where' },
    { name: 'look', title: 'Look and words' },
    { name: 'sale', title: 'Sale' },
    { name: 'invoices', title: 'Invoices' },
  ],
  fields: [
    defineField({
      name: 'name',
      type: 'string',
      group: 'basics',
      description: 'As it stands on every page, ticket and mail.',
      validation: (rule) => rule.required().max(200),
    }),
    defineField({
      name: 'tagline',
      type: 'string',
      group: 'basics',
      description: 'One line below the name on the front page.',
      validation: (rule) => rule.max(300),
    }),
    defineField({
      name: 'startsOn',
      type: 'date',
      title: 'First day',
      group: 'basics',
      validation: (rule) => rule.required(),
    }),
    defineField({
      name: 'endsOn',
      type: 'date',
      title: 'Last day',
      group: 'basics',
      validation: (rule) =>
        rule.required().custom((endsOn, { document }) => findDatesProblem(document?.startsOn, endsOn) ?? true),
    }),
    defineField({
      name: 'timeZone',
      type: 'string',
      title: 'Time zone',
      group: 'basics',
      description:
        'Of the venue, like Europe/Lisbon. The site shows every time in it, wherever the reader is; Studio shows times in your own.',
      validation: (rule) =>
        rule
          .required()
          .custom((zone) => !zone || isTimeZone(zone) || 'This is no time zone. Write it like Europe/Lisbon.'),
    }),
    richText('description', {
      title: 'About it',
      description: 'One or two paragraphs for the front page.',
      group: 'basics',
    }),
    defineField({
      name: 'venue',
      type: 'object',
      group: 'place',
      fields: [
        defineField({ name: 'name', type: 'string', validation: (rule) => rule.required().max(200) }),
        defineField({ name: 'address', type: 'string', validation: (rule) => rule.max(500) }),
        richText('directions', { title: 'How to get there' }),
      ],
    }),
    defineField({
      name: 'announcement',
      type: 'string',
      group: 'look',
      description: 'A line on top of every page, for as long as it is filled in.',
      validation: (rule) => rule.max(500),
    }),
    defineField({
      name: 'accentColor',
      type: 'string',
      title: 'Colour',
      group: 'look',
      description:
        'For buttons, links and the picture, like #0f6b78. Where it would be hard to read, the site darkens or lightens it.',
      validation: (rule) => rule.regex(/^#[0-9a-fA-F]{6}$/, { name: 'colour like #0f6b78' }),
    }),
    defineField({
      name: 'contactEmail',
      type: 'string',
      title: 'Address for questions',
      group: 'look',
      description: 'Stands on the site and in mails.',
      validation: (rule) => rule.email(),
    }),
    defineField({
      name: 'currency',
      type: 'string',
      group: 'sale',
      description: 'Three capitals, like EUR. Without it nothing is sold. Change it only before the first order.',
      initialValue: 'EUR',
      validation: (rule) =>
        rule
          .regex(/^[A-Z]{3}$/, { name: 'currency like EUR' })
          .custom((currency) => Boolean(currency) || 'Without a currency nothing is sold.'),
    }),
    defineField({
      name: 'cancelUntil',
      type: 'datetime',
      title: 'Buyers may cancel until',
      group: 'sale',
      description:
        'Until then who has paid can cancel tickets on the order page, and the money goes back by itself. Without it they can at any time. You can always cancel for them.',
    }),
    seller,
    bankTransfer,
  ],
  preview: {
    select: { title: 'name', startsOn: 'startsOn', endsOn: 'endsOn' },
    prepare: ({ title, startsOn, endsOn }) => ({ title, subtitle: [startsOn, endsOn].filter(Boolean).join(' – ') }),
  },
});
