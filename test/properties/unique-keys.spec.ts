import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../src/access/permissions';
import { Database } from '../../src/database/database.service';
import { nameKey } from '../../src/database/name-key';
import { isDone, type Outcome } from '../../src/resources/bulk/outcome';
import { GivenRows } from '../../src/resources/many-rows/given-rows';
import { ManyRows, type RowChange } from '../../src/resources/many-rows/many-rows';
import { UniqueKeys } from '../../src/resources/many-rows/unique-keys';
import { declareResource, OF_CONTENT, type UniqueKey } from '../../src/resources/resource';
import { runs } from '../support/arbitraries';
import { startApp, type TestApp } from '../support/app';

// A hundred runs take their time on a small machine.
jest.setTimeout(300_000);

interface Part {
  id: string;
  drawing_id: string;
  piece_mark: string;
  instance: string | null;
  serial: number | null;
}

/** Of three columns, none of them called `name`, and one that may be empty, which counts as a value. */
const PIECE: UniqueKey = {
  constraint: 'idx_made_up_parts_piece_unique',
  within: ['drawing_id', { column: 'piece_mark', key: nameKey }],
  field: 'instance',
  key: (sql) => `coalesce(${sql}, '')`,
  // Of the mark, as no instance is so long.
  aside: `piece_mark = 'renamed ' || id`,
};

/** A number, which is no text that could be set aside as one; none is equal to none. */
const SERIAL: UniqueKey = {
  constraint: 'idx_made_up_parts_serial_unique',
  within: ['drawing_id'],
  field: 'serial',
  key: (sql) => sql,
  word: 'serial number',
  aside: 'serial = -serial',
};

const PART = declareResource({
  type: 'made_up_part',
  table: 'made_up_parts',
  label: 'piece_mark',
  projects: { of: 'nobody' },
  parents: [],
  under: {},
  unique: [PIECE, SERIAL],
  permissions: OF_CONTENT,
});

const GIVEN = new GivenRows<Part>({
  id: 'uuid',
  drawing_id: 'uuid',
  piece_mark: 'text',
  instance: 'text',
  serial: 'int',
});
const INSERT = `insert into made_up_parts (id, drawing_id, piece_mark, instance, serial)
  select id, drawing_id, piece_mark, instance, serial from ${GIVEN.tableInOrder(1)} order by place`;
const UPDATE = `update made_up_parts t set drawing_id = g.drawing_id, piece_mark = g.piece_mark, instance = g.instance, serial = g.serial
  from ${GIVEN.table(1, 'g')} where t.id = g.id`;

