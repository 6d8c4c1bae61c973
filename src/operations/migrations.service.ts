import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PassThrough, type Readable } from 'node:stream';
import { Database } from '../database/database.service';
import { declarationsOf, type MigrationDeclaration, shortName } from '../migrator/declaration';
import { readSchemaStatus } from '../migrator/run/migration-status';
import { SERVED_MIGRATIONS, type ServedMigrations } from '../migrator/schema-gate';
import type { MigrationBody, MigrationList } from './migration.dto';

/** How often the journal is read, for all listeners together and only while there are any. */
const LOOK_MS = 1000;
/** A comment goes out when nothing else does, so that nobody in between takes the connection for dead. */
const HEARTBEAT_MS = 15_000;
/** Then the listener must come again, as browsers do by themselves, with a token that is still good. */
const LONGEST_MS = 300_000;
/** A listener that does not take what it is sent is let go. */
const MOST_BUFFERED = 1_000_000;

/** The state of migrations, read-only: they are run from the command line. */
@Injectable()
export class MigrationsService implements OnModuleDestroy {
  private readonly listeners = new Set<PassThrough>();
  private timer: NodeJS.Timeout | undefined;
  private latest = '';
  private sentAt = 0;
  private looking = false;

  private readonly known: readonly MigrationDeclaration[];

  constructor(
    private readonly database: Database,
    @Inject(SERVED_MIGRATIONS) { all }: ServedMigrations,
  ) {
    this.known = declarationsOf(all);
  }

  async list(): Promise<MigrationList> {
    const { migrations, pending, running, paused_by } = await readSchemaStatus(
      (sql) => this.database.read('migrations.status', sql),
      this.known,
    );
    return { items: migrations, pending, running, paused_by };
  }

  /** By name, with or without the timestamp. */
  async find(name: string): Promise<MigrationBody | undefined> {
    return (await this.list()).items.find((migration) => [migration.name, shortName(migration.name)].includes(name));
  }

  /** Server-sent events: `status`, at once and whenever something has changed. Ends when the service does. */
  async events(): Promise<Readable> {
    const stream = new PassThrough();
    const now = JSON.stringify(await this.list());
    if (this.listeners.size === 0) this.latest = now;
    stream.write(event(now));
    // Who may no longer see this is not let in again.
    const end = setTimeout(() => stream.end(), LONGEST_MS).unref();
    this.listeners.add(stream);
    stream.once('close', () => {
      clearTimeout(end);
      this.listeners.delete(stream);
      if (this.listeners.size === 0) this.stop();
    });
    this.timer ??= setInterval(() => void this.look(), LOOK_MS).unref();
    return stream;
  }

  onModuleDestroy(): void {
    this.stop();
    for (const stream of this.listeners) stream.end();
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const now = await this.list().then(
      (list) => JSON.stringify(list),
      // The database is away for a moment; the next look may find it.
      () => this.latest,
    );
    this.looking = false;
    const changed = now !== this.latest;
    if (!changed && Date.now() - this.sentAt < HEARTBEAT_MS) return;
    this.latest = now;
    this.sentAt = Date.now();
    for (const stream of this.listeners) {
      if (stream.writableLength > MOST_BUFFERED) stream.destroy();
      else stream.write(changed ? event(now) : ':\n\n');
    }
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.latest = '';
  }
}

function event(data: string): string {
  return `event: status\ndata: ${data}\n\n`;
}
