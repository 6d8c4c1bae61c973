import fc from 'fast-check';
import { attributionLine, plain } from './attribution';
import type { ExportedPicture } from './exported-picture';

const nothing = {
  title: null,
  author: null,
  licence: null,
  licence_url: null,
  attribution: null,
  source_page: null,
  original_url: 'https://example.org/a.jpg',
} as ExportedPicture;

it('names author, licence and page', () => {
  const known = {
    ...nothing,
    title: 'Lamp',
    author: '图 é',
    licence: 'CC BY-SA 4.0',
    licence_url: 'https://creativecommons.org/licenses/by-sa/4.0/',
    source_page: 'https://example.org/lamp',
  };
  expect(attributionLine('images/1.jpg', known)).toBe(
    '- `images/1.jpg`: “Lamp”; by 图 é; licence [CC BY-SA 4.0](<https://creativecommons.org/licenses/by-sa/4.0/>); found on [https://example.org/lamp](<https://example.org/lamp>)\n',
  );
});

it('says what is not known', () => {
  expect(attributionLine('images/1.jpg', nothing)).toBe(
    '- `images/1.jpg`: author not known; licence not known; from [https://example.org/a.jpg](<https://example.org/a.jpg>)\n',
  );
});

it.each(['javascript:alert(1)', 'data:text/html,x', 'no address', 'ftp://example.org/'])(
  'makes no link of %s',
  (licence_url) => {
    expect(attributionLine('a', { ...nothing, licence: 'x', licence_url })).toContain('licence x;');
  },
);

it('shows text of strangers as text, on one line', () => {
  expect(plain('<b>[x](y)</b>\n# *h* `c` \u202etxet')).toBe('\\<b\\>\\[x\\](y)\\</b\\> \\# \\*h\\* \\`c\\` txet');
  expect(plain('👩‍👩‍👧')).toBe('👩‍👩‍👧');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.webUrl(), (text, url) => {
      const line = attributionLine('a', { ...nothing, title: text, author: text, licence: text, licence_url: url });
      expect(line.slice(0, -1)).not.toMatch(/[\n\r\u2028\u2029]/);
      // Outside of the links that were made here, nothing opens a tag, a link or code.
      const rest = line.replace(/\]\(<[^<>\s]*>\)/g, '');
      expect(rest.slice('- `a`: '.length).replace(/\\./g, '').replace(/\[/g, '')).not.toMatch(/[<>`*_#[\]]/);
    }),
    { numRuns: 100 },
  );
});
