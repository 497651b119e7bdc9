import { createHash } from 'node:crypto';

export type StudioPage = { html: string; scripts: { name: string; text: string }[] };

const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
const isOutside = (address: string | undefined) => address !== undefined && !address.startsWith('/');

const fontFace = /\s*@font-face\s*\{[^}]*\}/g;

/** A stylesheet of Studio's without its fonts, which come from Sanity's server; the next one in each list is the system's own. */
export const cleanStudioStyles = (css: string): string => css.replace(fontFace, '');

/**
 * The index.html that `sanity build` writes, made into one that keeps to our own server: without scripts, styles and fonts
 * from elsewhere, with its inline script in a file (the Content-Security-Policy runs none that is inline), and with
 * /studio/config.js before anything else. Throws where Sanity's page is no longer what this was written for.
 */
export function cleanStudioPage(built: string): StudioPage {
  const scripts: StudioPage['scripts'] = [];
  let html = built
    .replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, (script) => {
      const tag = script.slice(0, script.indexOf('>') + 1);
      if (isOutside(attribute(tag, 'src'))) return '';
      if (attribute(tag, 'src') || attribute(tag, 'type') === 'application/json') return script;
      const text = script.slice(tag.length, -'</script>'.length).trim();
      const name = `page-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.js`;
      scripts.push({ name, text: `${text}\n` });
      return `<script src="/studio/static/${name}"></script>`;
    })
    .replace(fontFace, '')
    .replace(/<link\b[^>]*>/g, (link) => {
      const isStyle = attribute(link, 'rel') === 'stylesheet';
      return isStyle && !isOutside(attribute(link, 'href')) ? link : '';
    })
    .replace(/<title>.*?<\/title>/, '<title>Foyer Studio</title>');
  if (!/<script src="\/studio\/static\/[^"]+" type="module">/.test(html))
    throw new Error('Studio has no script of its own');
  html = html.replace(
    '<title>',
    '<link rel="icon" type="image/svg+xml" href="/studio/static/favicon.svg"/><script src="/studio/config.js"></script><title>',
  );
  const outside = /(src|href|url\()=?["']?(https?:)?\/\/[^"')]*/.exec(html.replace(/<a\b[^>]*>/g, ''));
  if (outside) throw new Error(`Studio's page still asks elsewhere: ${outside[0]}`);
  return { html, scripts };
}
