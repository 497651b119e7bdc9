import { defineField } from 'sanity';
import { findMissingSeller, findPrefixProblem } from '../rules/invoicing.ts';

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
