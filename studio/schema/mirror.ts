import { BillIcon } from '@sanity/icons/Bill';
import { UserIcon } from '@sanity/icons/User';
import { defineArrayMember, defineField, defineType } from 'sanity';
import { describeRefund, describeState, describeTotal, stateOptions } from '../rules/order-words.ts';

/** Written by Foyer as orders change, for organizers to search and list; what is changed here would change no order. */
const text = (name: string, title: string) => defineField({ name, title, type: 'string' });
const instant = (name: string, title: string) => defineField({ name, title, type: 'datetime' });
const state = defineField({ name: 'state', type: 'string', options: { list: stateOptions } });
const newestFirst = { title: 'Newest', name: 'newest', by: [{ field: 'orderedAt', direction: 'desc' as const }] };

const answers = defineField({
  name: 'answers',
  type: 'array',
  of: [
    defineArrayMember({
      type: 'object',
      name: 'answer',
      fields: [
        text('question', 'What was asked'),
        text('answer', 'The answer'),
        text('questionId', 'The question’s id'),
      ],
      preview: {
        select: { question: 'question', answer: 'answer' },
        prepare: ({ question, answer }) => ({ title: answer, subtitle: question }),
      },
    }),
  ],
});

export const orderMirror = defineType({
  name: 'order',
  type: 'document',
  title: 'Order',
  icon: BillIcon,
  readOnly: true,
  fields: [
    text('code', 'Code'),
    state,
    text('expiryReason', 'Why it ended'),
    text('buyerName', 'Ordered by'),
    text('buyerEmail', 'Their address'),
    defineField({
      name: 'lines',
      title: 'Tickets',
      type: 'array',
      of: [
        defineArrayMember({
          type: 'object',
          name: 'line',
          fields: [
            text('name', 'Ticket type'),
            text('ticketTypeId', 'Its id'),
            defineField({ name: 'quantity', type: 'number' }),
            defineField({ name: 'unitPriceCents', title: 'Price in cents', type: 'number' }),
            defineField({ name: 'listPriceCents', title: 'Price without the voucher', type: 'number' }),
            defineField({ name: 'vatPercent', title: 'VAT in per cent', type: 'number' }),
          ],
          preview: {
            select: { name: 'name', quantity: 'quantity' },
            prepare: ({ name, quantity }) => ({ title: `${quantity} × ${name}` }),
          },
        }),
      ],
    }),
    answers,
    text('voucherCode', 'Voucher'),
    text('voucherId', 'Its id'),
    defineField({ name: 'seats', type: 'number' }),
    defineField({ name: 'isComplimentary', title: 'Given by an organizer', type: 'boolean' }),
    defineField({ name: 'totalCents', title: 'Total in cents', type: 'number' }),
    text('currency', 'Currency'),
    text('paymentMethod', 'Paid by'),
    text('paymentState', 'Payment'),
    text('paymentProblem', 'What is wrong with it'),
    text('refundState', 'Refund'),
    defineField({ name: 'paidCents', title: 'Paid, in cents', type: 'number' }),
    defineField({ name: 'refundedCents', title: 'Refunded, in cents', type: 'number' }),
    defineField({
      name: 'refunds',
      title: 'Money back',
      type: 'array',
      of: [
        defineArrayMember({
          type: 'object',
          name: 'refund',
          fields: [
            defineField({ name: 'amountCents', title: 'Amount in cents', type: 'number' }),
            text('currency', 'Currency'),
            text('state', 'How far it is'),
            text('reason', 'Why'),
            text('registrationCode', 'For the ticket'),
            text('problem', 'What is wrong with it'),
            text('how', 'How it was done by hand'),
            instant('requestedAt', 'Asked for'),
            instant('completedAt', 'Gone back'),
          ],
          preview: {
            select: { amountCents: 'amountCents', currency: 'currency', state: 'state', reason: 'reason' },
            prepare: ({ amountCents, currency, state, reason }) => ({
              title: describeTotal(amountCents, currency),
              subtitle: describeRefund(state, reason),
            }),
          },
        }),
      ],
    }),
    text('invoiceNumber', 'Invoice'),
    defineField({
      name: 'creditNoteNumbers',
      title: 'Credit notes',
      type: 'array',
      of: [defineArrayMember({ type: 'string' })],
    }),
    text('company', 'Company'),
    text('vatId', 'Its VAT number'),
    instant('orderedAt', 'Begun'),
    instant('heldUntil', 'Seats held until'),
    instant('transferDueAt', 'Transfer due'),
    instant('confirmedAt', 'Confirmed'),
    instant('cancelledAt', 'Cancelled'),
    text('cancelledBy', 'Cancelled by'),
  ],
  orderings: [newestFirst],
  preview: {
    select: {
      code: 'code',
      name: 'buyerName',
      email: 'buyerEmail',
      state: 'state',
      total: 'totalCents',
      currency: 'currency',
    },
    prepare: ({ code, name, email, state, total, currency }) => ({
      title: `${name ?? 'nobody yet'} · ${code}`,
      subtitle: [describeState(state), describeTotal(total, currency), email].filter(Boolean).join(' · '),
    }),
  },
});

export const registrationMirror = defineType({
  name: 'registration',
  type: 'document',
  title: 'Registration',
  icon: UserIcon,
  readOnly: true,
  fields: [
    text('attendeeName', 'Name'),
    text('attendeeEmail', 'Address'),
    answers,
    text('code', 'Code'),
    text('ticketTypeName', 'Ticket type'),
    text('ticketTypeId', 'Its id'),
    state,
    defineField({
      name: 'ticketState',
      title: 'Ticket',
      type: 'string',
      options: {
        list: [
          { value: 'none', title: 'none yet' },
          { value: 'valid', title: 'lets them in' },
          { value: 'cancelled', title: 'cancelled' },
        ],
      },
    }),
    instant('checkedInAt', 'Came in'),
    text('orderCode', 'Order'),
    defineField({ name: 'order', title: 'The order', type: 'reference', weak: true, to: [{ type: 'order' }] }),
    text('buyerName', 'Ordered by'),
    text('buyerEmail', 'Address of who ordered'),
    instant('orderedAt', 'Begun'),
    instant('confirmedAt', 'Confirmed'),
    instant('cancelledAt', 'Cancelled'),
  ],
  orderings: [newestFirst, { title: 'Name', name: 'name', by: [{ field: 'attendeeName', direction: 'asc' }] }],
  preview: {
    select: {
      name: 'attendeeName',
      type: 'ticketTypeName',
      state: 'state',
      code: 'code',
      checkedInAt: 'checkedInAt',
      email: 'attendeeEmail',
    },
    prepare: ({ name, type, state, code, checkedInAt, email }) => ({
      title: name ?? code,
      subtitle: [type, checkedInAt ? 'has come in' : describeState(state), email, code].filter(Boolean).join(' · '),
    }),
  },
});
