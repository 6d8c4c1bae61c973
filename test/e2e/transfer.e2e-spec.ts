import { IsNumber, IsObject } from 'class-validator';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Caller } from '../../src/access/permissions';
import { Database } from '../../src/database/database.service';
import { RunAgainError } from '../../src/database/errors';
import { Name, Nullable, Optional, Text, Whole } from '../../src/http/fields';
import { ProblemError, unknownReference } from '../../src/http/problem';
import type { Outcome } from '../../src/resources/bulk/outcome';
import { refusalOfKey } from '../../src/resources/many-rows/key-refusal';
import { declareResource, inProjectsOfParent, OF_CONTENT } from '../../src/resources/resource';
import { Rows } from '../../src/resources/rows';
import { chosenColumns, type Columns } from '../../src/transfer/columns';
import { Exporter } from '../../src/transfer/exporter';
import { Importer } from '../../src/transfer/importer';
import type { ImportedCollection, ReadRow } from '../../src/transfer/imported-collection';
import type { FileFormat, OnExisting } from '../../src/transfer/transfer.dto';
import { startApp, type TestApp } from '../support/app';

/** What a row of the made-up collection says: a piece of a drawing, one of several of its mark. */
class Piece {
  @Name(50)
  mark!: string;

  @Nullable()
  @Text(10)
  instance?: string | null;

  @Optional()
  @Whole(0)
  quantity?: number;

  @Nullable()
  @IsNumber({}, { message: 'must be a number' })
  weight?: number | null;

  @Nullable()
  @IsObject({ message: 'must be a JSON object' })
  box?: object | null;
}

interface PlacedPiece extends Piece {
  drawing_id: string;
}

const COLUMNS: Columns = {
  drawing: { sql: 'd.title', holds: 'text', names: 'a drawing', required: true },
  mark: { sql: 'p.mark', holds: 'text', required: true },
  instance: { sql: 'p.instance', holds: 'text', empty: 'null' },
  quantity: { sql: 'p.quantity', holds: 'whole', empty: 'nothing' },
  weight: { sql: 'p.weight', holds: 'number' },
  box: { sql: 'p.box', holds: 'json', empty: 'null' },
  id: { sql: 'p.id', exportOnly: true },
};

declareResource({
  type: 'made_up_drawing',
  table: 'made_up_drawings',
  label: 'title',
  projects: { of: 'nobody' },
  parents: [],
  under: {},
  permissions: OF_CONTENT,
});

const PIECE = declareResource({
  type: 'made_up_piece',
  table: 'made_up_pieces',
  label: 'mark',
  projects: inProjectsOfParent('made_up_drawing', 'drawing_id'),
  parents: [{ type: 'made_up_drawing', column: 'drawing_id' }],
  under: {},
  unique: [
    {
      constraint: 'idx_made_up_pieces_unique',
      within: ['drawing_id', { column: 'instance', key: (sql) => `coalesce(${sql}, '')` }],
      field: 'mark',
      key: (sql) => `lower(${sql})`,
      word: 'piece mark',
    },
  ],
  permissions: OF_CONTENT,
});

const BASE =
  'id uuid primary key default gen_random_uuid(), created_by uuid, version integer not null default 1, deleted_at timestamptz';
const TABLES = `
  create table made_up_drawings (${BASE}, title text not null unique);
  create table made_up_pieces (${BASE}, drawing_id uuid not null references made_up_drawings, mark text not null, instance text,
    quantity integer not null default 1, weight double precision, box jsonb);
  create unique index idx_made_up_pieces_unique on made_up_pieces (drawing_id, coalesce(instance, ''), lower(mark))
    where deleted_at is null;
  insert into made_up_drawings (title) values ('S-101'), ('=S-102')`;

/** A collection without a name, whose rows are told apart by drawing, mark and instance; nothing in it is a shot. */
class Pieces implements ImportedCollection<Piece, PlacedPiece, null> {
  readonly resource = PIECE;
  readonly columns = COLUMNS;
  readonly item = Piece;
  /** What was asked of it. */
  readonly calls: string[] = [];

