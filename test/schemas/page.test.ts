import { expect, it } from 'vitest';
import { describe } from '#api/openapi/describe.ts';
import { html, prose } from '#api/openapi/html.ts';
import { page } from '#api/openapi/page.ts';

const hostile = `<img src=x onerror="alert('1')">&amp;`;
const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;';

it('text is escaped wherever it enters a page', async () => {
  expect(html`<p title="${hostile}">${[hostile, 1]}</p>`.markup).toBe(
    `<p title="${escaped}">${escaped}1</p>`,
  );
  expect(prose(`a \`${hostile}\` b`).markup).toBe(`a <code>${escaped}</code> b`);
  expect(html`${html`<b>${'<'}</b>`}`.markup).toBe('<b>&lt;</b>');
  const { body } = await page(describe(hostile), `https://${hostile}`);
  expect(body).not.toContain(hostile);
  expect(body).not.toContain('<img');
});
