import type { Client } from 'pg';
import { BackupError } from './backup-errors';
import { type CatalogRow, DEPENDENCIES, LEFT_OUT, objectQueries, PARTS, UNSUPPORTED } from './catalog-queries';

/** One object and what makes it. */
export interface SchemaObject {
  kind: string;
  name: string;
  statements: string[];
}

/** What a database is made of but its rows. Run in this order it can be made again. */
export interface SchemaDefinition {
  /** The search path of a new session, which functions may count on. */
  search_path: string;
  /** Up to tables and their defaults. */
  before_rows: SchemaObject[];
  /** Constraints and indexes, then views, then triggers: they must not fire while rows are loaded. */
  after_rows: SchemaObject[];
}

interface Node extends SchemaObject {
  key: string;
  rank: number;
  afterRows: boolean;
  needs: Set<string>;
}

/**
 * `status in ('a', 'b')` over a varchar column is shown as `(ARRAY['a'::character varying, …])::text[]`; read again, that cast
 * goes to each element, so the same constraint would be shown in other words after every restore. With the array's own
 * type named as well, PostgreSQL makes of it what it was. Not in functions, whose bodies are texts of somebody's own.
 */
const steady = (kind: string, statement: string): string =>
  kind === 'function'
    ? statement
    : statement.replace(
        /\(ARRAY\[((?:E?'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]/g,
        (_whole, elements: string) => `(ARRAY[${elements}]::character varying[])::text[]`,
      );

const commentOn = (client: Client, { subject, comment }: CatalogRow): string[] =>
  subject === undefined || comment === undefined || comment === null
    ? []
    : [`comment on ${subject} is ${comment === '' ? 'null' : client.escapeLiteral(comment)}`];

/**
 * Reads the definition of everything outside PostgreSQL's own schemas. Owners, privileges and security labels are not
 * read: what is restored belongs to the role that restores it.
 *
 * @param client a session with an empty search path
 * @param searchPath that of a new session
 * @throws BackupError that names an object which cannot be carried
 */
export async function readSchema(client: Client, searchPath: string): Promise<SchemaDefinition> {
  const { rows: unsupported } = await client.query<{ name: string }>(UNSUPPORTED);
  if (unsupported.length > 0)
    throw new BackupError(
      `A backup cannot hold ${unsupported
        .slice(0, 3)
        .map((row) => row.name)
        .join(', ')}${unsupported.length > 3 ? ` and ${unsupported.length - 3} more` : ''}. ` +
        'Use pg_dump for this database, or move that into a database of its own.',
    );
  const nodes = await readNodes(client);
  await addDependencies(client, nodes);
  const ordered = inOrder([...nodes.values()]);
  const objects = (afterRows: boolean) =>
    ordered
      .filter((node) => node.afterRows === afterRows)
      .map(({ kind, name, statements }) => ({ kind, name, statements }));
  return { search_path: searchPath, before_rows: objects(false), after_rows: objects(true) };
}

/** What {@link readSchema} leaves out of a definition, in words. */
export async function readLeftOut(client: Client): Promise<string[]> {
  return (await client.query<{ name: string }>(LEFT_OUT)).rows.map((row) => row.name);
}

async function readNodes(client: Client): Promise<Map<string, Node>> {
  const { rows } = await client.query<{ major: number }>(
    `select current_setting('server_version_num')::int / 10000 as major`,
  );
  const nodes = new Map<string, Node>();
  for (const [rank, { kind, sql, afterRows }] of objectQueries(rows[0]?.major ?? 0).entries())
    for (const row of (await client.query<CatalogRow>(sql)).rows) {
      const statements = row.statements
        .filter((statement) => statement !== null)
        .map((statement) => steady(kind, statement));
      nodes.set(row.key, {
        ...{ key: row.key, kind, name: row.name, rank, afterRows },
        statements: [...statements, ...commentOn(client, row)],
        needs: new Set(row.needs),
      });
    }
  return nodes;
}

async function addDependencies(client: Client, nodes: Map<string, Node>): Promise<void> {
  const { rows: parts } = await client.query<{ part: string; whole: string }>(PARTS);
  const wholes = new Map(parts.map(({ part, whole }) => [part, whole]));
  const nodeOf = (key: string): Node | undefined => {
    const whole = wholes.get(key);
    return nodes.get(key) ?? (whole === undefined ? undefined : nodeOf(whole));
  };
  const { rows } = await client.query<{ object: string; needed: string }>(DEPENDENCIES);
  for (const { object, needed } of rows) {
    const [from, to] = [nodeOf(object), nodeOf(needed)];
    if (from && to && from !== to) from.needs.add(to.key);
  }
}

/**
 * Each object after those it needs; among those that are free, by kind and name. What needs an object that comes after
 * the rows comes after them as well.
 */
function inOrder(nodes: Node[]): Node[] {
  const waiting = new Set(nodes.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1)));
  const known = new Map(nodes.map((node) => [node.key, node]));
  const placed = new Map<string, Node>();
  while (waiting.size > 0) {
    const next = firstFree(waiting, (key) => placed.has(key) || !known.has(key));
    if (!next) throw new BackupError(`A backup cannot hold objects that need each other: ${inWords(waiting)}.`);
    if ([...next.needs].some((key) => placed.get(key)?.afterRows)) next.afterRows = true;
    if (next.kind === 'table' && next.afterRows)
      throw new BackupError(`A backup cannot hold ${inWords([next])}: it needs a view, an index or a constraint.`);
    placed.set(next.key, next);
    waiting.delete(next);
  }
  return [...placed.values()];
}

function firstFree(waiting: Iterable<Node>, isThere: (key: string) => boolean): Node | undefined {
  for (const node of waiting) if ([...node.needs].every(isThere)) return node;
  return undefined;
}

const inWords = (nodes: Iterable<Node>): string => [...nodes].map(({ kind, name }) => `${kind} ${name}`).join(', ');
