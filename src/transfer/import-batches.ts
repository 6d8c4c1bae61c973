import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/permissions';
import { Database } from '../database/database.service';
import { RunAgainError } from '../database/errors';
import { faultOf } from '../http/door';
import { ProblemError } from '../http/problem';
import { checked, sentenceOf } from '../http/validation';
import { isDone, type Outcome } from '../resources/bulk/outcome';
import { rowWithKey } from '../resources/many-rows/unique-keys';
import { keyOf, type UniqueKey, wordOf } from '../resources/resource';
import { Rows } from '../resources/rows';
import type { ImportRow } from './import-rows';
import { type ImportedCollection, inTheWay, type ReadRow } from './imported-collection';
import type { OnExisting } from './transfer.dto';

/** One import: of what, where to, how, for whom. */
export interface ImportRun {
  collection: ImportedCollection<object, object, unknown>;
  target: unknown;
  onExisting: OnExisting;
  caller: Caller;
}

/** What became of one row. */
export interface RowResult {
  row: ImportRow;
  /** The HTTP status that the row alone would have had. */
  status: number;
  id?: string;
  /** For a row that changed nothing: it was skipped, or everything was so already. */
  note?: 'skipped' | 'unchanged';
  problem?: ProblemError;
}

/** What became of a batch; `stopped`: its last row met one that exists, and `on_existing` is `fail`. */
export interface BatchResult {
  results: RowResult[];
  stopped: boolean;
}

/** A valid row that knows where it belongs. */
interface GoodRow {
  row: ImportRow;
  item: object;
}

/** A row and what it meets. */
interface MetRow extends GoodRow {
  /** The unique key as PostgreSQL compares it; null is equal to nothing. */
  key: string | null;
  /** The live row that has the key. */
  holder: string | null;
  /** In a dry run: an earlier row would have made one with the key. */
  imagined: boolean;
}

