import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations';
import { SchemaChanges } from '../../src/migrator/run/schema-changes';
import { newDatabase, type TestDatabase } from '../support/database';

/** Rules of squawk that do not apply, and why. */
const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'prefer-robust-stmts': 'The runner asks the catalog before each statement; a script is made robust by --idempotent.',
  'prefer-text-field': 'Lengths are those of the legacy columns, or a rule of the domain; no migration changes one.',
  'prefer-bigint-over-int': 'The integers are positions, counts and figures of one production; keys are UUIDs.',
  'prefer-identity': 'The one serial column is that of TypeORM’s own table, as TypeORM makes it.',
};

interface Violation {
  rule_name: string;
  line: number;
  message: string;
}

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await newDatabase('empty');
  folder = await mkdtemp(join(tmpdir(), 'continuity-lint-'));
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

/** The queue's library makes a schema that nobody uses yet, by its own statements, made one over the other in many years. */
function withoutQueue(script: string): string {
  let isQueue = false;
  const kept = script.split('\n').map((line) => {
    if (/^-- \d+\/\d+ /.test(line)) isQueue = line.includes(' the queue of jobs (');
    return isQueue ? '' : line;
  });
  return kept.join('\n');
}

async function lint(script: string, excluded: readonly string[] = Object.keys(NOT_APPLICABLE)): Promise<Violation[]> {
  const file = join(folder, 'script.sql');
  await writeFile(file, withoutQueue(script));
  const options = ['--reporter', 'json', '--pg-version', '14', ...excluded.flatMap((rule) => ['--exclude', rule])];
  const squawk = join(require.resolve('squawk-cli/package.json'), '..', 'js', 'bin', 'squawk');
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [squawk, ...options, file], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      // 1: it ran, and found something.
      if (error && (error.code !== 1 || stdout === '')) reject(new Error(stderr));
      else resolve(stdout);
    });
  });
  const lines = script.split('\n');
  // The migrator's scratch tables are no client's.
  const isScratch = ({ rule_name, line }: Violation) =>
    rule_name === 'ban-drop-table' &&
    [lines[line - 1], lines[line]].some((text) => text?.startsWith('drop table migrator.'));
  const found = (JSON.parse(output) as Violation[]).filter((violation) => !isScratch(violation));
  return found.map(({ rule_name, line, message }) => ({ rule_name, line, message }));
}

it.each([
  ['an empty database', undefined],
  ['a legacy database', 'LegacySchema'],
])('squawk finds nothing in the script for %s', async (_what, at) => {
  const changes = new SchemaChanges(database.url, migrations);
  if (at !== undefined) await changes.migrate(at);
  expect(await lint(await changes.script())).toEqual([]);
});

it('squawk would find a statement that blocks clients', async () => {
  const changes = new SchemaChanges(database.url, migrations);
  await changes.migrate('LegacySchema');
  const script = await changes.script();
  const careless = `${script}alter table shots add column careless integer not null;\ncreate index careless on shots (status);\n`;
  const rules = (await lint(careless)).map(({ rule_name }) => rule_name);
  expect(rules).toEqual(expect.arrayContaining(['adding-required-field', 'require-concurrent-index-creation']));
});

it('excludes no rule of squawk without need', async () => {
  const found = new Set(
    (await lint(await new SchemaChanges(database.url, migrations).script(), [])).map(({ rule_name }) => rule_name),
  );
  expect([...found].sort()).toEqual(Object.keys(NOT_APPLICABLE).sort());
});
