import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { ContentStore, type ReceivedFile, type StoredFile } from './content-store';

/**
 * SQL: columns that refer to files, by a foreign key to `stored_files`. Their files stay as long as a row says so; the keys
 * themselves say which columns they are, so that a new one cannot be forgotten.
 */
const REFERENCES = `select distinct k.conrelid::regclass::text as table, quote_ident(a.attname) as column
  from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
  where k.contype = 'f' and k.confrelid = 'stored_files'::regclass order by 1, 2`;

/** What is wrong between rows and files. */
export interface FileFindings {
  /** Hashes of rows that say that there is a file, and there is none. */
  missing: string[];
  /** Hashes of files of another size than their row says or, where contents were read, with other bytes. */
  damaged: string[];
  /** Files that no row knows: of a process that was killed between the two, or of another database. */
  unknown: StoredFile[];
  /** How many files were compared. */
  files: number;
}

/** What a sweep did. */
export interface Swept {
  /** Files to which nobody refers any more, from now on. */
  marked: number;
  /** Files that are gone. */
  removed: number;
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
   * @param graceSeconds how long nobody must have referred to a file
   */
  async sweep(graceSeconds: number): Promise<Swept> {
    const unreferenced = await this.unreferenced();
    const marked = await this.database.atomic(() =>
      this.database.write(
        'stored_files.mark',
        `update stored_files f set unreferenced_at = now() where f.sha256 in (select f.sha256 from stored_files f
            where f.unreferenced_at is null and ${unreferenced} limit ${String(SWEEP_LIMIT)} for update skip locked) returning 1`,
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
    return { marked: marked.length, removed };
  }

  /**
   * Enters files that no row knows as such to which nobody refers since they were kept, so that the next sweep takes those
   * that are older than the grace. One that somebody is about to refer to is theirs: they come first, or put it there again.
   *
   * @param files as {@link verify} has found them
   * @returns how many were entered
   */
  async enterUnknown(files: readonly StoredFile[]): Promise<number> {
    const rows = await this.database.atomic(() =>
      this.database.write(
        'stored_files.enter_unknown',
        `insert into stored_files (sha256, size, unreferenced_at)
          select sha256, size, modified from unnest($1::text[], $2::bigint[], $3::timestamptz[]) f(sha256, size, modified) order by sha256
          on conflict (sha256) do nothing returning 1`,
        [
          files.map(({ sha256 }) => sha256),
          files.map(({ size }) => size),
          files.map(({ modified }) => modified.toISOString()),
        ],
      ),
    );
    return rows.length;
  }

  /**
   * Compares rows and files, both in the order of their hashes, in bounded memory but for what is wrong. People may go on
   * working: what looks wrong is looked at again in the end.
   *
   * @param contents reads every file, and compares its bytes with its hash
   * @param onFile called for each file, before its contents are read; what it throws ends it
   */
  async verify(contents = false, onFile: (files: number) => void = () => undefined): Promise<FileFindings> {
    const findings: FileFindings = { missing: [], damaged: [], unknown: [], files: 0 };
    const rows = await this.database.stream(
      'stored_files.all',
      // To what nobody refers, nobody will miss.
      `select sha256, size, unreferenced_at is null as is_needed from stored_files order by sha256 collate "C"`,
      [],
    );
    try {
      const entries = (rows as AsyncIterable<Entry>)[Symbol.asyncIterator]();
      let entry = await entries.next();
      const passMissing = async () => {
        if (entry.done !== true && entry.value.is_needed) findings.missing.push(entry.value.sha256);
        entry = await entries.next();
      };
      for await (const file of this.store.list()) {
        onFile(++findings.files);
        while (!entry.done && entry.value.sha256 < file.sha256) await passMissing();
        if (entry.done || entry.value.sha256 !== file.sha256) {
          findings.unknown.push(file);
          continue;
        }
        const isWhole = Number(entry.value.size) === file.size && (!contents || (await this.isIntact(file.sha256)));
        if (!isWhole) findings.damaged.push(file.sha256);
        entry = await entries.next();
      }
      while (!entry.done) await passMissing();
    } finally {
      rows.destroy();
    }
    return this.lookedAtAgain(findings);
  }

  /** What came, or went, while the two were compared is not wrong. */
  private async lookedAtAgain(findings: FileFindings): Promise<FileFindings> {
    const asked = [...findings.missing, ...findings.damaged, ...findings.unknown.map(({ sha256 }) => sha256)];
    const rows = await this.database.read<Entry>(
      'stored_files.again',
      'select sha256, size, unreferenced_at is null as is_needed from stored_files where sha256 = any($1)',
      [asked],
    );
    const known = new Map(rows.map((row) => [row.sha256, row]));
    const missing: string[] = [];
    for (const sha of findings.missing)
      if (known.get(sha)?.is_needed === true && !(await this.store.has(sha))) missing.push(sha);
    const damaged = findings.damaged.filter((sha) => known.has(sha));
    const unknown = findings.unknown.filter(({ sha256 }) => !known.has(sha256));
    return { ...findings, missing, damaged, unknown };
  }

  /** Has a file the bytes that its name says? One that has just been removed is not damaged. */
  private async isIntact(sha256: string): Promise<boolean> {
    const file = await this.store.open(sha256);
    if (file === undefined) return true;
    const hash = createHash('sha256');
    await pipeline(file, async (pieces: AsyncIterable<Buffer>) => {
      for await (const piece of pieces) hash.update(piece);
    });
    return hash.digest('hex') === sha256;
  }

  /** SQL: does nobody refer to the file `f`? @throws Error when no table does, which is no schema of this program */
  private async unreferenced(): Promise<string> {
    const references = await this.database.read<{ table: string; column: string }>(
      'stored_files.references',
      REFERENCES,
    );
    if (references.length === 0) throw new Error('no table refers to stored_files');
    return references
      .map(({ table, column }) => `not exists (select from ${table} r where r.${column} = f.sha256)`)
      .join(' and ');
  }
}

/** A row of `stored_files`. */
interface Entry {
  sha256: string;
  size: string;
  /** Somebody refers to it, as far as the last sweep knows. */
  is_needed: boolean;
}
