import type { StepSources } from '../scaffold/scaffold-sources';
import type { CatalogEntry } from './schema-text';

/** A default that PostgreSQL computes once for all rows that are there; anything else might rewrite the table. */
const STABLE_DEFAULT = /^('(?:[^']|'')*'(::[\w ]+(\[\])?)?|-?\d+(\.\d+)?|true|false|now\(\)|CURRENT_TIMESTAMP)$/;

interface Column {
  type: string;
  notNull: boolean;
  default: string | undefined;
}

/**
 * The steps that lead from one catalog to another. Only adds: what differs, or is too much, becomes a remark that says
 * what to decide, since dropping and adding would lose what is there.
 */
export class SchemaDifference {
  private readonly imports = new Set<string>();
  private readonly steps: string[] = [];
  private readonly remarks: string[] = [];

  /**
   * @param present the database's catalog
   * @param wanted the one that the entities describe; tables that it lacks are not looked at
   */
  constructor(
    private readonly present: readonly CatalogEntry[],
    private readonly wanted: readonly CatalogEntry[],
  ) {}

  /** Steps and remarks; both empty when nothing is to be added or decided. */
  write(): StepSources {
    const tables = [...new Set(this.wanted.map(({ table }) => table))].filter((table) => table !== null);
    const added = tables.filter((table) => !this.present.some((entry) => entry.table === table));
    const kept = tables.filter((table) => !added.includes(table));
    for (const table of kept) this.addColumns(table);
    const rules = this.wanted.filter(({ kind }) => kind === 'constraint' || kind === 'index');
    for (const rule of rules) if (kept.includes(rule.table ?? '') && !isForeignKey(rule)) this.addOrRemark(rule);
    for (const table of added) this.createTable(table);
    for (const rule of rules) if (isForeignKey(rule)) this.addOrRemark(rule);
    return { imports: [...this.imports], steps: this.steps, remarks: this.remarks };
  }

  private of(catalog: readonly CatalogEntry[], kind: CatalogEntry['kind'], table: string): CatalogEntry[] {
    return catalog.filter((entry) => entry.kind === kind && entry.table === table);
  }

  private step(name: string, ...given: unknown[]): void {
    this.imports.add(name);
    this.steps.push(`${name}(${given.map(source).join(', ')}),`);
  }

  /** Foreign keys are steps of their own: a table that a rollback puts aside must not hold what the rollback takes away. */
  private createTable(table: string): void {
    const constraints = this.of(this.wanted, 'constraint', table).filter((entry) => !isForeignKey(entry));
    const lines = [
      ...this.of(this.wanted, 'column', table).map(({ name, definition }) => `${name} ${definition}`),
      ...constraints.map(({ name, definition }) => `constraint ${name} ${definition}`),
    ];
    const indexes = this.of(this.wanted, 'index', table).map(({ definition }) => `;\n${definition}`);
    this.step('createTable', table, `create table ${table} (\n  ${lines.join(',\n  ')})${indexes.join('')}`);
  }

  private addColumns(table: string): void {
    const present = new Map(this.of(this.present, 'column', table).map((entry) => [entry.name, entry.definition]));
    const wanted = new Map(this.of(this.wanted, 'column', table).map((entry) => [entry.name, entry.definition]));
    for (const [name, definition] of present)
      if (!wanted.has(name))
        this.remarks.push(
          `Decide: ${table}.${name} (${definition}) is in the database only. Put it aside after the last old client\n(parkColumns), describe it in the entity, or move its values (fill) if it has another name now.`,
        );
    for (const [name, definition] of wanted) {
      const there = present.get(name);
      if (there === undefined) this.addColumn(table, name, columnOf(definition));
      else if (there !== definition)
        this.remarks.push(
          `Decide: ${table}.${name} is "${there}" in the database and "${definition}" in the entity. A type changes by a new\ncolumn that is filled; for NOT NULL fill the NULLs first (fill, notNull); for a default see setDefault.`,
        );
    }
  }

  private addColumn(table: string, name: string, column: Column): void {
    const stable = column.default !== undefined && STABLE_DEFAULT.test(column.default);
    this.step('addColumns', table, { [name]: stable ? `${column.type} default ${column.default ?? ''}` : column.type });
    if (column.default !== undefined && !stable) this.step('setDefault', table, name, column.default);
    if (!column.notNull) return;
    if (stable) this.step('notNull', table, name);
    else
      this.remarks.push(
        `Decide: ${table}.${name} must not be NULL in the entity, but rows that are there have no value for it. Fill them\n(fill), then add notNull('${table}', '${name}').`,
      );
  }

  private addOrRemark(entry: CatalogEntry): void {
    const { kind, table, name, definition } = entry;
    if (table === null) return;
    const there = this.present.find((one) => one.kind === kind && one.table === table && one.name === name);
    if (there?.definition === definition) return;
    if (there) {
      this.remarks.push(
        `Decide: ${kind} ${table}.${name} is "${there.definition}" in the database\nand "${definition}" in the entity. Give the new one another name, and take the old one away after it.`,
      );
      return;
    }
    if (kind === 'index' ? this.addIndex(table, name, definition) : this.addConstraint(table, name, definition)) return;
    this.remarks.push(`Decide: no step writes ${kind} ${table}.${name}: ${definition}`);
  }

  private addIndex(table: string, name: string, definition: string): boolean {
    const [, unique, rest] = /^CREATE (UNIQUE )?INDEX \S+ ON \S+ USING (.+)$/s.exec(definition) ?? [];
    if (rest === undefined) return false;
    const plain = rest.startsWith('btree ') ? rest.slice('btree '.length) : `using ${rest}`;
    this.step(unique === undefined ? 'index' : 'uniqueIndex', table, name, plain);
    return true;
  }

  private addConstraint(table: string, name: string, definition: string): boolean {
    const check = /^CHECK \((.+)\)$/s.exec(definition)?.[1];
    const [, unique] = /^UNIQUE \(([^)]+)\)$/.exec(definition) ?? [];
    const [, columns, parent, parentColumns, rest] =
      /^FOREIGN KEY \(([^)]+)\) REFERENCES (\w+)\(([^)]+)\) ?(.*)$/.exec(definition) ?? [];
    if (check !== undefined) this.step('check', table, name, check);
    else if (unique !== undefined) this.step('unique', table, name, unique.split(', '));
    else if (columns !== undefined && parent !== undefined && parentColumns !== undefined)
      this.step('foreignKey', table, name, columns.split(', '), `${parent} (${parentColumns})`, rest ?? '');
    else return false;
    return true;
  }
}

function columnOf(definition: string): Column {
  const [, type = definition, notNull, value] = /^(.*?)( not null)?(?: default (.*))?$/s.exec(definition) ?? [];
  return { type, notNull: notNull !== undefined, default: value };
}

function isForeignKey({ kind, definition }: CatalogEntry): boolean {
  return kind === 'constraint' && definition.startsWith('FOREIGN KEY');
}

/** As TypeScript; text in back-ticks where it has quotes or lines. */
function source(value: unknown): string {
  if (typeof value === 'string')
    return /['\n\\]/.test(value) ? `\`${value.replaceAll(/[\\`]|\$\{/g, '\\$&')}\`` : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(source).join(', ')}]`;
  return `{ ${Object.entries(value as object)
    .map(([key, one]) => `${key}: ${source(one)}`)
    .join(', ')} }`;
}