/** Puts rows of an upload into the database, a batch at a time. */
@Injectable()
export class ImportBatches {
  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
  ) {}

  /** Does a batch in one transaction; its results may be reported when this returns. */
  do(rows: readonly ImportRow[], run: ImportRun): Promise<BatchResult> {
    return this.database.atomic(() => this.batch(rows, run, false));
  }

  /**
   * Says what {@link do} would do with all batches, and undoes each piece of it at once, so that nobody waits for a key
   * that will not be taken. One transaction, which is rolled back.
   */
  rehearse(
    batches: AsyncIterable<ImportRow[]>,
    run: ImportRun,
    report: (batch: BatchResult) => Promise<void>,
  ): Promise<void> {
    return this.database.rehearse(async () => {
      await this.database.write(
        'import.imagine',
        'create temp table imagined_rows (key text primary key) on commit drop',
      );
      for await (const rows of batches) {
        const batch = await this.batch(rows, run, true);
        await report(batch);
        if (batch.stopped) return;
      }
    });
  }

  /** A key that stands twice in a file meets the row made before it: the batch is cut where a key repeats. */
  private async batch(rows: readonly ImportRow[], run: ImportRun, dry: boolean): Promise<BatchResult> {
    const results = new Map<ImportRow, RowResult>();
    let stoppedAt: ImportRow | undefined;
    for (let rest = await this.placed(rows, run, results); rest.length > 0 && !stoppedAt;) {
      const piece = upToRepeatedKey(await this.meet(rest, run, dry));
      const end = run.onExisting === 'fail' ? piece.findIndex(exists) : -1;
      const blocked = end === -1 ? undefined : piece[end];
      const written = end === -1 ? piece : piece.slice(0, end);
      if (written.length > 0)
        for (const result of await (dry ? this.imagine(written, run) : this.write(written, run)))
          results.set(result.row, result);
      if (blocked) {
        stoppedAt = blocked.row;
        results.set(blocked.row, refused(blocked.row, existing(blocked, run)));
      }
      rest = rest.slice(piece.length);
    }
    const ordered: RowResult[] = [];
    for (const row of rows) {
      const result = results.get(row);
      if (result) ordered.push(result);
      if (row === stoppedAt) break;
    }
    return { results: ordered, stopped: stoppedAt !== undefined };
  }

  /** The rows that can be tried; what is wrong with the others goes into `results`. */
  private async placed(
    rows: readonly ImportRow[],
    { collection, target, caller }: ImportRun,
    results: Map<ImportRow, RowResult>,
  ): Promise<GoodRow[]> {
    const placing = Object.entries(collection.columns).flatMap(([column, { names }]) =>
      names === undefined ? [] : [[column, names] as const],
    );
    const read: (ReadRow<object> & { row: ImportRow })[] = [];
    for (const row of rows) {
      const found = readRow(row, collection.item, placing);
      if (found instanceof ProblemError) results.set(row, refused(row, found));
      else read.push({ row, ...found });
    }
    if (read.length === 0) return [];
    const places = await collection.place(read, target, caller);
    return read.flatMap(({ row }, index) => {
      const item = places[index] as object;
      if (!(item instanceof ProblemError)) return [{ row, item }];
      results.set(row, refused(row, item));
      return [];
    });
  }

  /** Who has the keys of rows, in the order of the rows. */
  private async meet(rows: readonly GoodRow[], { collection }: ImportRun, dry: boolean): Promise<MetRow[]> {
    const { resource } = collection;
    const { table, unique: [unique] = [] } = resource;
    if (!unique) return rows.map((row) => ({ ...row, key: null, holder: null, imagined: false }));
    const wanted = keyOf(unique, 'given');
    const imagined = dry ? 'exists (select from imagined_rows i where i.key = g.key)' : 'false';
    // The table's own row type, so that no column's type is written here.
    const met = await this.database.write<Omit<MetRow, keyof GoodRow>>(
      `import.meet_${table}`,
      `select g.key, g.holder, ${imagined} as imagined from (
          select given.ordinality as place, held.id as holder,
              case when num_nulls(${wanted.join(', ')}) = 0 then jsonb_build_array(${wanted.join(', ')})::text end as key
            from jsonb_populate_recordset(null::${table}, $1::jsonb) with ordinality given
              left join ${rowWithKey(resource, unique)} held on true
        ) g order by g.place`,
      [JSON.stringify(rows.map(({ item }) => keyColumnsOf(unique, item)))],
    );
    return rows.map((row, index) => ({ ...row, ...(met[index] as (typeof met)[number]) }));
  }

  /** Writes a piece, undoes it, and remembers the keys of the rows that it would have made. */
  private async imagine(piece: readonly MetRow[], run: ImportRun): Promise<RowResult[]> {
    await this.database.write('import.begin_piece', 'savepoint piece');
    const results = await this.write(piece, run);
    await this.database.write('import.undo_piece', 'rollback to savepoint piece');
    const made = new Set(results.filter(({ status }) => status === 201).map(({ row }) => row));
    await this.database.write(
      'import.remember',
      'insert into imagined_rows select unnest($1::text[]) on conflict do nothing',
      [piece.flatMap(({ row, key }) => (key !== null && made.has(row) ? [key] : []))],
    );
    return results.map(({ id, ...result }) => (result.status === 201 || id === undefined ? result : { ...result, id }));
  }

  /**
   * Changes and makes the rows of a piece, in which no key repeats. Locks are taken from the top: what stands above all rows,
   * rows that exist, and new keys last.
   */
  private async write(piece: readonly MetRow[], run: ImportRun): Promise<RowResult[]> {
    const { collection, target, onExisting, caller } = run;
    const results: RowResult[] = [];
    const made: MetRow[] = [];
    const changed: MetRow[] = [];
    for (const met of piece)
      if (!exists(met)) made.push(met);
      else if (onExisting === 'skip')
        results.push({ row: met.row, status: 200, note: 'skipped', ...(met.holder !== null && { id: met.holder }) });
      else if (met.holder === null) results.push({ row: met.row, status: 200 });
      else changed.push(met);
    // Either write locks what it needs; but those of the second would come too late.
    if (changed.length > 0 && made.length > 0) await this.holdParents([...changed, ...made], run);
    if (changed.length > 0) {
      const items = changed.map(({ item, holder }) => Object.assign(item, { id: holder as string }));
      for (const [index, outcome] of (await collection.update(items, caller, target)).entries())
        results.push(resultOf(changed[index] as MetRow, outcome, 200));
    }
    if (made.length > 0) {
      const items = made.map(({ item }) => item);
      for (const [index, outcome] of (await collection.create(items, caller)).entries()) {
        // Somebody else took the key between the look and the insert; a second run of the transaction sees it.
        if (isKeyTaken(outcome, collection)) throw new RunAgainError();
        results.push(resultOf(made[index] as MetRow, outcome, 201));
      }
    }
    return results;
  }

  private async holdParents(rows: readonly MetRow[], { collection: { resource }, caller }: ImportRun): Promise<void> {
    for (const { type, column } of resource.parents) {
      const ids = rows.flatMap(({ item }) => (item as Record<string, string | null | undefined>)[column] ?? []);
      await this.rows.hold(type, ids, caller);
    }
  }
}

