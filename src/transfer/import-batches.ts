import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/permissions';
import { Database } from '../database/database.service';
import { RunAgainError } from '../database/errors';
import { faultOf } from '../http/door';
import { ProblemError } from '../http/problem';
import { checked, sentenceOf } from '../http/validation';
import { isDone, type Outcome } from '../resources/bulk/outcome';
import { refusalOfKey } from '../resources/many-rows/key-refusal';
import { UniqueKeys } from '../resources/many-rows/unique-keys';
import { type UniqueKey, wordOf } from '../resources/resource';
import { Rows } from '../resources/rows';
import type { ImportRow } from './import-rows';
import type { ImportedCollection, ReadRow } from './imported-collection';
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

/** Rows that are written together: no key stands twice among them. */
interface Piece {
  /** How many rows of the batch it has, the one where the import stops included. */
  length: number;
  written: MetRow[];
  results: RowResult[];
  /** The row that met one that exists, where that stops the import. */
  blocked: MetRow | undefined;
}

/** Puts rows of an upload into the database, a batch at a time. */
@Injectable()
export class ImportBatches {
  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
    private readonly keys: UniqueKeys,
  ) {}

  /** Does a batch in one transaction; its results may be reported when this returns. */
  do(rows: readonly ImportRow[], run: ImportRun): Promise<BatchResult> {
    return this.database.atomic(() => this.batch(rows, run, false));
  }

  /**
   * Says what {@link do} would do with all batches, and undoes each piece of it at once, so that nobody waits for a key
   * that will not be taken. One transaction, which is rolled back.
   */
  dryRun(
    batches: AsyncIterable<ImportRow[]>,
    run: ImportRun,
    report: (batch: BatchResult) => Promise<void>,
  ): Promise<void> {
    return this.database.dryRun(async () => {
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
      const piece = await (dry ? this.imagine(rest, run) : this.piece(rest, run, false));
      for (const result of piece.results) results.set(result.row, result);
      if (piece.blocked) {
        stoppedAt = piece.blocked.row;
        results.set(stoppedAt, refused(stoppedAt, existing(piece.blocked, run)));
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
    const [unique] = resource.unique ?? [];
    if (!unique) return rows.map((row) => ({ ...row, key: null, holder: null, imagined: false }));
    const wanted = rows.map(({ item }, index) => ({ index, row: item }));
    const claims = (await this.keys.claims(resource, [unique], wanted)).get(unique) ?? [];
    const imagined = dry ? await this.imaginedAmong(claims.map(({ value }) => value)) : new Set();
    return rows.map((row, index) => {
      const { value: key = null, holder = null } = claims[index] ?? {};
      return { ...row, key, holder, imagined: imagined.has(key) };
    });
  }

  /** Which of the keys rows of this dry run would have taken by now. */
  private async imaginedAmong(keys: readonly (string | null)[]): Promise<ReadonlySet<unknown>> {
    const found = await this.database.write<{ key: string }>(
      'import.imagined',
      'select key from imagined_rows where key = any($1::text[])',
      [keys],
    );
    return new Set(found.map(({ key }) => key));
  }

  /** Looks at the first rows, as far as no key repeats, and writes them. */
  private async piece(rest: readonly GoodRow[], run: ImportRun, dry: boolean): Promise<Piece> {
    const met = upToRepeatedKey(await this.meet(rest, run, dry));
    const end = run.onExisting === 'fail' ? met.findIndex(exists) : -1;
    const written = end === -1 ? met : met.slice(0, end);
    const results = written.length > 0 ? await this.write(written, run) : [];
    return { length: met.length, written, results, blocked: met[end] };
  }

  /** Does a piece, undoes it, and remembers the keys of the rows that it would have made. */
  private async imagine(rest: readonly GoodRow[], run: ImportRun): Promise<Piece> {
    const piece = await this.database.undone(() => this.piece(rest, run, true));
    const made = new Set(piece.results.filter(({ status }) => status === 201).map(({ row }) => row));
    await this.database.write(
      'import.remember',
      'insert into imagined_rows select unnest($1::text[]) on conflict do nothing',
      [piece.written.flatMap(({ row, key }) => (key !== null && made.has(row) ? [key] : []))],
    );
    const results = piece.results.map(({ id, ...result }) =>
      result.status === 201 || id === undefined ? result : { ...result, id },
    );
    return { ...piece, results };
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
      const items = changed.map(({ item, holder }) => ({ ...item, id: holder as string }));
      for (const [index, outcome] of (await collection.update(items, caller, target)).entries())
        results.push(resultOf(changed[index] as MetRow, outcome, 200));
    }
    if (made.length > 0) {
      const items = made.map(({ item }) => item);
      for (const [index, outcome] of (await collection.create(items, caller)).entries()) {
        // Somebody else took the key between the look and the insert; a second run of the transaction, or of the piece in a
        // dry run, sees it.
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
  return refusalOfKey(resource.unique?.[0] as UniqueKey, item, predicate, holder);
}
