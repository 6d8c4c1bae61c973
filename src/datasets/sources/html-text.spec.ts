import * as fc from 'fast-check';
import { htmlText } from './html-text';

it.each<[string, ReturnType<typeof htmlText>]>([
  ['', { text: '' }],
  ['Ann', { text: 'Ann' }],
  [
    '<a href="//commons.example/wiki/User:Ann" title="User:Ann">Ann</a> &amp; <a href=/b>Bob</a>',
    { text: 'Ann & Bob', link: '//commons.example/wiki/User:Ann' },
  ],
  ['<p>One</p>\n<p>two<br>three</p>', { text: 'One two three' }],
  ['<span style="display: none;">no <span>no</span> no</span>Ann', { text: 'Ann' }],
  ['Ann<script>alert("<b>")</script><style>a{}</style>', { text: 'Ann' }],
  ['a &lt;b&gt; &nbsp; &#228;', { text: 'a <b> ä' }],
  ['<b>never <i>closed', { text: 'never closed' }],
])('reads %j', (html, shown) => {
  expect(htmlText(html)).toEqual(shown);
});

it('shows every text that was escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      expect(htmlText(`<div class="fn"><b>${html}</b></div>`).text).toBe(text.replace(/\s+/g, ' ').trim());
    }),
    { numRuns: 300 },
  );
});
