import { IsOptional } from 'class-validator';
import fc from 'fast-check';
import { Database } from '../../src/database/database.service';
import { List, type PageRequest } from '../../src/http/lists/list';
import { Lists } from '../../src/http/lists/lists';
import { PageQuery } from '../../src/http/lists/page.dto';
import { Filter, FilterBy, type Sort, SortBy } from '../../src/http/lists/query-fields';
import { fits, type SortType } from '../../src/http/lists/sort-type';
import { RUNS, runs } from '../support/arbitraries';
import { startApp, type TestApp } from '../support/app';

jest.setTimeout(600_000);

/** Values of every type over which programs stumble, as PostgreSQL reads them; twins are frequent. */
const VALUES: Record<SortType, string[]> = {
  text: ['', 'a', 'B', 'b', 'é', 'e\u0301', '鏡', '"\\', "',0", 'null', '\u0001', '🎬'],
  timestamptz: [
    '2024-01-01 00:00:00+00',
    '2024-01-01 00:00:00.000001+00',
    '2024-02-29 23:59:59.999999+00',
    '0001-01-01 00:00:00+00 BC',
    '4714-11-24 00:00:00+00 BC',
    '294276-12-31 23:59:59.999999+00',
    '12024-06-01 12:00:00+00',
    'infinity',
    '-infinity',
  ],
  date: ['2024-02-29', '2023-12-31', '0044-03-15 BC', '4714-11-24 BC', '5874897-12-31', 'infinity', '-infinity'],
  integer: ['0', '-1', '7', '-2147483648', '2147483647'],
  bigint: ['0', '9007199254740993', '9007199254740992', '-9223372036854775808', '9223372036854775807'],
  'double precision': [
    ...['0', '-0', '0.1', '0.30000000000000004', '0.3', '1e-5', '0.00012345678901234567', '123456789012345.67'],
    ...[
      '1e15',
      '5e-324',
      '2.2250738585072011e-308',
      '1.7976931348623157e308',
      '-1e300',
      'NaN',
      'Infinity',
      '-Infinity',
    ],
  ],
  boolean: ['true', 'false'],
  uuid: [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '01900000-0000-7000-8000-000000000000',
  ],
};
const TYPES = Object.keys(VALUES) as SortType[];
const columnOf = (type: SortType) => type.replace(' precision', '');

/** A key of a made-up table: a nullable column, a required one, one that the items show, or a value that is made. */
interface MadeUpKey {
  sql: string;
  type: SortType;
  required?: true;
}

const keys: fc.Arbitrary<MadeUpKey> = fc.oneof(
  fc.constantFrom(...TYPES).map((type) => ({ type, sql: `t.nullable_${columnOf(type)}` })),
  fc.constantFrom(...TYPES).map((type) => ({ type, sql: `t.required_${columnOf(type)}`, required: true as const })),
  fc.constantFrom<MadeUpKey>(
    { type: 'text', sql: 'lower(t.nullable_text) collate "und-x-icu"' },
    { type: 'text', sql: 't.required_text collate "C"', required: true },
    { type: 'double precision', sql: 'abs(t.nullable_double)' },
    { type: 'bigint', sql: 't.nullable_integer::bigint * 4294967296' },
    { type: 'integer', sql: 'length(t.nullable_text)' },
    { type: 'date', sql: `(date '2024-01-01' + length(t.required_text))`, required: true },
    { type: 'boolean', sql: 't.nullable_integer > 0' },
  ),
);
const orders = fc.array(keys, { minLength: 1, maxLength: 4 });
const row = fc.record({
  ...Object.fromEntries(
    TYPES.flatMap((type) => [
      [`nullable_${columnOf(type)}`, fc.option(fc.constantFrom(...VALUES[type]), { freq: 2 })],
      [`required_${columnOf(type)}`, fc.constantFrom(...VALUES[type])],
    ]),
  ),
});
const limits = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });

