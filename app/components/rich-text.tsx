import { PortableText, type PortableTextComponents } from '@portabletext/react';
import type { RichText as RichTextBlocks } from '../../core/conference.ts';
import { directionOf, toPlainText } from '../../core/rich-text.ts';

const safeScheme = /^(https?:|mailto:|tel:|\/|#)/i;

// Headings of a text stand below the page's own.
const components: PortableTextComponents = {
  block: {
    h1: ({ children }) => <h2>{children}</h2>,
    h2: ({ children }) => <h2>{children}</h2>,
    h3: ({ children }) => <h3>{children}</h3>,
    h4: ({ children }) => <h4>{children}</h4>,
    blockquote: ({ children }) => <blockquote>{children}</blockquote>,
    normal: ({ children, value }) => <p dir={directionOf(toPlainText([value]))}>{children}</p>,
  },
  marks: {
    link: ({ value, children }) => {
      const href = typeof value?.href === 'string' ? value.href : '';
      return safeScheme.test(href) ? <a href={href}>{children}</a> : <span>{children}</span>;
    },
  },
  unknownType: () => null,
  unknownMark: ({ children }) => <>{children}</>,
};

/** Long text from the organizer. */
export function RichText({ value }: { value: RichTextBlocks }) {
  if (value.length === 0) return null;
  return (
    <div className="prose">
      <PortableText value={[...value]} components={components} onMissingComponent={false} />
    </div>
  );
}
