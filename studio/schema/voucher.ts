import { TagsIcon } from '@sanity/icons/Tags';
import { defineArrayMember, defineField, defineType, type NumberRule } from 'sanity';
import { checkCode, checkTicketTypes } from '../checks/voucher-checks.ts';
import { writePrice } from '../know-currency.tsx';
import { MaxUsesInput } from '../organizer/voucher-uses.tsx';
import { describeGift, describeUses, describeVoucherState, findVoucherWindowProblem } from '../rules/voucher.ts';

/** A figure that counts for one kind of voucher, and is asked for there alone. */
const figure = (gives: string, name: string, title: string, description: string, limits: [min: number, max: number]) =>
  defineField({
    name,
    type: 'number',
    title,
    group: 'voucher',
    description,
    hidden: ({ document }) => (document?.gives ?? 'percent') !== gives,
    validation: (rule: NumberRule) =>
      rule
        .integer()
        .min(limits[0])
        .max(limits[1])
        .custom((value, { document }) =>
          (document?.gives ?? 'percent') === gives && value === undefined ? 'Say how much.' : true,
        ),
  });

export const voucher = defineType({
  name: 'voucher',
  type: 'document',
  title: 'Voucher',
  icon: TagsIcon,
  groups: [
    { name: 'voucher', title: 'The voucher', default: true },
    { name: 'limits', title: 'Limits' },
  ],
  fields: [
    defineField({
      name: 'code',
      type: 'string',
      group: 'voucher',
      description:
        'What people type beside their choice of tickets: SPEAKER-2027. Capitals, spaces and hyphens make no difference. A link that fills it in ends with /register?voucher= and the code.',
      validation: (rule) => rule.required().custom(checkCode),
    }),
    defineField({
      name: 'gives',
      type: 'string',
      title: 'What it gives',
      group: 'voucher',
      options: {
        layout: 'radio',
        list: [
          { title: 'a part of the price off', value: 'percent' },
          { title: 'an amount off each ticket', value: 'amount' },
          { title: 'a price of its own', value: 'price' },
          { title: 'only that hidden ticket types are seen', value: 'access' },
        ],
      },
      initialValue: 'percent',
      validation: (rule) => rule.required(),
    }),
    figure('percent', 'percentOff', 'Per cent off', '100 makes the ticket free.', [1, 100]),
    figure(
      'amount',
      'amountOffCents',
      'Off each ticket',
      'In cents: 1000 is 10.00. Never more than the ticket costs.',
      [1, 100_000_000],
    ),
    figure(
      'price',
      'priceCents',
      'What a ticket costs with it',
      'In cents: 4900 is 49.00. 0 is free.',
      [0, 100_000_000],
    ),
    defineField({
      name: 'ticketTypes',
      type: 'array',
      title: 'For these ticket types',
      group: 'voucher',
      description:
        'None: for all that are not hidden. Hidden ones that are named here are shown to whoever has the code.',
      of: [defineArrayMember({ type: 'reference', to: [{ type: 'ticketType' }] })],
      validation: (rule) => [rule.unique().max(100), rule.custom(checkTicketTypes)],
    }),
    defineField({
      name: 'note',
      type: 'string',
      group: 'voucher',
      description: 'For your own eyes: who has it, and what for.',
      validation: (rule) => rule.max(300),
    }),
    defineField({
      name: 'maxUses',
      type: 'number',
      title: 'For how many places in all',
      group: 'limits',
      components: { input: MaxUsesInput },
      description:
        'Over all orders. A place counts from when it is held, and is free again when the hold ends or the order is cancelled. Empty: no limit.',
      validation: (rule) => rule.integer().min(1).max(1_000_000),
    }),
    defineField({
      name: 'maxPerOrder',
      type: 'number',
      title: 'At most in one order',
      group: 'limits',
      description: 'Empty: as many as the ticket type allows.',
      validation: (rule) => rule.integer().min(1).max(50),
    }),
    defineField({
      name: 'validFrom',
      type: 'datetime',
      title: 'Good from',
      group: 'limits',
      description: 'Empty: at once.',
    }),
    defineField({
      name: 'validUntil',
      type: 'datetime',
      title: 'Good until',
      group: 'limits',
      description: 'Empty: without an end. What was held before it can still be finished.',
      validation: (rule) =>
        rule.custom((until, { document }) => findVoucherWindowProblem(document?.validFrom, until) ?? true),
    }),
  ],
  orderings: [{ title: 'Code', name: 'code', by: [{ field: 'code', direction: 'asc' }] }],
  preview: {
    select: {
      code: 'code',
      gives: 'gives',
      percentOff: 'percentOff',
      amountOffCents: 'amountOffCents',
      priceCents: 'priceCents',
      maxUses: 'maxUses',
      validFrom: 'validFrom',
      validUntil: 'validUntil',
    },
    prepare: ({ code, ...fields }) => ({
      title: code,
      subtitle: [
        describeGift(fields, writePrice),
        describeUses(fields.maxUses, null),
        describeVoucherState(fields, null, Date.now()),
      ]
        .filter(Boolean)
        .join(' · '),
    }),
  },
});
