import { defineField } from 'sanity';
import { findAccountProblem, findMissingBank, findMissingSeller, findPrefixProblem } from '../rules/invoicing.ts';

export const seller = defineField({
  name: 'seller',
  type: 'object',
  title: 'Who sells the tickets',
  group: 'invoices',
  description:
    'Stands on every invoice. Without it no invoices are written; with it every order that costs something gets one, by mail and on its page. What is changed here stands on later invoices only.',
  options: { collapsible: false },
  validation: (rule) => rule.custom((given) => findMissingSeller(given) ?? true),
  fields: [
    defineField({
      name: 'legalName',
      type: 'string',
      title: 'Name in law',
      description: 'Of the company, association or person that sells.',
      validation: (rule) => rule.max(200),
    }),
    defineField({
      name: 'address',
      type: 'text',
      rows: 4,
      description: 'Line by line, with the country.',
      validation: (rule) => rule.max(500),
    }),
    defineField({
      name: 'taxId',
      type: 'string',
      title: 'Tax number or VAT number',
      validation: (rule) => rule.max(60),
    }),
    defineField({
      name: 'invoicePrefix',
      type: 'string',
      title: 'How invoice numbers begin',
      description:
        'Up to 10 capitals and digits: MA makes MA-2027-0001, and MA-CN-2027-0001 for credit notes. Each year and each beginning is a series of its own, without gaps. Change it only with the year.',
      validation: (rule) => rule.custom((prefix) => findPrefixProblem(prefix) ?? true),
    }),
  ],
});

export const bankTransfer = defineField({
  name: 'bankTransfer',
  type: 'object',
  title: 'Payment by bank transfer',
  group: 'invoices',
  description:
    'For those who cannot use PayPal. They get the invoice at once, and their seats are kept until the money should be here. You mark the order as paid in Studio once you see it on the account; then the tickets go out.',
  options: { collapsible: false },
  validation: (rule) => rule.custom((given, { document }) => findMissingBank(given, document?.seller) ?? true),
  fields: [
    defineField({ name: 'isOffered', type: 'boolean', title: 'Offer it', initialValue: false }),
    defineField({
      name: 'accountHolder',
      type: 'string',
      title: 'Whose account it is',
      validation: (rule) => rule.max(200),
    }),
    defineField({
      name: 'account',
      type: 'string',
      title: 'IBAN, or account number',
      validation: (rule) => rule.custom((account) => findAccountProblem(account) ?? true),
    }),
    defineField({ name: 'bic', type: 'string', title: 'BIC', validation: (rule) => rule.max(20) }),
    defineField({ name: 'bankName', type: 'string', title: 'Bank', validation: (rule) => rule.max(200) }),
    defineField({
      name: 'daysToPay',
      type: 'number',
      title: 'Days to pay',
      description: 'It is not offered any more where these would end after the conference has begun.',
      initialValue: 14,
      validation: (rule) => rule.integer().min(1).max(90),
    }),
    defineField({
      name: 'daysOfGrace',
      type: 'number',
      title: 'Days after the reminder',
      description: 'When it is due a reminder goes out. So many days later the seats go back to everybody.',
      initialValue: 5,
      validation: (rule) => rule.integer().min(1).max(30),
    }),
  ],
});
