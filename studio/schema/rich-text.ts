import { defineArrayMember, defineField } from 'sanity';

const sites = ['http', 'https', 'mailto', 'tel'];

/** Long text with exactly the forms that the site shows. */
export function richText(name: string, options: { title?: string; description?: string; group?: string } = {}) {
  return defineField({
    name,
    type: 'array',
    ...options,
    of: [
      defineArrayMember({
        type: 'block',
        styles: [
          { title: 'Text', value: 'normal' },
          { title: 'Heading', value: 'h2' },
          { title: 'Smaller heading', value: 'h3' },
          { title: 'Quote', value: 'blockquote' },
        ],
        lists: [
          { title: 'Bullets', value: 'bullet' },
          { title: 'Numbers', value: 'number' },
        ],
        marks: {
          decorators: [
            { title: 'Strong', value: 'strong' },
            { title: 'Emphasis', value: 'em' },
            { title: 'Underlined', value: 'underline' },
            { title: 'Code', value: 'code' },
          ],
          annotations: [
            {
              name: 'link',
              type: 'object',
              title: 'Link',
              fields: [
                defineField({
                  name: 'href',
                  type: 'url',
                  title: 'Address',
                  description: 'A web, mail (mailto:) or telephone (tel:) address, or a path on this site like /venue.',
                  validation: (rule) => rule.required().uri({ scheme: sites, allowRelative: true }),
                }),
              ],
            },
          ],
        },
      }),
    ],
  });
}
