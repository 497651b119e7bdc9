import { expect, test } from 'vitest';
import { cleanStudioPage } from './studio-page.ts';

const built = `<!DOCTYPE html><html><head><link href="/static/favicon.ico" rel="icon"/><title>Sanity Studio</title><script>
;(function () { window.__sanityErrorChannel = {} })()
</script><link href="/studio/static/lib-CRYJlD3k.css" rel="stylesheet"/><link href="https://fonts.example/all.css" rel="stylesheet"/><style>
  @font-face {
    font-family: Inter;
    src: url("https://studio-static.sanity.io/Inter.woff2") format("woff2");
  }
  body { margin: 0 }
</style><script src="https://core.sanity-cdn.com/bridge.js" async type="module"></script></head><body><div id="sanity"></div><script type="application/json" id="b">[]</script><script src="/studio/static/sanity-C9zUhIql.js" type="module"></script><noscript><a href="https://www.enable-javascript.com/">enable JavaScript</a></noscript></body></html>`;

test('nothing from elsewhere is left, and no script that is inline', () => {
  const { html, scripts } = cleanStudioPage(built);
  expect(html.replace(/<noscript>.*<\/noscript>/, '')).not.toContain('https://');
  expect(html).not.toMatch(/<script>/);
  expect(scripts).toHaveLength(1);
  expect(scripts[0]?.text).toContain('__sanityErrorChannel');
  expect(html).toContain(`<script src="/studio/static/${scripts[0]?.name}"></script>`);
  expect(html).toContain('body { margin: 0 }');
  expect(html).toContain('<link href="/studio/static/lib-CRYJlD3k.css" rel="stylesheet"/>');
});

test('the settings come before every other script', () => {
  const { html } = cleanStudioPage(built);
  expect(html.match(/<script[^>]*src="[^"]*"/g)?.[0]).toContain('/studio/config.js');
});

test('a page that is not as expected is refused', () => {
  expect(() => cleanStudioPage('<html><title>x</title></html>')).toThrow('no script of its own');
  expect(() => cleanStudioPage(built.replace('margin: 0', 'background: url("https://a.example/b.png")'))).toThrow(
    'https://a.example/b.png',
  );
});