describe('keys of several columns', () => {
  let t: TestApp;
  let database: Database;
  let caller: Caller;

  beforeAll(async () => {
    t = await startApp();
    database = t.app.get(Database);
    caller = { id: t.adminId, role: 'admin' };
    await t.sql(`create table made_up_parts (id uuid primary key, drawing_id uuid not null, piece_mark text not null,
      instance varchar(10), serial integer, deleted_at timestamptz)`);
    await t.sql(`create unique index ${PIECE.constraint} on made_up_parts
      (drawing_id, (${nameKey('piece_mark')}), (coalesce(instance, ''))) where deleted_at is null`);
    await t.sql(
      `create unique index ${SERIAL.constraint} on made_up_parts (drawing_id, serial) where deleted_at is null`,
    );
  });
  afterAll(() => t.close());

  type Wanted = Omit<Part, 'id' | 'serial'> & { serial?: number | null };

  const create = (wanted: readonly Wanted[]): Promise<Outcome[]> =>
    database.atomic(async () => {
      const rows = wanted.map((part): Part => ({ serial: null, ...part, id: randomUUID() }));
      const outcomes: Outcome[] = rows.map(({ id }) => ({ id }));
      const values = (good: readonly Part[]) => GIVEN.values(good);
      const making = { sql: INSERT, values, logged: () => ({}) };
      await t.app.get(ManyRows).create(PART, rows, outcomes, making, caller);
      return outcomes;
    });

  const update = (patches: readonly (Partial<Part> & { id: string })[]): Promise<Outcome[]> =>
    database.atomic(async () => {
      const rows = await database.write<Part>(
        'made_up_parts.lock',
        'select id, drawing_id, piece_mark, instance, serial from made_up_parts where id = any($1::uuid[]) order by id for update',
        [patches.map(({ id }) => id)],
      );
      const before = new Map(rows.map((row) => [row.id, row]));
      const after = patches.map((patch) => ({ ...before.get(patch.id)!, ...patch }));
      const outcomes: Outcome[] = patches.map(({ id }) => ({ id }));
      const fields = ['drawing_id', 'piece_mark', 'instance', 'serial'] as const;
      const values = (changes: readonly RowChange<Part>[]) => GIVEN.values(changes.map(({ row }) => row));
      await t.app.get(ManyRows).update(PART, before, after, outcomes, { fields, sql: UPDATE, values }, caller);
      return outcomes;
    });

  const parts = async (...wanted: Wanted[]): Promise<string[]> =>
    (await create(wanted)).map((outcome) => {
      if (!isDone(outcome)) throw outcome.problem;
      return outcome.id;
    });
  const stored = (drawings: readonly string[]): Promise<Part[]> =>
    t.sql<Part>(
      `select id, drawing_id, piece_mark, instance, serial from made_up_parts
        where drawing_id = any($1) and deleted_at is null order by id`,
      [drawings],
    );
  const problemAt = (outcomes: readonly Outcome[], index: number) => {
    const outcome = outcomes[index];
    if (!outcome || isDone(outcome)) throw new Error(`item ${index} was not refused`);
    return outcome.problem.toProblem();
  };

  it('are taken by twins within the call, the empty part counting as a value', async () => {
    const drawing_id = randomUUID();
    const outcomes = await create([
      { drawing_id, piece_mark: 'B1', instance: null },
      { drawing_id, piece_mark: 'B1', instance: '1' },
      { drawing_id, piece_mark: ' b1 ', instance: null },
      { drawing_id, piece_mark: 'B1', instance: '' },
      { drawing_id: randomUUID(), piece_mark: 'B1', instance: null },
    ]);
    expect(outcomes.map(isDone)).toEqual([true, true, false, false, true]);
    expect(problemAt(outcomes, 2)).toMatchObject({
      status: 409,
      detail: 'An empty instance is taken by item 0 of this request. Choose another instance.',
      errors: [{ pointer: '/instance', constraint: PIECE.constraint }],
    });
    expect(problemAt(outcomes, 3).errors).toHaveLength(1);
  });

  it('are taken by who has them, who is named', async () => {
    const drawing_id = randomUUID();
    const [holder] = await parts({ drawing_id, piece_mark: 'B1', instance: '1', serial: 7 });
    const outcomes = await create([
      { drawing_id, piece_mark: 'b1', instance: '1', serial: 8 },
      { drawing_id, piece_mark: 'b1', instance: '2', serial: 7 },
      { drawing_id, piece_mark: 'b1', instance: '3', serial: null },
      { drawing_id, piece_mark: 'b1', instance: '4', serial: null },
    ]);
    expect(outcomes.map(isDone)).toEqual([false, false, true, true]);
    expect(problemAt(outcomes, 0).errors).toEqual([
      expect.objectContaining({ pointer: '/instance', constraint: PIECE.constraint, conflicting_id: holder }),
    ]);
    expect(problemAt(outcomes, 1)).toMatchObject({
      detail: `The serial number "7" is taken by the made up part ${holder}. Choose another serial number.`,
      errors: [{ pointer: '/serial', constraint: SERIAL.constraint, conflicting_id: holder }],
    });
    const free = await update([{ id: holder!, instance: '3' }]);
    expect(problemAt(free, 0).errors).toEqual([
      expect.objectContaining({ pointer: '/instance', constraint: PIECE.constraint }),
    ]);
  });

  it('are looked up before anything is made', async () => {
    const drawing_id = randomUUID();
    const [holder] = await parts({ drawing_id, piece_mark: 'B1', instance: null, serial: 1 });
    const wanted = [
      { drawing_id, piece_mark: 'c', instance: null, serial: 1 },
      { drawing_id, piece_mark: 'b1', instance: null, serial: null },
      { drawing_id, piece_mark: 'C', instance: '', serial: null },
      { drawing_id, piece_mark: 'D', instance: null },
    ];
    const taken = await database.atomic(() => t.app.get(UniqueKeys).taken(PART, wanted));
    expect(taken).toEqual([
      { index: 0, key: SERIAL, holder, twin: null },
      { index: 1, key: PIECE, holder, twin: null },
      { index: 2, key: PIECE, holder: null, twin: 0 },
    ]);
  });

  it.each([
    ['the instance', { instance: '2' }, { instance: '1' }],
    ['an empty part', { instance: null }, { instance: '1' }],
    ['the mark', { piece_mark: 'b2', instance: null }, { piece_mark: 'B1', instance: '1' }],
    ['a number', { serial: 22 }, { serial: 11 }],
    ['all of it', { piece_mark: 'b2', instance: null, serial: 22 }, { piece_mark: 'b1', instance: '1', serial: 11 }],
  ])('are exchanged within one call: %s', async (_, first, second) => {
    const drawing_id = randomUUID();
    const ids = await parts(
      { drawing_id, piece_mark: 'B1', instance: '1', serial: 11 },
      {
        drawing_id,
        piece_mark: 'piece_mark' in first ? 'B2' : 'B1',
        instance: 'instance' in first ? first.instance : 'x',
        serial: 22,
      },
    );
    const [a, b] = ids as [string, string];
    expect(
      await update([
        { id: a, ...first },
        { id: b, ...second },
      ]),
    ).toEqual([{ id: a }, { id: b }]);
    const rows = new Map((await stored([drawing_id])).map((row) => [row.id, row]));
    expect([rows.get(a), rows.get(b)]).toEqual([expect.objectContaining(first), expect.objectContaining(second)]);
  });

  it('are exchanged between drawings', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const [a, b] = (await parts(
      { drawing_id: one, piece_mark: 'B1', instance: null },
      { drawing_id: two, piece_mark: 'B1', instance: null },
    )) as [string, string];
    expect(
      await update([
        { id: a, drawing_id: two },
        { id: b, drawing_id: one },
      ]),
    ).toEqual([{ id: a }, { id: b }]);
  });

  it('are not handed on by a row that is refused by another of its keys', async () => {
    const drawing_id = randomUUID();
    const [a, b] = (await parts(
      { drawing_id, piece_mark: 'A', instance: null, serial: 1 },
      { drawing_id, piece_mark: 'B', instance: null, serial: 2 },
      { drawing_id, piece_mark: 'C', instance: null, serial: 3 },
    )) as [string, string];
    const outcomes = await update([
      { id: b, piece_mark: 'a' },
      { id: a, piece_mark: 'z', serial: 3 },
    ]);
    expect(problemAt(outcomes, 0).errors).toEqual([
      expect.objectContaining({ pointer: '/instance', conflicting_id: a }),
    ]);
    expect(problemAt(outcomes, 1).errors).toEqual([expect.objectContaining({ pointer: '/serial' })]);
  });

  const wanted = fc.record({
    drawing: fc.nat(1),
    piece_mark: fc.constantFrom('a', 'A', 'b', ' B'),
    instance: fc.constantFrom(null, '', '1'),
  });
  const keyOf = ({ drawing_id, piece_mark, instance }: Wanted) =>
    [drawing_id, piece_mark.trim().toLowerCase(), instance ?? ''].join('|');

  it('are never held twice, are refused only where somebody has them, and granted where all wishes agree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(wanted, { minLength: 1, maxLength: 10 }),
        fc.array(fc.tuple(fc.nat(), wanted), { minLength: 1, maxLength: 8 }),
        async (toMake, toChange) => {
          const drawings = [randomUUID(), randomUUID()];
          const inDrawing = ({
            drawing,
            ...rest
          }: {
            drawing: number;
            piece_mark: string;
            instance: string | null;
          }) => ({
            ...rest,
            drawing_id: drawings[drawing]!,
          });
          const wishes = toMake.map(inDrawing);
          const made = await create(wishes);
          const first = new Set<string>();
          expect(made.map(isDone)).toEqual(wishes.map((wish) => first.size !== first.add(keyOf(wish)).size));
          const before = await stored(drawings);
          expect(new Set(before.map(keyOf))).toEqual(first);

          const patches = new Map(
            toChange.map(([which, wish]) => [before[which % before.length]!.id, inDrawing(wish)]),
          );
          const items = [...patches].map(([id, wish]) => ({ id, ...wish }));
          const outcomes = await update(items);
          const after = new Map((await stored(drawings)).map((row) => [row.id, row]));
          const holders = new Map([...after.values()].map((row) => [keyOf(row), row.id]));
          expect(holders.size).toBe(before.length);
          for (const [index, { id, ...wish }] of items.entries()) {
            const was = before.find((row) => row.id === id)!;
            if (isDone(outcomes[index])) expect(after.get(id)).toEqual({ ...was, ...wish });
            else {
              expect(after.get(id)).toEqual(was);
              expect(holders.get(keyOf(wish))).not.toBe(id);
              expect(holders.has(keyOf(wish))).toBe(true);
            }
          }
          const asWished = new Set(before.map((row) => keyOf({ ...row, ...patches.get(row.id) })));
          if (asWished.size === before.length) expect(outcomes.every(isDone)).toBe(true);
        },
      ),
      runs,
    );
  });
});
