import fc from 'fast-check';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { names } from '../support/arbitraries';
import { onServer, RestoreScene, ScratchDatabase } from './backup-database';

const scene = new RestoreScene();
const { scratch, backUp, restore, contents } = scene;

afterAll(() => scene.leave());

it('a restore is the identity for rows and definitions', async () => {
  const target = await scratch();
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(table, { minLength: 1, maxLength: 6, selector: ({ name }) => name }),
      async (tables) => {
        const source = await ScratchDatabase.create(tables.map(sqlOf).join(';\n'));
        try {
          const before = await contents(source);
          await restore(target, await backUp(source));
          expect(await contents(target)).toEqual(before);
          for (const name of await target.relatives())
            if (name !== target.name) await onServer(`drop database ${escapeIdentifier(name)}`);
        } finally {
          await source.drop();
        }
      },
    ),
    { numRuns: 30 },
  );
});

interface GeneratedTable {
  name: string;
  columns: { name: string; type: string; generated: boolean }[];
  rows: (string | null)[][];
  extras: string[];
}

const text = fc.oneof(
  names,
  fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', '')),
  fc.constantFrom('', '\\N', '\\.', '\t', '\n', '\r\n', '\\', '\\\\n', 'null', '"', "'", 'x'.repeat(9000)),
);

/** A value of each of the product's types, as text that PostgreSQL reads. */
const values: Record<string, fc.Arbitrary<string>> = {
  text,
  'varchar(40)': text.map((value) =>
    [...new Intl.Segmenter().segment(value)]
      .slice(0, 3)
      .map(({ segment }) => segment)
      .join('')
      .slice(0, 20)
      .toWellFormed(),
  ),
  uuid: fc.uuid(),
  integer: fc.integer().map(String),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  boolean: fc.boolean().map(String),
  'double precision': fc.oneof(fc.double().map(String), fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0')),
  date: fc.constantFrom('2024-02-29', 'infinity', '-infinity', '0001-01-01 BC', '5874897-12-31'),
  timestamptz: fc.oneof(
    fc.constantFrom('infinity', '-infinity', '0044-03-15 12:00:00+00 BC'),
    fc
      .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
      .map((date) => date.toISOString()),
  ),
  bytea: fc.uint8Array({ maxLength: 40 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`),
  jsonb: fc.jsonValue().map((value) => JSON.stringify(value).replaceAll('\\u0000', '')),
  json: fc.jsonValue().map((value) => JSON.stringify(value, undefined, 1)),
  'text[]': fc
    .array(fc.option(fc.constantFrom('a', 'NULL', '"', '\\', ',', '{}', 'é')))
    .map(
      (items) => `{${items.map((item) => (item === null ? 'NULL' : `"${item.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`,
    ),
};

const name = names.map((given) => Buffer.from(given).subarray(0, 50).toString().replaceAll('\uFFFD', ''));

const table: fc.Arbitrary<GeneratedTable> = fc
  .tuple(
    name,
    fc.uniqueArray(fc.record({ name, type: fc.constantFrom(...Object.keys(values)), generated: fc.boolean() }), {
      maxLength: 6,
      selector: (column) => column.name,
    }),
    fc.array(fc.constantFrom('index', 'partial', 'not null', 'serial', 'view', 'comment', 'holes'), { maxLength: 4 }),
  )
  .filter(([tableName]) => tableName !== '')
  .chain(([tableName, columns, extras]) =>
    fc
      .array(fc.tuple(...columns.map(({ type }) => fc.option(values[type]!, { freq: 5 }))), { maxLength: 12 })
      .map((rows) => ({ name: tableName, columns: columns.filter((column) => column.name !== ''), rows, extras })),
  );

function sqlOf({ name: tableName, columns, rows, extras }: GeneratedTable, index: number): string {
  const quoted = escapeIdentifier(tableName);
  const definitions = columns.map((column) => `${escapeIdentifier(column.name)} ${column.type}`);
  const [first] = columns;
  if (first?.generated && first.type === 'integer')
    definitions.push(
      `"generated""${index}" bigint generated always as (${escapeIdentifier(first.name)}::bigint * 2) stored`,
    );
  if (extras.includes('serial')) definitions.push(`"no.${index}" serial`);
  const list = columns.map((column) => escapeIdentifier(column.name)).join(', ');
  const inserts = rows.map((row) =>
    columns.length === 0
      ? `insert into ${quoted} default values`
      : `insert into ${quoted} (${list}) values (${columns.map((_, at) => (row[at] == null ? 'null' : escapeLiteral(row[at]))).join(', ')})`,
  );
  const statements = [`create table ${quoted} (${definitions.join(', ')})`, ...inserts];
  const on = first && escapeIdentifier(first.name);
  if (on && extras.includes('holes')) statements.push(`update ${quoted} set ${on} = ${on} where random() < 0.5`);
  if (on && extras.includes('index') && !['json', 'text'].includes(first.type))
    statements.push(`create index on ${quoted} (${on} desc nulls last)`);
  if (on && extras.includes('partial'))
    statements.push(`create index on ${quoted} ((${on} is null)) where ${on} is not null`);
  if (on && extras.includes('not null'))
    statements.push(`alter table ${quoted} add check (${on} is not null) not valid`);
  if (extras.includes('view'))
    statements.push(`create view ${escapeIdentifier(`${index}. view`)} as select * from ${quoted}`);
  if (extras.includes('comment')) statements.push(`comment on table ${quoted} is ${escapeLiteral(tableName)}`);
  return statements.join(';\n');
}
