import fc from 'fast-check';
import { preferencesOf } from './preferences';
import { parseDictionary } from './structured-dictionary';

describe('directives for robots', () => {
  const tags = (...robotsTags: string[]) => preferencesOf({ robotsTags }).robots_tags;

  it.each<[string[], string[]]>([
    [['noai, NoImageAI'], ['noai', 'noimageai']],
    [
      ['noindex', 'noai'],
      ['noai', 'noindex'],
    ],
    [['googlebot: noindex'], []],
    [['googlebot: noindex, noai, continuity: noimageai'], ['noimageai']],
    [['Continuity: noai', 'otherbot: noindex, nofollow'], ['noai']],
    [['*: noai'], ['noai']],
    [['max-snippet: 20, noarchive'], ['max-snippet: 20', 'noarchive']],
    [['otherbot: max-snippet: 20'], []],
    [['unavailable_after: 25 Jun 2030 15:00:00 GMT'], ['unavailable_after: 25 jun 2030 15:00:00 gmt']],
    [['', ' , ,'], []],
    [['noai,noai', 'noai'], ['noai']],
  ])('of the header %j apply', (given, expected) => {
    expect(tags(...given)).toEqual(expected);
  });

  it('of meta elements apply when they are for robots or for this one', () => {
    const metas = [
      { name: 'Robots', content: 'NOINDEX,noai' },
      { name: 'googlebot', content: 'nofollow' },
      { name: 'continuity', content: 'noimageai' },
      { name: 'description', content: 'noarchive' },
    ];
    expect(preferencesOf({ metas }).robots_tags).toEqual(['noai', 'noimageai', 'noindex']);
  });

  it('are kept within bounds, and count beyond them', () => {
    const many = Array.from({ length: 500 }, (_, at) => `a${at}`).join(',');
    const found = preferencesOf({ robotsTags: [`${many}, noai, ${'x'.repeat(5000)}`] });
    expect(found.robots_tags).toHaveLength(50);
    expect(found.refused_by).toBe('noai');
  });
});

describe('preferences of use', () => {
  const usage = (...contentUsage: string[]) => preferencesOf({ contentUsage }).content_usage;

  it.each<[string[], Record<string, string>]>([
    [['train-ai=n'], { 'train-ai': 'n' }],
    [['train-ai=y, search=n'], { search: 'n', 'train-ai': 'y' }],
    [['train-ai=y, train-ai, search=n, search="n"'], {}],
    [['train-ai;allow=n, train-ai=y'], { 'train-ai': 'y' }],
    [['train-ai;has;parameters="?"'], {}],
    [['train-ai=n;reason="a, b"'], { 'train-ai': 'n' }],
    [['Train-AI=n'], {}],
    [['train-ai=n,'], {}],
    [['train-ai=no'], {}],
    [['train-ai=n', 'train-ai=y'], { 'train-ai': 'n' }],
    [['train-ai=y', 'train-ai=n', 'ai-use=y'], { 'ai-use': 'y', 'train-ai': 'n' }],
    [['', 'train-ai=n'], { 'train-ai': 'n' }],
    [['bots=y, later=n'], { bots: 'y', later: 'n' }],
  ])('%j', (given, expected) => {
    expect(usage(...given)).toEqual(expected);
  });

  it.each([
    [{ robotsTags: ['noai'] }, 'noai'],
    [{ robotsTags: ['noimageai'] }, 'noimageai'],
    [{ contentUsage: ['train-ai=n'] }, 'train-ai=n'],
    [{ robotsTags: ['noindex, nofollow, none'] }, undefined],
    [{ contentUsage: ['search=n, ai-use=n, train-ai=y'] }, undefined],
    [{}, undefined],
  ])('of %j, what refuses is %s', (statements, refusedBy) => {
    expect(preferencesOf(statements).refused_by).toBe(refusedBy);
  });
});

describe('a dictionary of structured fields', () => {
  it.each([
    'a=1, b=-1.5, c="x \\" y", d=tok/en:x, e=:aGk=:, f=?0, g=@1659578233, h=%"f%c3%bc"',
    'a=(1 "two" three;p=4 ?1);q, b=()',
    'a  ,\tb=1 \t, c',
    'a;x;y=1;  z="t"',
    '*a.b_c-d=1',
    '',
    '   ',
    'a=1   ',
  ])('is one: %j', (text) => {
    expect(parseDictionary(text)).toBeDefined();
  });

  it.each([
    'A=1',
    'a=',
    'a=1,',
    ',a',
    'a,,b',
    'a b',
    'a=1.',
    'a=1.2345',
    'a=1234567890123456',
    'a="x',
    'a="é"',
    'a=é',
    'a=?2',
    'a=@1.5',
    'a=(1"2")',
    'a=(1',
    'a=:é:',
    'a=%"F%C3"',
    'a;=1',
    'a=1;B',
    '\ta=1',
    'a=1\n',
  ])('is none: %j', (text) => {
    expect(parseDictionary(text)).toBeUndefined();
  });

  it('has the last value of each key, and takes any text', () => {
    expect(parseDictionary('a=x, b=1, a=y')).toEqual(
      new Map<string, unknown>([
        ['a', { token: 'y' }],
        ['b', 'other'],
      ]),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseDictionary(text);
      }),
      { numRuns: 500 },
    );
  });
});
