import type { LoaderFunctionArgs } from '@remix-run/node';
import { type AccentPalette, createAccentPalette } from '../../core/colour.ts';
import { toThemeVersion } from '../site.ts';

function declare(palette: AccentPalette): string {
  return `--accent:${palette.fill};--on-accent:${palette.onFill};--accent-text:${palette.text};--accent-soft:${palette.soft}`;
}

/** The organizer's colour as custom properties. A file of its own, because the Content-Security-Policy allows no inline style. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { accentColor } = await context.content.getConference();
  const light = declare(createAccentPalette(accentColor, 'light'));
  const dark = declare(createAccentPalette(accentColor, 'dark'));
  const isCurrent = new URL(request.url).searchParams.get('v') === toThemeVersion(accentColor);
  return new Response(`:root{${light}}\n@media screen and (prefers-color-scheme:dark){:root{${dark}}}\n`, {
    headers: {
      'Content-Type': 'text/css; charset=utf-8',
      // The version names the colour, so what it names never changes.
      'Cache-Control': isCurrent ? 'public, max-age=31536000, immutable' : 'public, max-age=0, s-maxage=2',
    },
  });
}
