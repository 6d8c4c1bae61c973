import fc from 'fast-check';
import { LEVELS, RULES_OF_LEVEL, RULES_VERSION, readRules } from './rules';

const read = (given: unknown, level = 'standard') => {
  const answer = readRules(level, given);
  return 'rules' in answer ? answer.rules : answer.errors;
};

describe('the rules of a validation', () => {
  it.each(LEVELS)('are those of level %s when nothing is given', (level) => {
    expect(read({}, level)).toEqual(RULES_OF_LEVEL[level]);
    expect(RULES_OF_LEVEL[level]).toMatchObject({ level, version: RULES_VERSION });
  });

  it('have the limits that were always there at level standard', () => {
    expect(RULES_OF_LEVEL.standard).toMatchObject({
      min_width: 50,
      min_height: 50,
      min_bytes: 1024,
      max_bytes: 10_485_760,
    });
    for (const format of ['jpeg', 'png', 'gif', 'bmp', 'webp', 'tiff'])
      expect(RULES_OF_LEVEL.standard.formats).toContain(format);
  });

  it('are replaced by what is given', () => {
    expect(read({ min_width: 200, min_height: 100, blurred: 0.4, grey: 'refuse' })).toEqual({
      ...RULES_OF_LEVEL.standard,
      ...{ min_width: 200, min_height: 100, blurred: 0.4, grey: 'refuse' },
    });
  });

  it('take other names of formats, a size in megabytes, parts of what has parts, and null for no limit', () => {
    expect(
      read({ formats: ['JPG', 'jpeg', 'tif'], max_size_mb: 1.5, near_duplicates: { distance: 3 }, dark: null }),
    ).toEqual({
      ...RULES_OF_LEVEL.standard,
      formats: ['jpeg', 'tiff'],
      max_bytes: 1_572_864,
      near_duplicates: { distance: 3, mirrored: false, min_quality: 50 },
      dark: null,
    });
    expect(read({ max_size_mb: null, near_duplicates: null })).toMatchObject({
      max_bytes: null,
      near_duplicates: null,
    });
  });

  it.each<[unknown, string[]]>([
    [{ min_widht: 3 }, ['/min_widht']],
    [{ 'a/b~c': 1 }, ['/a~1b~0c']],
    [{ min_width: '3', max_height: 1.5, min_bytes: -1 }, ['/min_width', '/max_height', '/min_bytes']],
    [{ min_width: 0 }, ['/min_width']],
    [{ dark: 2, bright: NaN, blurred: true }, ['/dark', '/bright', '/blurred']],
    [{ animated: 'maybe', grey: null }, ['/animated', '/grey']],
    [{ exact_duplicates: 1 }, ['/exact_duplicates']],
    [{ formats: [] }, ['/formats']],
    [{ formats: 'jpeg' }, ['/formats']],
    [{ formats: ['jpeg', 'exe', 7] }, ['/formats/1', '/formats/2']],
    [{ near_duplicates: true }, ['/near_duplicates']],
    [
      { near_duplicates: { distance: 11, mirrored: 'no', other: 1 } },
      ['/near_duplicates/distance', '/near_duplicates/mirrored', '/near_duplicates/other'],
    ],
    [{ near_duplicates: { distance: null } }, ['/near_duplicates/distance']],
    [{ max_size_mb: 1, max_bytes: 5 }, ['/max_size_mb']],
    [{ min_width: 500, max_width: 400 }, ['/min_width']],
    [{ max_width: 40 }, ['/max_width']],
    [{ max_size_mb: 0.0001 }, ['/max_size_mb']],
    [{ level: 'strict', version: 1 }, ['/level', '/version']],
    [JSON.parse('{"__proto__": {"dark": 5}, "constructor": 1}'), ['/__proto__', '/constructor']],
    [[], ['']],
    [null, ['']],
    ['strict', ['']],
  ])('refuse %j and say where', (given, pointers) => {
    const answer = readRules('standard', given);
    expect('errors' in answer && answer.errors.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('refuse a level that there is not', () => {
    for (const level of ['harsh', undefined, 3, 'toString']) expect(readRules(level)).toHaveProperty('errors');
  });

  it('are read or refused, whatever is given, without a throw', () => {
    const keys = fc.oneof(fc.constantFrom(...Object.keys(RULES_OF_LEVEL.basic), 'max_size_mb'), fc.string());
    const values = fc.oneof(fc.anything(), fc.constantFrom(0, 1, 50, 0.5, null, 'allow', 'refuse', true, ['jpeg'], {}));
    fc.assert(
      fc.property(fc.constantFrom(...LEVELS), fc.oneof(fc.dictionary(keys, values), fc.anything()), (level, given) => {
        const answer = readRules(level, given);
        if ('errors' in answer) {
          expect(answer.errors.length).toBeGreaterThan(0);
          for (const { pointer, detail } of answer.errors)
            expect(pointer === '' || pointer.startsWith('/')).toBe(detail !== '');
        } else {
          expect(Object.keys(answer.rules).toSorted()).toEqual(Object.keys(RULES_OF_LEVEL.basic).toSorted());
          const again = Object.fromEntries(
            Object.entries(answer.rules).filter(([key]) => key !== 'level' && key !== 'version'),
          );
          expect(readRules(level, again)).toEqual(answer);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
