/** The documents about the schema: docs/schema.md from the entities, migrations/schema.sql from a migrated database. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { format, resolveConfig } from 'prettier';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { DataSource } = require('typeorm');
const source = fileURLToPath(new URL('../dist/src/', import.meta.url));
const { schemaText, undescribed } = require(join(source, 'migrator/check/schema-text.js'));

/** Left out of the diagram: every table has them. */
const EVERYWHERE = new Set(['created_at', 'updated_at', 'created_by', 'updated_by', 'version']);

/** docs/schema.md. Needs no database. */
export async function schemaMarkdown() {
  const tables = await readEntities();
  const constraintRule = loadConstraintCatalogue();
  const text = `# The schema

Generated from the entities by \`npm run generate\`. The whole schema as PostgreSQL sees it, triggers and tables without a
feature among them, is in \`migrations/schema.sql\`. The sentences are what a client is told when the constraint says no.

## How the tables hang together

Left out: ${[...EVERYWHERE].map((name) => `\`${name}\``).join(', ')}, which nearly every table has.

\`\`\`mermaid
erDiagram
${tables.flatMap(relationLines).join('\n')}
${tables.map(diagramTable).join('\n')}
\`\`\`

${tables.map((table) => tableSection(table, constraintRule)).join('\n')}`;
  return format(text, { ...(await resolveConfig(fileURLToPath(import.meta.url))), parser: 'markdown' });
}

/**
 * migrations/schema.sql: what the migrations build in an empty database, which is made for this and dropped again.
 *
 * @param url a server on which databases may be made; absent: the embedded server, started for this
 */
export async function schemaSql(url = process.env.DATABASE_URL) {
  if (url) return schemaSqlOn(url);
  const { EmbeddedPostgres } = require(join(source, 'database/embedded/embedded-postgres.js'));
  const dataDir = mkdtempSync(join(tmpdir(), 'continuity-schema-'));
  try {
    const server = await EmbeddedPostgres.join({ dataDir, durable: false });
    try {
      return await schemaSqlOn(server.url);
    } finally {
      await server.leave();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function schemaSqlOn(serverUrl) {
  const { migrations } = require('../dist/migrations');
  const { SchemaChanges } = require(join(source, 'migrator/run/schema-changes.js'));
  const name = `continuity_schema_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return withClient(serverUrl, async (admin) => {
    await admin.query(`create database ${name} template template0`);
    try {
      await new SchemaChanges(url.href, migrations).migrate();
      return await withClient(url.href, (client) => schemaText(async (sql) => (await client.query(sql)).rows));
    } finally {
      await admin.query(`drop database ${name} with (force)`);
    }
  });
}

async function withClient(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** TypeORM's description of every entity, without a connection. */
async function readEntities() {
  const { entities } = require(join(source, 'entities.js'));
  const dataSource = new DataSource({ type: 'postgres', uuidExtension: 'pgcrypto', entities });
  await dataSource.buildMetadatas();
  return dataSource.entityMetadatas
    .map((metadata) => ({
      name: metadata.tableName,
      primaryKey: metadata.primaryColumns,
      columns: ownFirst(metadata).map((column) => ({
        name: column.databaseName,
        type: columnType(column),
        isKey: column.isPrimary,
        nullable: column.isNullable,
        default: defaultOf(column, dataSource.driver),
      })),
      checks: byName(metadata.checks),
      uniques: byName(metadata.uniques),
      indices: byName(metadata.indices),
      foreignKeys: byName(metadata.foreignKeys),
    }))
    .sort(ascending);
}

const ascending = (a, b) => (a.name < b.name ? -1 : 1);
const byName = (named) => named.toSorted(ascending);

/** TypeORM puts the columns of base classes first. */
function ownFirst({ columns, target }) {
  return [
    ...columns.filter((column) => column.target === target),
    ...columns.filter((column) => column.target !== target),
  ];
}

function defaultOf(column, driver) {
  if (column.isGenerated) return 'gen_random_uuid()';
  return typeof column.default === 'number' ? column.default : driver.normalizeDefault(column);
}

function columnType(column) {
  const type = column.isGenerated ? 'uuid' : column.type === String ? 'varchar' : String(column.type);
  return column.length ? `${type}(${column.length})` : type;
}

/** Loading a feature's constraint file enters it into the catalogue. */
function loadConstraintCatalogue() {
  for (const path of readdirSync(source, { recursive: true }).sort())
    if (path.endsWith('.constraints.js')) require(join(source, path));
  return require(join(source, 'database/constraint-catalogue.js')).constraintRule;
}

/** One line for a key of one column; a composite key repeats one of those, with a second column held equal. */
function relationLines({ name, foreignKeys, columns }) {
  return foreignKeys
    .filter((key) => key.columns.length === 1)
    .map((key) => {
      const column = key.columns[0].databaseName;
      const optional = columns.find((other) => other.name === column).nullable;
      return `  ${key.referencedTablePath} ${optional ? '|o' : '||'}--o{ ${name} : ${column}`;
    });
}

function diagramTable({ name, columns, foreignKeys }) {
  const referring = new Set(foreignKeys.flatMap((key) => key.columns.map((column) => column.databaseName)));
  const lines = columns
    .filter((column) => !EVERYWHERE.has(column.name))
    .map((column) => {
      const keys = [column.isKey && 'PK', referring.has(column.name) && 'FK'].filter(Boolean).join(', ');
      return `    ${column.type} ${column.name} ${keys}`.trimEnd();
    });
  return `  ${name} {\n${lines.join('\n')}\n  }`;
}

function tableSection(table, constraintRule) {
  const columns = table.columns.map(
    (column) =>
      `| ${code(column.name)} | ${column.type} | ${column.nullable ? 'yes' : 'no'} | ${code(column.default)} |`,
  );
  const rows = constraintsOf(table).map(({ name, definition }) => {
    const rule = constraintRule(name);
    const sentences = [rule?.sentence, rule?.parentSentence].filter(Boolean).join(' / ');
    return `| ${code(name)} | ${definition} | ${sentences.replaceAll('|', '\\|')} |`;
  });
  return `## ${table.name}

| column | type | null | default |
| --- | --- | --- | --- |
${columns.join('\n')}

| constraint or index | what it holds | what people are told (unknown / still in use) |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function constraintsOf(table) {
  return [
    { name: table.primaryKey[0].primaryKeyConstraintName, definition: `primary key ${list(table.primaryKey)}` },
    ...table.uniques.map((unique) => ({ name: unique.name, definition: `unique ${list(unique.columns)}` })),
    ...table.checks.map((check) => ({ name: check.name, definition: `check ${code(check.expression)}` })),
    ...table.foreignKeys.map((key) => ({
      name: key.name,
      definition: `${list(key.columns)} → ${key.referencedTablePath} ${list(key.referencedColumns)}${key.onDelete === 'CASCADE' ? ', on delete cascade' : ''}`,
    })),
    ...table.indices.map((index) => ({
      name: index.name,
      definition: index.synchronize
        ? `${index.isUnique ? 'unique ' : ''}index ${list(index.columns)}${index.where ? ` where ${index.where}` : ''}`
        : 'index over an expression, see `migrations/schema.sql`',
    })),
  ];
}

const list = (columns) => `(${columns.map((column) => column.databaseName).join(', ')})`;

const code = (text) => (text === undefined ? '' : `\`${String(text).replaceAll('|', '\\|')}\``);
