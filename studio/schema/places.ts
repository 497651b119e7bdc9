import { PinIcon } from '@sanity/icons/Pin';
import { TagIcon } from '@sanity/icons/Tag';
import { defineField, defineType } from 'sanity';
import { order, orderings, slug } from './fields.ts';

export const room = defineType({
  name: 'room',
  type: 'document',
  title: 'Room',
  icon: PinIcon,
  fields: [
    defineField({ name: 'name', type: 'string', validation: (rule) => rule.required().max(120) }),
    slug('name', '/programme?room=main-hall'),
    order('Rooms'),
  ],
  orderings: orderings('name'),
  preview: { select: { title: 'name' } },
});

export const track = defineType({
  name: 'track',
  type: 'document',
  title: 'Track',
  icon: TagIcon,
  description: 'A thread through the programme that visitors can filter by.',
  fields: [
    defineField({ name: 'name', type: 'string', validation: (rule) => rule.required().max(120) }),
    slug('name', '/programme?track=design'),
    order('Tracks'),
  ],
  orderings: orderings('name'),
  preview: { select: { title: 'name' } },
});