describe('pages sorted by several values of any type', () => {
  let t: TestApp;
  let lists: Lists;

  beforeAll(async () => {
    t = await startApp();
    lists = new Lists(t.app.get(Database));
    const columns = TYPES.flatMap((type) => [
      `nullable_${columnOf(type)} ${type}`,
      `required_${columnOf(type)} ${type} not null`,
    ]);
    await t.sql(`create table made_up (id uuid primary key default gen_random_uuid(), ${columns.join(', ')})`);
  });
  afterAll(() => t.close());

  const insert = async (rows: readonly Record<string, string | null>[]): Promise<void> => {
    for (const values of rows)
      await t.sql(
        `insert into made_up (${Object.keys(values).join(', ')})
          values (${Object.keys(values)
            .map((_, place) => `$${place + 1}`)
            .join(', ')})`,
        Object.values(values),
      );
  };

  /** A list of the made-up table that knows one sort; items show some of what it may be sorted by. */
  const listBy = (order: Sort): List<string> => {
    class MadeUpQuery extends PageQuery {
      @FilterBy('t.required_text')
      @IsOptional()
      text?: string;

      @Filter((at) => `t.required_integer >= ${at}::integer`)
      @IsOptional()
      from?: number;

      @SortBy({ order })
      sort: string = 'order';
    }
    return new List<string>({
      name: 'made_up',
      from: 'made_up t',
      id: 't.id',
      fields:
        't.id, t.nullable_text, t.required_timestamptz as moment, t.nullable_date, (select row_to_json(n) from (select 1 as a, 2 as b) n) as nested',
      query: MadeUpQuery,
      visible: (caller, at) => `${at(caller)}::text is not null`,
    });
  };

  const ordered = async (order: readonly MadeUpKey[], descending: boolean): Promise<string[]> => {
    const direction = descending ? 'desc' : 'asc';
    const by = order.map(({ sql }) => `${sql} ${direction} nulls last, `).join('');
    return (await t.sql<{ id: string }>(`select t.id from made_up t order by ${by}t.id ${direction}`)).map(
      ({ id }) => id,
    );
  };

  const pageOf = async (list: List<string>, query: PageRequest) =>
    JSON.parse((await lists.page(list, query, 'somebody')).json!) as {
      items: { id: string }[];
      next_cursor: string | null;
    };

  const paged = async (
    order: Sort,
    descending: boolean,
    sizes: readonly number[],
    between: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<string[]> => {
    const list = listBy(order);
    const sort = descending ? '-order' : 'order';
    const ids: string[] = [];
    for (let cursor: string | null | undefined, turn = 0; cursor !== null; turn++) {
      const limit = sizes[turn % sizes.length]!;
      const page = await pageOf(list, { sort, limit, ...(cursor !== undefined && { cursor }) });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
      if (cursor !== null) expect(page.items).toHaveLength(limit);
      await between();
    }
    return ids;
  };

  it('put together are the whole list in the order of PostgreSQL, everything once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 9 }),
        orders,
        fc.boolean(),
        limits,
        async (rows, order, descending, sizes) => {
          await t.sql('delete from made_up');
          await insert(rows);
          expect(await paged(order, descending, sizes)).toEqual(await ordered(order, descending));
        },
      ),
      { numRuns: 3 * RUNS },
    );
  });

  it.each(TYPES.flatMap((type) => [false, true].map((descending) => [type, descending] as const)))(
    'go through every value of type %s, descending: %s',
    async (type, descending) => {
      await t.sql('delete from made_up');
      const others = Object.fromEntries(TYPES.map((other) => [`required_${columnOf(other)}`, VALUES[other][0]!]));
      for (const value of [...VALUES[type], ...VALUES[type], null, null])
        await insert([{ ...others, [`nullable_${columnOf(type)}`]: value }]);
      const order = [{ type, sql: `t.nullable_${columnOf(type)}` }];
      for (const size of [1, 2, 7, 500])
        expect(await paged(order, descending, [size])).toEqual(await ordered(order, descending));
    },
  );

  it('lose and repeat nothing that stays, whatever is made and deleted between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 7 }),
        fc.array(row, { maxLength: 3 }),
        orders,
        fc.boolean(),
        limits,
        fc.infiniteStream(fc.nat()),
        async (rows, coming, order, descending, sizes, picks) => {
          await t.sql('delete from made_up');
          await insert(rows);
          const there = await ordered(order, descending);
          const gone = new Set<string>();
          const more = [...coming];
          const seen = await paged(order, descending, sizes, async () => {
            const id = there[(picks.next().value as number) % there.length]!;
            gone.add(id);
            await t.sql('delete from made_up where id = $1', [id]);
            await insert(more.splice(0, 1));
          });
          expect(new Set(seen).size).toBe(seen.length);
          const stays = (id: string) => !gone.has(id);
          expect(seen.filter((id) => there.includes(id) && stays(id))).toEqual(there.filter(stays));
        },
      ),
      runs,
    );
  });

  it('may be sorted by what is made from the query, such as a rank', async () => {
    await t.sql('delete from made_up');
    await insert(fc.sample(row, { numRuns: 20, seed: 1 }));
    const distance: Sort = {
      sql: (query, at) => `abs(t.required_integer::double precision - ${at(query.from)}::double precision)`,
      type: 'double precision',
      required: true,
    };
    const ids: string[] = [];
    const query = { sort: 'order', limit: 3, from: -5 };
    let page = await pageOf(listBy(distance), query);
    for (;;) {
      ids.push(...page.items.map(({ id }) => id));
      if (page.next_cursor === null) break;
      page = await pageOf(listBy(distance), { ...query, cursor: page.next_cursor });
    }
    const all = await t.sql<{ id: string }>(
      'select id from made_up where required_integer >= -5 order by abs(required_integer::float8 + 5), id',
    );
    expect(ids).toEqual(all.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(3);
  });

  describe('by cursor', () => {
    const cursorOf = async (order: Sort): Promise<unknown[]> => {
      const { next_cursor } = await pageOf(listBy(order), { sort: 'order', limit: 1 });
      return JSON.parse(Buffer.from(next_cursor!, 'base64url').toString()) as unknown[];
    };
    const outcomeOf = async (order: Sort, cursor: string, more: object = {}): Promise<string> => {
      try {
        await pageOf(listBy(order), { sort: 'order', limit: 1, cursor, ...more });
        return 'answered';
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    };
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

    beforeAll(async () => {
      await t.sql('delete from made_up');
      await insert(fc.sample(row, { numRuns: 5, seed: 1 }));
    });

    it('are refused, whatever garbage the cursor is', async () => {
      await fc.assert(
        fc.asyncProperty(
          orders,
          fc.oneof(
            fc.string(),
            fc.json().map((json) => Buffer.from(json).toString('base64url')),
            fc.base64String(),
          ),
          async (order, cursor) => {
            expect(await outcomeOf(order, cursor)).toBe('invalid_cursor');
          },
        ),
        runs,
      );
    });

    it('are answered or refused, never broken, whatever values a forged cursor has', async () => {
      const pieces = fc.constantFrom(
        ...'0123456789-+:.eET /'.split(''),
        ' BC',
        '+00:00',
        'infinity',
        'NaN',
        '\0',
        '\ud800',
        '2024-02-30',
      );
      const made = fc.array(pieces, { maxLength: 14 }).map((some) => some.join(''));
      const dates = fc
        .tuple(
          fc.integer({ min: -1, max: 6_000_000 }),
          fc.nat(14),
          fc.nat(33),
          fc.constantFrom('', 'T00:00:00+00:00', 'T24:00:00+00:00'),
          fc.constantFrom('', ' BC'),
        )
        .map(
          ([year, month, day, time, era]) =>
            `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}${time}${era}`,
        );
      const numbers = fc.oneof(
        fc.bigInt().map(String),
        fc.double().map(String),
        fc.tuple(fc.double(), fc.integer({ min: -400, max: 400 })).map(([a, e]) => `${a}e${e}`),
      );
      const values = fc.oneof(
        fc.constantFrom(...Object.values(VALUES).flat()),
        made,
        dates,
        numbers,
        fc.constant(null),
        fc.integer(),
      );
      let answered = 0;
      await fc.assert(
        fc.asyncProperty(keys, values, async (key, value) => {
          const [of, , id] = await cursorOf([key]);
          const outcome = await outcomeOf([key], encoded([of, value, id]));
          expect(['answered', 'invalid_cursor']).toContain(outcome);
          if (outcome === 'answered') answered++;
        }),
        { numRuns: 10 * RUNS },
      );
      expect(answered).toBeGreaterThan(RUNS);
    });

    it('are refused with a cursor of another sort, direction, filter or list', async () => {
      const order: MadeUpKey[] = [{ type: 'integer', sql: 't.required_integer', required: true }];
      const cursor = encoded(await cursorOf(order));
      expect(await outcomeOf(order, cursor)).toBe('answered');
      expect(await outcomeOf(order, cursor, { sort: '-order' })).toBe('invalid_cursor');
      expect(await outcomeOf(order, cursor, { text: 'a' })).toBe('invalid_cursor');
      const shots = await t.request('GET', `/projects?sort=name&cursor=${cursor}`);
      expect([shots.status, shots.body.code]).toEqual([400, 'invalid_cursor']);
    });

    it('take every value that PostgreSQL has, as JSON or text writes it', async () => {
      for (const type of TYPES)
        for (const value of VALUES[type]) {
          const asText = ['timestamptz', 'date', 'text', 'uuid'].includes(type)
            ? `to_json($1::${type}) #>> '{}'`
            : `($1::${type})::text`;
          const [written] = await t.sql<{ text: string }>(`select ${asText} as text`, [value]);
          expect([type, value, fits(written!.text, type)]).toEqual([type, value, true]);
        }
    });
  });
});