  constructor(private readonly database: Database) {}

  async place(rows: readonly ReadRow<Piece>[]): Promise<(PlacedPiece | ProblemError)[]> {
    const drawings = await this.database.write<{ id: string; title: string }>(
      'pieces.drawings',
      'select id, title from made_up_drawings where title = any($1)',
      [rows.map(({ names }) => names.drawing)],
    );
    return rows.map(({ item, names: { drawing = '' } }) => {
      const found = drawings.find(({ title }) => title === drawing);
      return found ? Object.assign(item, { drawing_id: found.id }) : unknownReference('/drawing', 'drawing', drawing);
    });
  }

  async update(items: readonly (PlacedPiece & { id: string })[]): Promise<Outcome[]> {
    this.calls.push(`update ${String(items.length)}`);
    const changed = await this.database.write<{ id: string }>(
      'pieces.update',
      `update made_up_pieces p set mark = after.mark, quantity = after.quantity, weight = after.weight, box = after.box
        from (select p.id, g->>'mark' as mark,
            case when g ? 'quantity' then (g->>'quantity')::int else p.quantity end as quantity,
            case when g ? 'weight' then (g->>'weight')::float8 else p.weight end as weight,
            case when g ? 'box' then nullif(g->'box', 'null') else p.box end as box
          from jsonb_array_elements($1::jsonb) g join made_up_pieces p on p.id = (g->>'id')::uuid) after
        where p.id = after.id
          and (p.mark, p.quantity, p.weight, p.box) is distinct from (after.mark, after.quantity, after.weight, after.box)
        returning p.id`,
      [JSON.stringify(items)],
    );
    return items.map(({ id }) => (changed.some((row) => row.id === id) ? { id } : { id, unchanged: true }));
  }

  async create(items: readonly PlacedPiece[]): Promise<Outcome[]> {
    this.calls.push(`create ${String(items.length)}`);
    const light = (item: Piece) => item.weight === undefined || item.weight === null || item.weight >= 0;
    const made = await this.database.write<{ id: string; place: number }>(
      'pieces.create',
      `insert into made_up_pieces (drawing_id, mark, instance, quantity, weight, box)
        select drawing_id, mark, instance, coalesce(quantity, 1), weight, box
          from jsonb_to_recordset($1::jsonb) g(drawing_id uuid, mark text, instance text, quantity int, weight float8, box jsonb)
        returning id`,
      [JSON.stringify(items.filter(light))],
    );
    return items.map((item) =>
      light(item)
        ? { id: made.shift()!.id }
        : { problem: new ProblemError('invalid_input', 'weight must not be negative.', []) },
    );
  }
}

