import type { PermissionName } from '../access/permissions';

/** The way from a row `t` to an ancestor through other tables, in SQL. In it, `$1` holds the ids of the ancestors asked for. */
export interface AncestorPath {
  /** The tables between them, joined: `stories y join episodes e on e.id = y.episode_id`. */
  through: string;
  /** What joins the first of them to `t`: `y.id = t.story_id`. */
  on: string;
  /** The column with the ancestor's id: `e.project_id`. */
  id: string;
}

/** Where the projects of a row are found, from which the rights on it follow; see docs/decisions/010. */
export type Projects =
  /** A project's own row. */
  | { of: 'itself' }
  /** One project, whose id is in this column. */
  | { of: 'column'; column: string }
  /** Several projects or none: the table that assigns them, and its columns with the ids of the row and of the project. */
  | { of: 'assignments'; table: string; row: string; project: string }
  /** Those of a parent, whose id is in this column. */
  | { of: 'parent'; type: string; column: string }
  /** No project, ever. */
  | { of: 'nobody' };

/** One column of a unique key, and SQL of what is compared, where that is not the column's own value. */
export interface KeyColumn {
  column: string;
  key?: (sql: string) => string;
}

/** A unique index over live rows. */
export interface UniqueKey {
  /** The name of the index, or of the constraint. */
  constraint: string;
  /** The columns within which `field` is unique. */
  within: readonly (string | KeyColumn)[];
  /** The column that a caller changes when the key is taken: what a restore renames. */
  field: string;
  /** SQL of what is compared of `field`. It never gives NULL, which would be equal to nothing. */
  key: (sql: string) => string;
  /** What `field` is called in a sentence; the column's name when absent. */
  word?: string;
  /** SQL of a value of `field` that no other row has, while rows exchange their keys; `'renamed ' || id` when absent. */
  aside?: string;
}

/** A collection, declared once: what it is, how it hangs together, and by what its rows are told apart. */
export interface Resource {
  /** The word for one row, as in `deletions.root_type`: `shot`. */
  type: string;
  /** Has `live` and the columns of deletion when its rows go to the trash. */
  table: string;
  /** SQL of what a row is called, over the table's columns. */
  label: string;
  projects: Projects;
  /**
   * The direct parents: they must be live before a row comes back from the trash. A parent that is in the same table is the
   * row's own type.
   */
  parents: readonly { type: string; column: string }[];
  /**
   * All ancestors, by their types, not only the parents: when one of them goes to the trash, the rows under it go along. Each
   * says where a row has its id: a column of the row, or the way through the tables between them. A table whose rows hang from
   * each other is under itself.
   */
  under: Readonly<Record<string, string | AncestorPath>>;
  /**
   * The unique indexes over live rows whose values a caller chooses: bulk calls, imports and restores say who has them. The
   * first tells rows of an import apart, and its field is what a restore renames. An index whose values the service chooses
   * itself, such as a place in an order, does not belong here: it chooses free ones, on the way back by `onRestore`.
   */
  unique?: readonly UniqueKey[];
  /** Who may see a row, make something in it, change and delete it: a line of the permission table each. */
  permissions: Readonly<Record<'read' | 'add' | 'write' | 'delete', PermissionName>>;
  /** SQL: further assignments when a row comes back from the trash. */
  onRestore?: string;
}

/** The permissions of everything that a project holds. */
export const OF_CONTENT = {
  read: 'content:read',
  add: 'content:write',
  write: 'content:write',
  delete: 'content:delete',
} as const;

const resources = new Map<string, Resource>();

/**
 * Enters a collection. By its declaration go `Trash`, `Rows` (who may see a row and do what to it), `ManyRows` and
 * `UniqueKeys`, imports, and what lists say of a row that a filter or an address refers to. Its statements, its list and its
 * export are the collection's own.
 */
export function declareResource(resource: Resource): Resource {
  resources.set(resource.type, resource);
  return resource;
}

/** The declaration of a type. @throws Error for a type that no room has declared, which is a mistake in the program */
export function resourceOf(type: string): Resource {
  const resource = resources.get(type);
  if (!resource) throw new Error(`no resource of type ${type} is declared`);
  return resource;
}

/** Everything declared, parents before their children, which is the order in which rows are locked. */
export function declaredResources(): Resource[] {
  return [...resources.values()].sort((a, b) => depthOf(a) - depthOf(b));
}

/** 0 for what has no parent; a child is one deeper than its deepest parent. */
function depthOf({ type, parents }: Resource): number {
  const depths = parents.flatMap((parent) => (parent.type === type ? [] : [depthOf(resourceOf(parent.type)) + 1]));
  return Math.max(0, ...depths);
}

/** One project, whose id every row has. */
export function inProject(column: string): Projects {
  return { of: 'column', column };
}

/** Several projects or none, as a table assigns them. */
export function inProjectsOf(table: string, row: string, project: string): Projects {
  return { of: 'assignments', table, row, project };
}

/** The projects of a parent. */
export function inProjectsOfParent(type: string, column: string): Projects {
  return { of: 'parent', type, column };
}

/**
 * The way from rows `t` to an ancestor in a table whose rows hang from each other by `parent_id`, at any depth. The statement
 * walks down from the ancestors, whose ids are its `$1`.
 *
 * @param column SQL of the id in that table that `t` has: `t.id` for its own rows
 */
export function underTree(table: string, column: string): AncestorPath {
  return {
    through: `(with recursive below(root, id) as (
        select given, given from unnest($1::uuid[]) given
        union all select b.root, c.id from below b join ${table} c on c.parent_id = b.id and c.deleted_at is null)
      select * from below) b`,
    on: `${column} = b.id`,
    id: 'b.root',
  };
}

/** The column with the id of the one project that a row has; undefined where it may have several, or none. */
export function projectColumnOf({ projects }: Resource): string | undefined {
  if (projects.of === 'itself') return 'id';
  return projects.of === 'column' ? projects.column : undefined;
}

/** SQL: the project of the row `of`; NULL where it may have several, or none. */
export function projectIdOf(resource: Resource, of: string): string {
  const column = projectColumnOf(resource);
  return column === undefined ? 'null::uuid' : `${of}.${column}`;
}

/** The names of a key's columns, within first. */
export function columnsOfKey({ within, field }: UniqueKey): string[] {
  return [...within.map((part) => (typeof part === 'string' ? part : part.column)), field];
}

/** SQL of the comparable parts of a key of the row `of`, within first. */
export function keyOf({ within, field, key }: UniqueKey, of: string): string[] {
  const parts = within.map((part) => {
    if (typeof part === 'string') return `${of}.${part}`;
    const sql = `${of}.${part.column}`;
    return part.key?.(sql) ?? sql;
  });
  return [...parts, key(`${of}.${field}`)];
}

/** The word for many rows in a sentence: `crawl jobs`. */
export function wordForMany({ table }: Resource): string {
  return table.replaceAll('_', ' ');
}

/** The word for a row in a sentence: `crawl job`. */
export function wordOf(type: string): string {
  return type.replaceAll('_', ' ');
}
