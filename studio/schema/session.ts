import { PresentationIcon } from '@sanity/icons/Presentation';
import { defineArrayMember, defineField, defineType } from 'sanity';
import { checkRoom, checkSpeakers, checkWithinEvent } from '../checks/session-checks.ts';
import { TimeInput } from '../inputs/time-input.tsx';
import { findEndProblem } from '../rules/session-times.ts';
import { formatInZone } from '../rules/zoned-time.ts';
import { slug } from './fields.ts';
import { richText } from './rich-text.ts';

export const session = defineType({
  name: 'session',
  type: 'document',
  title: 'Session',
  icon: PresentationIcon,
  groups: [
    { name: 'what', title: 'What', default: true },
    { name: 'when', title: 'When and where' },
    { name: 'text', title: 'Text' },
  ],
  fields: [
    defineField({ name: 'title', type: 'string', group: 'what', validation: (rule) => rule.required().max(300) }),
    defineField({ name: 'subtitle', type: 'string', group: 'what', validation: (rule) => rule.max(300) }),
    { ...slug('title', '/programme/opening-words'), group: 'what' },
    defineField({
      name: 'speakers',
      type: 'array',
      group: 'what',
      of: [defineArrayMember({ type: 'reference', to: [{ type: 'speaker' }] })],
      validation: (rule) => [rule.unique(), rule.custom(checkSpeakers).warning()],
    }),
    defineField({
      name: 'track',
      type: 'reference',
      group: 'what',
      to: [{ type: 'track' }],
    }),
    defineField({
      name: 'kind',
      type: 'string',
      group: 'what',
      description: 'Talk, workshop, panel: your own word for it.',
      validation: (rule) => rule.max(80),
    }),
    defineField({
      name: 'language',
      type: 'string',
      group: 'what',
      description: 'As a short code: en, pt, de.',
      validation: (rule) => rule.max(40),
    }),
    defineField({
      name: 'startsAt',
      type: 'datetime',
      title: 'Begins',
      group: 'when',
      description: 'In your own time zone; the site shows it in the zone of the conference.',
      components: { input: TimeInput },
      validation: (rule) => [rule.required(), rule.custom(checkWithinEvent).warning()],
    }),
    defineField({
      name: 'endsAt',
      type: 'datetime',
      title: 'Ends',
      group: 'when',
      components: { input: TimeInput },
      validation: (rule) =>
        rule.required().custom((endsAt, { document }) => findEndProblem(document?.startsAt, endsAt) ?? true),
    }),
    defineField({
      name: 'room',
      type: 'reference',
      group: 'when',
      to: [{ type: 'room' }],
      validation: (rule) => rule.custom(checkRoom),
    }),
    richText('abstract', { description: 'What it is about, in a paragraph.', group: 'text' }),
    richText('description', { title: 'In full', group: 'text' }),
    defineField({
      name: 'links',
      type: 'array',
      group: 'text',
      of: [
        defineArrayMember({
          type: 'object',
          name: 'link',
          fields: [
            defineField({ name: 'title', type: 'string', validation: (rule) => rule.max(200) }),
            defineField({
              name: 'url',
              type: 'url',
              title: 'Address',
              validation: (rule) => rule.required().uri({ scheme: ['http', 'https', 'mailto', 'tel'] }),
            }),
          ],
        }),
      ],
    }),
  ],
  orderings: [
    {
      title: 'Time',
      name: 'time',
      by: [
        { field: 'startsAt', direction: 'asc' },
        { field: 'title', direction: 'asc' },
      ],
    },
    { title: 'Title', name: 'title', by: [{ field: 'title', direction: 'asc' }] },
  ],
  preview: {
    select: { title: 'title', startsAt: 'startsAt', room: 'room.name', media: 'speakers.0.portrait' },
    prepare: ({ title, startsAt, room, media }) => ({
      title,
      subtitle: [startsAt ? formatInZone(startsAt) : 'no time yet', room ?? 'no room yet'].join(' · '),
      media: media ?? PresentationIcon,
    }),
  },
});
