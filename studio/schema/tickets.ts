import { CreditCardIcon } from '@sanity/icons/CreditCard';
import { TiersIcon } from '@sanity/icons/Tiers';
import { createElement } from 'react';
import { defineArrayMember, defineField, defineType } from 'sanity';
import { checkCapacity } from '../checks/ticket-checks.ts';
import { PriceInput } from '../inputs/price-input.tsx';
import { TimeInput } from '../inputs/time-input.tsx';
import { writePrice } from '../know-currency.tsx';
import { describePrice, describeSale, findSaleWindowProblem } from '../rules/sale.ts';
import { findVatProblem } from '../rules/vat.ts';
import { TicketStub } from '../ticket-stub.tsx';
import { order, orderings } from './fields.ts';

export const quota = defineType({
  name: 'quota',
  type: 'document',
  title: 'Quota',
  icon: TiersIcon,
  fields: [
    defineField({
      name: 'name',
      type: 'string',
      description: 'For your own eyes: Conference seats, Workshop seats.',
      validation: (rule) => rule.required().max(120),
    }),
    defineField({
      name: 'capacity',
      type: 'number',
      title: 'Seats',
      description: 'How many may be sold in all, by every ticket type that takes its seats from here.',
      validation: (rule) => [rule.required().integer().min(0).max(1_000_000), rule.custom(checkCapacity)],
    }),
  ],
  orderings: [{ title: 'Name', name: 'name', by: [{ field: 'name', direction: 'asc' }] }],
  preview: {
    select: { title: 'name', capacity: 'capacity' },
    prepare: ({ title, capacity }) => ({
      title,
      subtitle: capacity === undefined ? 'no seats yet' : `${capacity} seats`,
    }),
  },
});

export const ticketType = defineType({
  name: 'ticketType',
  type: 'document',
  title: 'Ticket type',
  icon: CreditCardIcon,
  groups: [
    { name: 'ticket', title: 'The ticket', default: true },
    { name: 'sale', title: 'When it is sold' },
    { name: 'limits', title: 'Limits' },
  ],
  fields: [
    defineField({ name: 'name', type: 'string', group: 'ticket', validation: (rule) => rule.required().max(120) }),
    defineField({
      name: 'description',
      type: 'text',
      rows: 3,
      group: 'ticket',
      description: 'A line or two on who it is for and what it includes.',
      validation: (rule) => rule.max(600),
    }),
    defineField({
      name: 'priceCents',
      type: 'number',
      title: 'Price in cents',
      group: 'ticket',
      description: 'With VAT, in the smallest unit of the currency: 14900 is 149.00 EUR. 0 is free.',
      components: { input: PriceInput },
      initialValue: 0,
      validation: (rule) => rule.required().integer().min(0).max(100_000_000),
    }),
    defineField({
      name: 'vatPercent',
      type: 'number',
      title: 'VAT in per cent',
      group: 'ticket',
      description:
        'The rate of the VAT that is in the price, like 19 or 8.1. Empty: pages and mails name none. What is sold already keeps the rate that it was sold with.',
      validation: (rule) => rule.custom((percent) => findVatProblem(percent) ?? true),
    }),
    defineField({
      name: 'quotas',
      type: 'array',
      group: 'ticket',
      description: 'Where its seats come from. A seat takes one from each of these.',
      of: [defineArrayMember({ type: 'reference', to: [{ type: 'quota' }] })],
      validation: (rule) => [
        rule
          .required()
          .min(1)
          .error('A ticket type needs at least one quota: it says how many seats there are to sell.'),
        rule.max(8).error('Eight quotas are the most a ticket type can take its seats from.'),
        rule.unique(),
      ],
    }),
    defineField({
      name: 'isHidden',
      type: 'boolean',
      title: 'Only with a voucher',
      group: 'ticket',
      description: 'Nobody sees it on the site without the code of a voucher that names it.',
      initialValue: false,
    }),
    order('Ticket types'),
    defineField({
      name: 'salesStart',
      type: 'datetime',
      title: 'On sale from',
      group: 'sale',
      description: 'Empty: at once.',
      components: { input: TimeInput },
    }),
    defineField({
      name: 'salesEnd',
      type: 'datetime',
      title: 'On sale until',
      group: 'sale',
      description: 'Empty: for as long as there are seats.',
      components: { input: TimeInput },
      validation: (rule) =>
        rule.custom((salesEnd, { document }) => findSaleWindowProblem(document?.salesStart, salesEnd) ?? true),
    }),
    defineField({
      name: 'maxPerOrder',
      type: 'number',
      title: 'At most in one order',
      group: 'limits',
      description: '10 where it is empty.',
      initialValue: 10,
      validation: (rule) => rule.integer().min(1).max(50),
    }),
    defineField({
      name: 'maxPerPerson',
      type: 'number',
      title: 'At most for one person',
      group: 'limits',
      description: 'Over all orders with the same mail address. Empty: no limit.',
      validation: (rule) => rule.integer().min(1).max(1000),
    }),
  ],
  orderings: orderings('name'),
  preview: {
    select: {
      id: '_id',
      title: 'name',
      priceCents: 'priceCents',
      salesStart: 'salesStart',
      salesEnd: 'salesEnd',
      isHidden: 'isHidden',
    },
    prepare: ({ id, title, priceCents, salesStart, salesEnd, isHidden }) => ({
      title,
      subtitle: [
        describePrice(priceCents, writePrice),
        describeSale({ salesStart, salesEnd }, Date.now()),
        ...(isHidden ? ['only with a voucher'] : []),
      ].join(' · '),
      media: createElement(TicketStub, { id }),
    }),
  },
});
