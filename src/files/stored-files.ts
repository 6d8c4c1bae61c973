import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { ContentStore, type ReceivedFile } from './content-store';

/** A column that refers to files by their SHA-256, by a foreign key to `stored_files`. */
export interface FileReference {
  table: string;
  column: string;
}

const references: FileReference[] = [];

/** Enters a column that refers to files, whose files then stay as long as a row says so. */
export function declareFileReference(reference: FileReference): void {
  references.push(reference);
}

/** What is wrong between rows and files. */
export interface FileFindings {
  /** Rows that say that there is a file, and there is none. */
  missing: string[];
  /** Files of another size than their row says. */
  damaged: string[];
  /** Files that no row knows: of a process that was killed between the two, or of another database. */
  unknown: string[];
  /** How many files were compared. */
  files: number;
}

/** Files removed at one go, each in a transaction of its own. */
const SWEEP_LIMIT = 10_000;

/**
 * Which files of the content store rows refer to. References are rows, never counters; a file goes in two steps, with a grace
 * between them in which a new reference takes it back.
 */
@Injectable()
export class StoredFiles {
  constructor(
    private readonly database: Database,
    private readonly store: ContentStore,
  ) {}

  /**
   * Keeps received files, and enters them. In the transaction of the rows that refer to them: the entry is locked first, so
   * that nobody removes the file in between; only then is it looked for.
   */
  async adopt(files: readonly ReceivedFile[]): Promise<void> {
    const bySha = new Map(files.map((file) => [file.sha256, file]));
    const shas = [...bySha.keys()].sort();
    if (shas.length === 0) return;
    await this.database.write(
      'stored_files.adopt',
      `insert into stored_files (sha256, size) select sha256, size from unnest($1::text[], $2::bigint[]) f(sha256, size) order by sha256
        on conflict (sha256) do update set unreferenced_at = null`,
      [shas, shas.map((sha) => bySha.get(sha)?.size)],
    );
    for (const file of files) await file.keep();
    for (const [sha, file] of bySha)
      if (!(await this.store.has(sha)))
        throw new Error(`the file ${sha} of ${String(file.size)} bytes is not in the store`);
  }

  /**
   * Carries received files into the store before the transaction of the rows that will refer to them, for what takes long.
   * Until they are adopted nobody refers to them, and their entries say so: what is never adopted is swept after the grace.
   */
  async prepare(files: readonly ReceivedFile[]): Promise<void> {
    await this.database.atomic(() =>
      this.database.write(
        'stored_files.prepare',
        `insert into stored_files (sha256, size, unreferenced_at) select distinct on (sha256) sha256, size, now()
          from unnest($1::text[], $2::bigint[]) f(sha256, size) order by sha256 on conflict (sha256) do nothing`,
        [files.map(({ sha256 }) => sha256), files.map(({ size }) => size)],
      ),
    );
    for (const file of files) await file.keep();
  }

  /**
   * First step: says since when nobody refers to a file. Second step: removes those of which that has been true for longer
   * than the grace, after another look. May be cut off anywhere, and done by several at once.
   *
   * @returns how many files were removed
   */
  async sweep(graceSeconds: number): Promise<number> {
    const unreferenced = references
      .map(({ table, column }) => `not exists (select from ${table} r where r.${column} = f.sha256)`)
      .join(' and ');
    await this.database.atomic(() =>
      this.database.write(
        'stored_files.mark',
        `update stored_files f set unreferenced_at = now() where f.sha256 in (select f.sha256 from stored_files f
            where f.unreferenced_at is null and ${unreferenced} limit ${String(SWEEP_LIMIT)} for update skip locked)`,
      ),
    );
    await this.database.atomic(() =>
      this.database.write(
        'stored_files.unmark',
        `update stored_files f set unreferenced_at = null where f.unreferenced_at is not null and not (${unreferenced})`,
      ),
    );
    const candidates = await this.database.read<{ sha256: string }>(
      'stored_files.unreferenced',
      `select sha256 from stored_files where unreferenced_at < now() - make_interval(secs => $1) order by sha256 limit ${String(SWEEP_LIMIT)}`,
      [graceSeconds],
    );
    let removed = 0;
    for (const { sha256 } of candidates)
      removed += await this.database.atomic(async () => {
        // Whoever takes the file back in this moment waits for the row, then finds the file gone and puts it there again.
        const gone = await this.database.write(
          'stored_files.remove',
          `delete from stored_files f where f.sha256 = $1 and f.unreferenced_at < now() - make_interval(secs => $2) and ${unreferenced} returning sha256`,
          [sha256, graceSeconds],
        );
        if (gone.length > 0) await this.store.remove(sha256);
        return gone.length;
      });
    return removed;
  }

  /** Compares rows and files, both in the order of their hashes, in bounded memory but for what is wrong. */
  async verify(): Promise<FileFindings> {
    const findings: FileFindings = { missing: [], damaged: [], unknown: [], files: 0 };
    const rows = await this.database.stream(
      'stored_files.all',
      'select sha256, size from stored_files order by sha256 collate "C"',
      [],
    );
    const entries = (rows as AsyncIterable<{ sha256: string; size: string }>)[Symbol.asyncIterator]();
    let entry = await entries.next();
    for await (const file of this.store.list()) {
      findings.files++;
      while (!entry.done && entry.value.sha256 < file.sha256) {
        findings.missing.push(entry.value.sha256);
        entry = await entries.next();
      }
      if (!entry.done && entry.value.sha256 === file.sha256) {
        if (Number(entry.value.size) !== file.size) findings.damaged.push(file.sha256);
        entry = await entries.next();
      } else findings.unknown.push(file.sha256);
    }
    for (; !entry.done; entry = await entries.next()) findings.missing.push(entry.value.sha256);
    return findings;
  }
}
