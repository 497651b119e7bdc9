import { BillIcon } from '@sanity/icons/Bill';
import { UserIcon } from '@sanity/icons/User';
import { defineArrayMember, defineField, defineType } from 'sanity';
import { inWords } from '../inputs/in-words.tsx';
import { writePrice } from '../know-currency.tsx';
import {
  describeEnd,
  describeMethod,
  describePayment,
  describeRefundReason,
  describeRefundState,
  describeState,
  describeTicket,
  describeTotal,
  describeWho,
} from '../rules/order-words.ts';
import { describePrice } from '../rules/sale.ts';
import { amount, id, instant, isMissing, list, state, text, word } from './mirrored-fields.ts';

const newestFirst = { title: 'Newest', name: 'newest', by: [{ field: 'orderedAt', direction: 'desc' as const }] };

const answers = list('answers', 'Answers', [
  defineArrayMember({
    type: 'object',
    name: 'answer',
    fields: [text('question', 'What was asked'), text('answer', 'The answer'), id('questionId')],
    preview: {
      select: { question: 'question', answer: 'answer' },
      prepare: ({ question, answer }) => ({ title: answer, subtitle: question }),
    },
  }),
]);

/** Written by Foyer as orders change, for organizers to search and list; what is changed here would change no order. */
export const orderMirror = defineType({
  name: 'order',
  type: 'document',
  title: 'Order',
  icon: BillIcon,
  readOnly: true,
  fields: [
    text('code', 'Code'),
    state,
    word('expiryReason', 'Why it ended', describeEnd),
    text('buyerName', 'Ordered by'),
    text('buyerEmail', 'Their address'),
    list('lines', 'Tickets ordered', [
      defineArrayMember({
        type: 'object',
        name: 'line',
        fields: [
          text('name', 'Ticket type'),
          id('ticketTypeId'),
          defineField({ name: 'quantity', type: 'number' }),
          amount('unitPriceCents', 'Price of each'),
          amount('listPriceCents', 'Price without the voucher'),
          defineField({ name: 'vatPercent', title: 'VAT in per cent', type: 'number', hidden: isMissing }),
        ],
        preview: {
          select: { name: 'name', quantity: 'quantity', price: 'unitPriceCents' },
          prepare: ({ name, quantity, price }) => ({
            title: `${quantity} × ${name}`,
            subtitle: describePrice(price, writePrice),
          }),
        },
      }),
    ]),
    defineField({ name: 'ticketTypeIds', type: 'array', hidden: true, of: [defineArrayMember({ type: 'string' })] }),
    answers,
    text('voucherCode', 'Voucher'),
    id('voucherId'),
    defineField({ name: 'seats', type: 'number', description: 'Without those that were cancelled one by one.' }),
    defineField({
      name: 'isComplimentary',
      title: 'Given by an organizer',
      type: 'boolean',
      hidden: ({ value }) => value !== true,
    }),
    amount('totalCents', 'Total'),
    id('currency'),
    word('paymentMethod', 'Paid by', describeMethod),
    word('paymentState', 'Payment', describePayment),
    text('paymentProblem', 'What is wrong with it'),
    amount('paidCents', 'Paid'),
    word('refundState', 'Refund', describeRefundState),
    amount('refundedCents', 'Refunded'),
    list('refunds', 'Money back', [
      defineArrayMember({
        type: 'object',
        name: 'refund',
        fields: [
          amount('amountCents', 'Amount'),
          id('currency'),
          word('state', 'How far it is', describeRefundState),
          word('reason', 'Why', describeRefundReason),
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
            subtitle: `${describeRefundState(state)} · ${describeRefundReason(reason)}`,
          }),
        },
      }),
    ]),
    text('invoiceNumber', 'Invoice'),
    list('creditNoteNumbers', 'Credit notes', [defineArrayMember({ type: 'string' })]),
    text('company', 'Company'),
    text('vatId', 'Its VAT number'),
    instant('orderedAt', 'Begun'),
    instant('heldUntil', 'Seats held until'),
    instant('transferDueAt', 'Transfer due'),
    instant('confirmedAt', 'Confirmed'),
    instant('cancelledAt', 'Cancelled'),
    word('cancelledBy', 'Cancelled by', describeWho),
    id('ledgerRevision'),
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
    id('ticketTypeId'),
    state,
    defineField({
      name: 'ticketState',
      title: 'Ticket',
      type: 'string',
      options: {
        list: [
          { value: 'none', title: describeTicket('none') },
          { value: 'valid', title: describeTicket('valid') },
          { value: 'cancelled', title: describeTicket('cancelled') },
        ],
      },
      components: { input: inWords(describeTicket) },
    }),
    defineField({ name: 'ticketRevision', type: 'number', hidden: true }),
    instant('checkedInAt', 'Came in'),
    text('orderCode', 'Order'),
    defineField({ name: 'order', title: 'The order', type: 'reference', weak: true, to: [{ type: 'order' }] }),
    text('buyerName', 'Ordered by'),
    text('buyerEmail', 'Address of who ordered'),
    instant('orderedAt', 'Begun'),
    instant('confirmedAt', 'Confirmed'),
    instant('cancelledAt', 'Cancelled'),
    id('ledgerRevision'),
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