describe('a made-up collection whose rows have no name', () => {
  let t: TestApp;
  let caller: Caller;
  let pieces: Pieces;

  beforeAll(async () => {
    t = await startApp();
    caller = { id: t.adminId, role: 'admin' };
    await t.sql(TABLES);
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    await t.sql('delete from made_up_pieces');
    pieces = new Pieces(t.app.get(Database));
  });

  const imported = async (
    file: string,
    {
      format = 'csv',
      on_existing = 'fail',
      dry_run = false,
    }: { format?: FileFormat; on_existing?: OnExisting; dry_run?: boolean } = {},
  ) => {
    const upload = { bytes: Readable.from([Buffer.from(file)]), format };
    const report = await t.app.get(Importer).import(pieces, null, upload, { on_existing, dry_run }, caller);
    const lines = (await text(report)).trim().split('\n');
    const last = JSON.parse(lines.pop()!);
    return {
      rows: lines.map((line) => JSON.parse(line)),
      statuses: lines.map((line) => JSON.parse(line).status as number),
      summary: last.summary,
      rejectsUrl: last.rejects_url as string | null,
      problem: last.problem,
    };
  };
  const exported = async (format: FileFormat, columns?: string) => {
    const file = await t.app.get(Exporter).export(
      {
        statement: 'export.pieces',
        columns: chosenColumns(COLUMNS, columns),
        from: 'made_up_pieces p join made_up_drawings d on d.id = p.drawing_id',
        where: 'true',
        orderBy: 'd.title desc, p.mark, p.instance nulls first',
        values: [],
        title: 'Pieces / all',
      },
      format,
    );
    return { ...file, text: await text(file.stream) };
  };
  const stored = () =>
    t.sql<{ mark: string }>(
      `select d.title, p.mark, p.instance, p.quantity, p.weight, p.box from made_up_pieces p join made_up_drawings d on d.id = p.drawing_id
        order by d.title desc, lower(p.mark), p.instance nulls first`,
    );

  const CSV = [
    'drawing,mark,instance,quantity,weight,box',
    'S-101,G1,,2,1.5,"{""x"":1}"',
    'S-101,G1,A,,0.25e1,',
    "'=S-102,G1,,1,,",
    'S-101,g1,,3,7,',
  ].join('\n');

  it('is imported from CSV; a row is told from others by all columns of the key', async () => {
    const { statuses, summary, rows } = await imported(CSV, { on_existing: 'update' });
    expect(statuses).toEqual([201, 201, 201, 200]);
    expect(summary).toMatchObject({ rows: 4, created: 3, updated: 1, rejected: 0, stopped_at_line: null });
    expect(rows[3].id).toBe(rows[0].id);
    expect(await stored()).toEqual([
      { title: 'S-101', mark: 'g1', instance: null, quantity: 3, weight: 7, box: null },
      { title: 'S-101', mark: 'G1', instance: 'A', quantity: 1, weight: 2.5, box: null },
      { title: '=S-102', mark: 'G1', instance: null, quantity: 1, weight: null, box: null },
    ]);
  });

  it('is imported from JSON lines as well', async () => {
    const file = [
      { drawing: 'S-101', mark: 'G1', weight: 1.5, box: { x: 1 }, id: 'passed over' },
      { drawing: 5, mark: 'G2' },
      { drawing: 'S-103', mark: 'G3' },
      { drawing: 'S-101', mark: 'G4', colour: 'red' },
    ];
    const { statuses, rows } = await imported(file.map((row) => JSON.stringify(row)).join('\n'), { format: 'ndjson' });
    expect(statuses).toEqual([201, 400, 400, 400]);
    expect(rows.slice(1).map(({ problem }) => problem.detail)).toEqual([
      'drawing must be the name of a drawing.',
      'There is no drawing S-103, or you may not see it.',
      'colour is not a field of this resource.',
    ]);
    expect(await stored()).toEqual([
      { title: 'S-101', mark: 'G1', instance: null, quantity: 1, weight: 1.5, box: { x: 1 } },
    ]);
  });

  it('stops at a row that exists, in its own words', async () => {
    await imported('drawing,mark,instance\nS-101,G1,A\n');
    const [{ id }] = (await t.sql<{ id: string }>('select id from made_up_pieces')) as [{ id: string }];
    const { statuses, summary, rows } = await imported('drawing,mark,instance\nS-101,G1,\nS-101,g1,A\nS-101,G2,\n');
    expect(statuses).toEqual([201, 409]);
    expect(summary).toMatchObject({ created: 1, rejected: 1, stopped_at_line: 3 });
    const detail = `The piece mark "g1" is taken by the made up piece ${id}, and on_existing is "fail", so the import stopped here.`;
    expect(rows[1].problem).toMatchObject({
      code: 'duplicate',
      detail,
      errors: [{ pointer: '/mark', detail, constraint: 'idx_made_up_pieces_unique', conflicting_id: id }],
    });
    const repeated = await imported('drawing,mark\nS-101,G7\nS-101,G7\n');
    expect(repeated.statuses).toEqual([201, 409]);
  });

  it('skips what exists', async () => {
    await imported('drawing,mark,weight\nS-101,G1,1\n');
    const { rows } = await imported('drawing,mark,weight\nS-101,G1,2\nS-101,G2,2\nS-101,g2,3\n', {
      on_existing: 'skip',
    });
    expect(rows.map(({ status, note }) => [status, note])).toEqual([
      [200, 'skipped'],
      [201, undefined],
      [200, 'skipped'],
    ]);
    expect((await stored()).map((row) => row.mark)).toEqual(['G1', 'G2']);
  });

  it('foretells everything in a dry run, and changes nothing', async () => {
    await imported('drawing,mark,weight\nS-101,G1,1\n');
    const before = await stored();
    const file = 'drawing,mark,weight\nS-101,G1,1\nS-101,G2,x\nS-101,G2,1\nS-101,G2,3\nS-101,G3,-1\nS-103,G4,1\n';
    for (const on_existing of ['skip', 'update'] as const) {
      const foretold = await imported(file, { on_existing, dry_run: true });
      expect(await stored()).toEqual(before);
      expect(foretold.summary.dry_run).toBe(true);
      const done = await imported(file, { on_existing });
      const told = ({ rows }: typeof done) =>
        rows.map(({ line, status, note, problem }) => [line, status, note, problem]);
      expect(told(done)).toEqual(told(foretold));
      await t.sql(`delete from made_up_pieces where mark <> 'G1'`);
    }
    const stopped = await imported('drawing,mark\nS-101,G2\nS-101,g2\n', { dry_run: true });
    expect(stopped.rows[1].problem.detail).toContain('is taken by a row before this one');
  });

  it.each([
    ['when it is done', false],
    ['in a dry run', true],
  ])('sees who takes a key between the look and the write, %s', async (_, dry_run) => {
    jest.spyOn(pieces, 'create').mockImplementationOnce(async (items) => {
      await t.sql(
        `insert into made_up_pieces (drawing_id, mark) select id, 'g2' from made_up_drawings where title = 'S-101'`,
      );
      return items.map((item) => ({ problem: refusalOfKey(PIECE.unique![0]!, item, 'is taken.', null) }));
    });
    const { rows, summary } = await imported('drawing,mark\nS-101,G1\nS-101,G2\nS-101,G3\nS-101,g1\n', {
      on_existing: 'skip',
      dry_run,
    });
    expect(rows.map(({ status, note }) => [status, note])).toEqual([
      [201, undefined],
      [200, 'skipped'],
      [201, undefined],
      [200, 'skipped'],
    ]);
    expect(summary).toMatchObject({ created: 2, skipped: 2, rejected: 0 });
    expect(await stored()).toHaveLength(dry_run ? 1 : 3);
  });

  it('breaks off, and says so, when somebody is quicker again and again', async () => {
    jest.spyOn(pieces, 'create').mockRejectedValue(new RunAgainError());
    for (const dry_run of [false, true]) {
      const { problem, summary } = await imported('drawing,mark\nS-101,G1\n', { dry_run });
      expect([problem.status, summary.rows]).toEqual([503, 0]);
    }
  });

  it('gives rejected rows to who imported them, to be mended and sent again', async () => {
    const { rejectsUrl, statuses } = await imported('drawing,mark,weight\nS-101,G1,-1\nS-101,G2,heavy\nS-101,G3,1\n');
    expect(statuses).toEqual([400, 400, 201]);
    const rejects = await t.request('GET', (rejectsUrl ?? '').replace('/api/v1', ''));
    expect(rejects.body).toBe(
      'drawing,mark,weight,import_error\nS-101,G1,-1,weight must not be negative.\nS-101,G2,heavy,weight must be a number.\n',
    );
    const mended = await imported((rejects.body as string).replace(',-1,', ',1,').replace('heavy', '2'));
    expect(mended.statuses).toEqual([201, 201]);
  });

  it.each([
    ['without a column that it needs', 'mark\nG1\n', 'drawing is missing.'],
    ['with a column that is not its own', 'drawing,mark,name\n', 'name is not a column of made up pieces.'],
  ])('refuses a header %s', async (_what, file, sentence) => {
    await expect(imported(file)).rejects.toMatchObject({
      detail: `The header is wrong: ${sentence} An import takes drawing, mark, instance, quantity, weight, box.`,
    });
  });

  it('is written to only when there is something to write, parents first, changes before what is new', async () => {
    await imported('drawing,mark\nS-101,G1\n');
    expect(pieces.calls.splice(0)).toEqual(['create 1']);
    await imported('drawing,mark,weight\nS-101,G1,2\n', { on_existing: 'update' });
    expect(pieces.calls.splice(0)).toEqual(['update 1']);
    const held = jest.spyOn(t.app.get(Rows), 'hold').mockImplementation((type, ids) => {
      pieces.calls.push(`hold ${type} ${String(ids.length)}`);
      return Promise.resolve(new Map());
    });
    await imported('drawing,mark,weight\nS-101,G2,2\nS-101,G1,3\n', { on_existing: 'update' });
    expect(pieces.calls.splice(0)).toEqual(['hold made_up_drawing 2', 'update 1', 'create 1']);
    held.mockRestore();
    await imported('drawing,mark,weight\nS-101,G3,2\nS-101,G1,4\n', { on_existing: 'update' });
    expect(pieces.calls.splice(0)).toEqual(['update 1', 'create 1']);
    await imported('drawing,mark\nS-101,G1\nS-103,G9\n', { on_existing: 'skip' });
    expect(pieces.calls).toEqual([]);
  });

  it('is exported as CSV and as JSON lines, with the columns asked for', async () => {
    await imported(`drawing,mark,weight,box\n'=S-102,-G1,1.5,"{""x"":[1,2]}"\n`);
    const csv = await exported('csv', 'drawing, mark,weight,box');
    expect(csv.text).toBe(`drawing,mark,weight,box\n'=S-102,'-G1,1.5,"{""x"": [1, 2]}"\n`);
    expect(csv).toMatchObject({ fileName: 'Pieces _ all.csv', contentType: 'text/csv; charset=utf-8; header=present' });
    const ndjson = await exported('ndjson', 'mark,weight,box');
    expect(JSON.parse(ndjson.text)).toEqual({ mark: '-G1', weight: 1.5, box: { x: [1, 2] } });
    expect(() => chosenColumns(COLUMNS, 'mark,name')).toThrow(
      'name is no column, or stands twice; there are drawing, mark, instance, quantity, weight, box, id.',
    );
  });

  const mark = fc.constantFrom('1E5', '2E10', 'MAR1', 'SEP2', '00012', '=G1', "'-G2", '+3', 'G 4', 'ß"5,;');
  const piece = fc.record({
    drawing: fc.constantFrom('S-101', '=S-102'),
    mark,
    instance: fc.option(fc.constantFrom('A', '=1', '007')),
    quantity: fc.nat(9),
    weight: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).filter((weight) => weight >= 0)),
    box: fc.option(fc.dictionary(fc.constantFrom('x', 'y,', '"z'), fc.integer(), { maxKeys: 2 })),
  });

  it.each(['csv', 'ndjson'] as const)(
    'is exported as %s that changes nothing when it is imported again',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(piece, {
            selector: (one) => `${one.drawing} ${one.mark} ${one.instance ?? ''}`,
            maxLength: 5,
            minLength: 1,
          }),
          async (given) => {
            await t.sql('delete from made_up_pieces');
            const file = given.map((row) => JSON.stringify(row)).join('\n');
            expect((await imported(file, { format: 'ndjson' })).summary.created).toBe(given.length);
            const before = await stored();
            const again = await imported((await exported(format)).text, { format, on_existing: 'update' });
            expect(again.summary).toMatchObject({ rows: given.length, unchanged: given.length });
            expect(await stored()).toEqual(before);
          },
        ),
        { numRuns: 100 },
      );
    },
  );
});
