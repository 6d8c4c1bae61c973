import fc from 'fast-check';
import { RobotsRules } from './robots-rules';

const allows = async (text: string, path: string): Promise<boolean> =>
  (await RobotsRules.read(text)).allows(new URL(`http://example.org${path}`));

describe('whether robots.txt allows a path', () => {
  it.each<[what: string, text: string, path: string, allowed: boolean]>([
    ['nothing is said', '', '/x', true],
    ['everything is refused', 'User-agent: *\nDisallow: /', '/x', false],
    ['robots.txt itself never is', 'User-agent: *\nDisallow: /', '/robots.txt', true],
    ['an empty rule is none', 'User-agent: *\nDisallow:', '/x', true],
    ['a prefix', 'User-agent: *\nDisallow: /a', '/ab/c', false],
    ['a prefix, by case', 'User-agent: *\nDisallow: /a', '/A', true],
    ['the query counts', 'User-agent: *\nDisallow: /a?b=1', '/a?b=1&c', false],
    ['the longest rule decides', 'User-agent: *\nAllow: /a/b\nDisallow: /a', '/a/b.jpg', true],
    ['whatever comes first', 'User-agent: *\nDisallow: /a/b\nAllow: /a', '/a/b.jpg', false],
    ['of equal ones that which allows', 'User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
    ['a star', 'User-agent: *\nDisallow: /*.gif', '/a/b.gif?x', false],
    ['an end', 'User-agent: *\nDisallow: /*.gif$', '/a/b.gif?x', true],
    ['an end that fits', 'User-agent: *\nDisallow: /*.gif$', '/a.gif/b.gif', false],
    ['an end without a star', 'User-agent: *\nDisallow: /a$', '/a', false],
    ['an end without a star', 'User-agent: *\nDisallow: /a$', '/ab', true],
    ['parts may not overlap', 'User-agent: *\nDisallow: /ab*ba$', '/aba', true],
    ['the own name', 'User-agent: continuity\nDisallow: /\n\nUser-agent: *\nAllow: /', '/x', false],
    ['the own name with more', 'User-agent: Continuity/9.9 (bot)\nDisallow: /', '/x', false],
    ['a longer name is another', 'User-agent: ContinuityBot\nDisallow: /', '/x', true],
    [
      'others do not count when named',
      'User-agent: *\nDisallow: /\n\nUser-agent: CONTINUITY\nDisallow: /a',
      '/b',
      true,
    ],
    ['several names, one group', 'User-agent: a\nUser-agent: continuity\nUser-agent: b\nDisallow: /', '/x', false],
    [
      'groups of one name are one',
      'User-agent: continuity\nDisallow: /a\n\nUser-agent: continuity\nDisallow: /b',
      '/b',
      false,
    ],
    ['a rule ends the names', 'User-agent: continuity\nDisallow: /a\nUser-agent: b\nDisallow: /', '/x', true],
    ['a sitemap ends nothing', 'User-agent: continuity\nSitemap: /s\nUser-agent: b\nDisallow: /', '/x', false],
    ['nor does what nobody knows', 'User-agent: continuity\nNoindex: /\nfoo\nUser-agent: b\nDisallow: /', '/x', false],
    ['rules before any name are nobody’s', 'Disallow: /\nUser-agent: x\nDisallow: /y', '/x', true],
    ['spaces and comments', ' User-Agent :\t* # all\n  disallow : /a # not this', '/a', false],
    ['a byte order mark', '\uFEFFUser-agent: *\nDisallow: /', '/x', false],
    ['ends of lines', 'User-agent: *\rDisallow: /a\r\nDisallow: /b', '/b', false],
    ['encoded in the file', 'User-agent: *\nDisallow: /foo/%62%61%7A', '/foo/baz', false],
    ['encoded in the address', 'User-agent: *\nDisallow: /foo/baz', '/foo/%62%61%7A', false],
    ['reserved stays encoded', 'User-agent: *\nDisallow: /a%2fb', '/a/b', true],
    ['by either case', 'User-agent: *\nDisallow: /a%2fb', '/a%2Fb', false],
    ['not ASCII in the file', 'User-agent: *\nDisallow: /ツ', '/%E3%83%84', false],
    ['not ASCII in the address', 'User-agent: *\nDisallow: /%E3%83%84', '/ツ', false],
    ['no path', 'User-agent: *\nDisallow: a', '/a', true],
    ['a star of its own', 'User-agent: *\nDisallow: *', '/a', false],
  ])('%s', async (_, text, path, allowed) => {
    expect(await allows(text, path)).toBe(allowed);
  });

  it('as an expression with the same meaning says', async () => {
    const pattern = fc.stringMatching(/^\/[ab*]{0,8}\$?$/);
    const path = fc.stringMatching(/^\/[ab]{0,10}$/);
    await fc.assert(
      fc.asyncProperty(pattern, path, async (given, asked) => {
        const expression = new RegExp(`^${given.replaceAll('*', '.*')}`);
        expect(await allows(`User-agent: *\nDisallow: ${given}`, asked)).toBe(!expression.test(asked));
      }),
      { numRuns: 1000 },
    );
  });

  it('not at all when it is a trap of stars, and whatever it holds it is read and asked', async () => {
    const trap = `User-agent: *\n${`Allow: /${'*a'.repeat(500)}\n`.repeat(5)}`;
    expect(await allows(trap, '/b')).toBe(true);
    expect(await allows(trap, `/${'a'.repeat(4000)}b`)).toBe(false);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), fc.webPath(), async (text, path) => {
        expect(typeof (await allows(`User-agent: *\n${text}`, path))).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});

describe('what robots.txt says about use', () => {
  const usage = async (text: string, path: string) =>
    (await RobotsRules.read(text)).contentUsage(new URL(path, 'http://example.org'));
  const example = [
    'User-Agent: *',
    'Allow: /',
    'Disallow: /never/',
    'Content-Usage: train-ai=n # no',
    'Content-Usage: /ai-ok/ train-ai=y',
    'Content-Usage: /ai-ok/ \t search=n, train-ai=n',
    '',
    'User-Agent: ExampleBot',
    'Content-Usage: train-ai=y',
  ].join('\n');

  it.each<[string, string[]]>([
    ['/test', ['train-ai=n']],
    ['/ai-ok/test', ['train-ai=y', 'search=n, train-ai=n']],
  ])('by the longest path: %s', async (path, expected) => {
    expect(await usage(example, path)).toEqual(expected);
  });

  it('is nothing without a rule for the path, or with a path only', async () => {
    expect(await usage('User-agent: *\nContent-Usage: /a/ train-ai=n', '/b')).toEqual([]);
    expect(await usage('User-agent: *\nContent-Usage: /a/', '/a/b')).toEqual(['']);
    expect(await usage('User-agent: other\nContent-Usage: train-ai=n', '/b')).toEqual([]);
  });

  it('does not keep the names of a group together with those of the next', async () => {
    expect(await usage('User-agent: a\nContent-Usage: train-ai=n\nUser-agent: *\nAllow: /', '/')).toEqual([]);
  });
});

it.each([
  ['User-agent: *\nCrawl-delay: 2.5', 2500],
  ['User-agent: *\nCrawl-delay: 9\n\nUser-agent: continuity\nAllow: /', 0],
  ['User-agent: *\nCrawl-delay: soon', 0],
  ['User-agent: *\nCrawl-delay: -1', 0],
])('the crawl delay is that of the own group: %j', async (text, delay) => {
  expect((await RobotsRules.read(text)).crawlDelayMs).toBe(delay);
});
