import { HelpCircleIcon } from '@sanity/icons/HelpCircle';
import { defineArrayMember, defineField, defineType } from 'sanity';
import { describeQuestion, findOptionsProblem, hasOptions, questionKinds } from '../rules/question.ts';
import { order, orderings } from './fields.ts';

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
      description:
        'As attendees read it, on the form with their names: Which size of T-shirt? Ask for nothing that you do not need.',
      validation: (rule) => rule.required().max(200),
    }),
    defineField({
      name: 'hint',
      type: 'string',
      description: 'A line below it: what it is for, or how to answer.',
      validation: (rule) => rule.max(500),
    }),
    defineField({
      name: 'kind',
      type: 'string',
      title: 'How it is answered',
      options: { layout: 'radio', list: [...questionKinds] },
      initialValue: 'text',
      validation: (rule) => rule.required(),
    }),
    defineField({
      name: 'options',
      type: 'array',
      title: 'What can be chosen',
      description: 'An answer that was given keeps these words, also when they are changed here.',
      of: [defineArrayMember({ type: 'string', validation: (rule) => rule.required().max(200) })],
      hidden: ({ document }) => !hasOptions(document?.kind),
      validation: (rule) => [
        rule.unique().max(50),
        rule.custom((options, { document }) => findOptionsProblem(document?.kind, options) ?? true),
      ],
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
    defineField({
      name: 'isRequired',
      type: 'boolean',
      title: 'Must be answered',
      description: 'Nobody can order without an answer. Orders that are confirmed already stay as they are.',
      initialValue: false,
    }),
    defineField({
      name: 'ticketTypes',
      type: 'array',
      title: 'For these ticket types',
      description: 'None: for all of them.',
      of: [defineArrayMember({ type: 'reference', to: [{ type: 'ticketType' }] })],
      validation: (rule) => rule.unique(),
    }),
    order('Questions'),
  ],
  orderings: orderings('title'),
  preview: {
    select: { title: 'title', kind: 'kind', askedOf: 'askedOf', isRequired: 'isRequired' },
    prepare: ({ title, ...fields }) => ({ title, subtitle: describeQuestion(fields) }),
  },
});
