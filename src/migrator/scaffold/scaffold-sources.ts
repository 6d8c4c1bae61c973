/** Source text of steps, what it uses of `src/migrator`, and remarks about what must be decided. */
export interface StepSources {
  imports: readonly string[];
  steps: readonly string[];
  remarks: readonly string[];
}

/** Source of a migration. */
export function migrationSource(type: string, { imports, steps, remarks }: StepSources = EMPTY): string {
  const lines = [...remarks.flatMap((remark) => remark.split('\n').map((line) => `// ${line}`)), ...steps];
  const used = [...new Set([...imports, 'OnlineMigration', 'type Step'])].sort((a, b) =>
    a.replace('type ', '').localeCompare(b.replace('type ', ''), 'en'),
  );
  return `import { ${used.join(', ')} } from '../src/migrator';

/** Say here what it brings, and for whom. */
export class ${type} extends OnlineMigration {
  readonly name = '${type}';

  readonly steps: readonly Step[] = [
    ${lines.join('\n    ')}
  ];
}
`;
}

const EMPTY: StepSources = {
  imports: [],
  steps: [],
  remarks: [
    `For instance addColumns('shots', { lens: 'text' }); all steps are in src/migrator/steps.
Data that a new constraint would refuse is looked for by findings, what must hold at the end by checks.
To see what would be run: npm run cli -- script`,
  ],
};

/** Source of the test: there and back over grown data is the identity, and so is there again. */
export function testSource(type: string, before: string): string {
  return `import { migrations } from '../../migrations';
import { schemaText } from '../../src/migrator/check/schema-text';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { LegacyData } from '../../src/rehearsal/legacy-data';
import { newDatabase, type TestDatabase } from '../support/database';

const NAME = '${type}';
const BEFORE = '${before}';

let database: TestDatabase;
let changes: SchemaChanges;

const schema = () => schemaText((sql) => database.sql(sql));

/** Every row of every table, as JSON; parked columns are no part of it. */
async function rows(): Promise<Record<string, string[]>> {
  const tables = await database.sql<{ name: string }>(
    \`select relname::text as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'migrations' order by 1\`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const read = await database.sql<{ row: string }>(
      \`select (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(t)) where not starts_with(key, '_parked_'))::text as row
        from "\${name}" t order by 1\`,
    );
    found[name] = read.map(({ row }) => row);
  }
  return found;
}

beforeEach(async () => {
  database = await newDatabase('empty');
  changes = new SchemaChanges(database.url, migrations);
  await changes.migrate('LegacySchema');
  await new LegacyData(database.url, { sizes: { shots: 50 } }).generate();
  await changes.migrate(BEFORE);
});

afterEach(() => database.drop());

it('goes there and back without a trace, and there again to the same', async () => {
  const before = { schema: await schema(), rows: await rows() };
  expect(await changes.migrate(NAME)).toEqual([NAME]);
  const after = { schema: await schema(), rows: await rows() };
  expect(await changes.rollback({ to: BEFORE })).toEqual([NAME]);
  expect({ schema: await schema(), rows: await rows() }).toEqual(before);
  expect(await changes.migrate(NAME)).toEqual([NAME]);
  expect({ schema: await schema(), rows: await rows() }).toEqual(after);
});
`;
}
