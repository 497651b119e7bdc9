import { HeartIcon } from '@sanity/icons/Heart';
import { defineField, defineType } from 'sanity';
import { describeLevel, sponsorLevels } from '../rules/sponsor.ts';
import { order, orderings } from './fields.ts';

export const sponsor = defineType({
  name: 'sponsor',
  type: 'document',
  title: 'Sponsor',
  icon: HeartIcon,
  fields: [
    defineField({ name: 'name', type: 'string', validation: (rule) => rule.required().max(200) }),
    defineField({
      name: 'level',
      type: 'string',
      title: 'How much they give',
      description: 'Those who give most come first on the front page, and are largest there.',
      options: { layout: 'radio', list: [...sponsorLevels] },
      initialValue: 'partner',
      validation: (rule) => rule.required(),
    }),
    defineField({
      name: 'website',
      type: 'url',
      description: 'Their logo and name lead there. Search engines are told that it is a sponsor’s link.',
      validation: (rule) => rule.uri({ scheme: ['http', 'https'] }),
    }),
    defineField({
      name: 'logo',
      type: 'image',
      description: 'Drawn for white paper, with little empty space around it. Without one the name stands there.',
      fields: [
        defineField({
          name: 'alt',
          type: 'string',
          title: 'In words',
          description: 'For those who do not see it. Left empty, the name stands in.',
          validation: (rule) => rule.max(500),
        }),
      ],
    }),
    order('Sponsors'),
  ],
  orderings: orderings('name'),
  preview: {
    select: { title: 'name', level: 'level', website: 'website', media: 'logo' },
    prepare: ({ title, level, website, media }) => ({
      title,
      subtitle: [describeLevel(level), website].filter(Boolean).join(' · '),
      media,
    }),
  },
});
