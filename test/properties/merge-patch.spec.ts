import fc from 'fast-check';
import { mergePatch } from '../../src/http/merge-patch';
import { jsonObjects, runs } from '../support/arbitraries';
import { startApp, type TestApp } from '../support/app';

type Json = Record<string, unknown>;

/** The rule of RFC 7396, section 2, as it is written there, over lists of entries. */
function expected(target: unknown, patch: unknown): unknown {
  const isObject = (value: unknown): value is Json =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(patch)) return patch;
  let entries = isObject(target) ? Object.entries(target) : [];
  for (const [name, value] of Object.entries(patch)) {
    const old = entries.find(([key]) => key === name)?.[1];
    entries = entries.filter(([key]) => key !== name);
    if (value !== null) entries.push([name, expected(old, value)]);
  }
  return Object.fromEntries(entries);
}

describe('a merge patch', () => {
  // RFC 7396, appendix A, where target and patch are objects. JSON.parse keeps __proto__ as a key.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['{"a":"foo"}', '{"a":{"b":"c"}}', '{"a":{"b":"c"}}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
    ['{"a":1}', '{"__proto__":{"x":1}}', '{"a":1,"__proto__":{"x":1}}'],
    ['{"__proto__":{"x":1,"y":2}}', '{"__proto__":{"x":null}}', '{"__proto__":{"y":2}}'],
  ])('of %s with %s is %s', (target, patch, result) => {
    expect(mergePatch(JSON.parse(target) as Json, JSON.parse(patch) as Json)).toEqual(JSON.parse(result));
  });

  const anything = jsonObjects(['__proto__']);

  it('is what the standard says, for any objects', () => {
    fc.assert(
      fc.property(anything, anything, (target, patch) => {
        expect(mergePatch(target, patch)).toEqual(expected(target, patch));
      }),
      { numRuns: 2000 },
    );
  });

  it('changes neither what it is given nor what all objects inherit', () => {
    fc.assert(
      fc.property(anything, anything, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        mergePatch(target, patch);
        expect(JSON.stringify([target, patch])).toBe(before);
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(({} as Json).x).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('done twice is the same as done once', () => {
    fc.assert(
      fc.property(anything, anything, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });

  describe('of a shot’s metadata', () => {
    let t: TestApp;

    beforeAll(async () => {
      t = await startApp();
    });
    afterAll(() => t.close());

    it('is what the standard says, and raises the version only when it changes something', async () => {
      const { id } = await t.newShot((await t.newEpisode((await t.newProject()).id)).id);
      await fc.assert(
        fc.asyncProperty(jsonObjects(), jsonObjects(), async (data, patch) => {
          const [shot] = await t.sql<{ version: number }>(
            'update shots set data = $2 where id = $1 returning version',
            [id, JSON.stringify(data)],
          );
          const result = expected(data, patch);
          const { status, body } = await t.request('PATCH', `/shots/${id}`, { body: { data: patch } });
          expect([status, body.data]).toEqual([200, result]);
          const [row] = await t.sql<{ same: boolean }>('select $1::jsonb = $2::jsonb as same', [
            JSON.stringify(data),
            JSON.stringify(result),
          ]);
          expect(body.version).toBe(shot!.version + (row?.same ? 0 : 1));
        }),
        runs,
      );
    });
  });
});
