import { cssPictures } from './css-pictures';

const found = (css: string) => [...cssPictures(css, 100)];

it.each<[string, string[]]>([
  ['background: url(a.jpg)', ['a.jpg']],
  ['BACKGROUND-IMAGE : URL( "a b.jpg" ) , url(\'c.jpg\')', ['a b.jpg', 'c.jpg']],
  ['color: red; background: #fff url(a.jpg?x=1;y=2) no-repeat', ['a.jpg?x=1;y=2']],
  ['background: url(data:image/png;base64,AA==), url(b.png)', ['data:image/png;base64,AA==', 'b.png']],
  [
    '.a { background-image: image-set(url("a.jpg") 1x, url(b.jpg) 2x) } .b{list-style:url(c.gif)}',
    ['a.jpg', 'b.jpg', 'c.gif'],
  ],
  ['@import url(no.css); @font-face { src: url(no.woff2) format("woff2") } p { mask: url(no.svg) }', []],
  ['--hero: url(a.jpg)', ['a.jpg']],
  ['/* background: url(no.jpg) */ background: url(a.jpg)', ['a.jpg']],
  ['background: url(a.jpg) /* never closed url(no.jpg)', ['a.jpg']],
  ['content: "url(no.jpg)"; content: \'}\' url(a.jpg)', ['a.jpg']],
  [String.raw`background: url(a\(1\).jpg), url("b\"\26 c.jpg")`, ['a(1).jpg', 'b"&c.jpg']],
  ['background: url()', []],
  ['p:hover { background: url(a.jpg) }', ['a.jpg']],
])('finds in %j', (css, addresses) => {
  expect(found(css)).toEqual(addresses);
});

it('stops at the most', () => {
  expect([...cssPictures('background: url(a), url(b), url(c)', 2)]).toEqual(['a', 'b']);
});

it.each(['"', "'", '\\"', 'url("\\"', "url('", 'url(', 'a', '/*', '\\', 'background:', ' ', 'url( '])(
  'goes over 3 million characters of %j once',
  (piece) => {
    expect(found(piece.repeat(Math.ceil(3_000_000 / piece.length)))).toEqual([]);
  },
);