/** What a row says, checked. @param placing the columns that name where rows belong */
function readRow(
  { fields, fault }: ImportRow,
  type: new () => object,
  placing: readonly (readonly [column: string, what: string])[],
): ReadRow<object> | ProblemError {
  if (!fields) return new ProblemError('malformed_request', fault ?? 'The row cannot be read.');
  const problem = faultOf(fields);
  if (problem) return problem;
  const own = Object.entries(fields).filter(([field]) => placing.every(([column]) => column !== field));
  const { value: item, errors } = checked(type, Object.fromEntries(own));
  const names: Record<string, string> = {};
  for (const [column, what] of placing) {
    const name = fields[column];
    if (typeof name === 'string') names[column] = name;
    else if (name !== undefined) errors.push({ pointer: `/${column}`, detail: `must be the name of ${what}` });
  }
  return errors.length > 0 ? new ProblemError('invalid_input', sentenceOf(errors), errors) : { item, names };
}

function exists(row: MetRow): boolean {
  return row.holder !== null || row.imagined;
}

function upToRepeatedKey(rows: readonly MetRow[]): MetRow[] {
  const seen = new Set<string>();
  const end = rows.findIndex(({ key }) => key !== null && seen.size === seen.add(key).size);
  return end === -1 ? [...rows] : rows.slice(0, end);
}

function keyColumnsOf({ within, field }: UniqueKey, item: object): Record<string, unknown> {
  const columns = [...within.map((part) => (typeof part === 'string' ? part : part.column)), field];
  return Object.fromEntries(columns.map((column) => [column, (item as Record<string, unknown>)[column]]));
}

function isKeyTaken(outcome: Outcome, { resource }: ImportRun['collection']): boolean {
  const constraint = resource.unique?.[0]?.constraint;
  return !isDone(outcome) && outcome.problem.errors.some((error) => error.constraint === constraint);
}

function resultOf({ row }: MetRow, outcome: Outcome, status: number): RowResult {
  if (!isDone(outcome)) return refused(row, outcome.problem);
  return { row, status, id: outcome.id, ...(outcome.unchanged && { note: 'unchanged' as const }) };
}

function refused(row: ImportRow, problem: ProblemError): RowResult {
  return { row, status: problem.status, problem };
}

function existing({ item, holder }: MetRow, { collection: { resource } }: ImportRun): ProblemError {
  const where = holder === null ? 'a row before this one' : `the ${wordOf(resource.type)} ${holder}`;
  const predicate = `is taken by ${where}, and on_existing is "fail", so the import stopped here.`;
  return inTheWay(resource.unique?.[0] as UniqueKey, item, holder, predicate);
}
