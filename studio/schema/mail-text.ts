import { EnvelopeIcon } from '@sanity/icons/Envelope';
import { defineField, defineType } from 'sanity';
import { describeMailKind, mailKinds } from '../rules/mail.ts';
import { richText } from './rich-text.ts';

export const mailText = defineType({
  name: 'mailText',
  type: 'document',
  title: 'Mail text',
  icon: EnvelopeIcon,
  fields: [
    defineField({
      name: 'kind',
      type: 'string',
      title: 'In which mail',
      options: { list: [...mailKinds] },
      validation: (rule) => rule.required(),
    }),
    richText('body', {
      title: 'Added below the built-in words',
      description:
        'A few lines on how to get there, or what to bring. Mails are plain text: a list keeps its dashes, a link its address, bold and headings become plain. 20 paragraphs are the most that are sent.',
    }),
  ],
  preview: {
    select: { kind: 'kind', body: 'body' },
    prepare: ({ kind, body }) => ({ title: describeMailKind(kind), subtitle: toWords(body) }),
  },
});

function toWords(body: unknown): string {
  const blocks = Array.isArray(body) ? (body as { children?: { text?: string }[] }[]) : [];
  return blocks.flatMap(({ children }) => (children ?? []).map(({ text }) => text ?? '')).join(' ');
}
