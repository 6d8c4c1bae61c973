import { type CommandFailure, EXIT } from '../command-line/exit';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { ProblemError } from '../http/problem';
import { lockAdministrators } from './administrators';
import { type Person, UnknownPersonError } from './people';
import type { Caller } from './permissions';
import { PersonalData } from './personal-data';
import { FORMER_ADDRESSES, REDACT_PROFILE, redactAddress } from './personal-data.queries';
import { ProfilesService } from './profiles.service';

/** What was done. */
export interface Erasure {
  id: string;
  projects_handed_over: { id: string; name: string }[];
  /** Table → rows that were the person's and went with the profile. */
  rows_deleted: Record<string, number>;
  /** Activity entries that named the person. */
  entries_redacted: number;
}

/** The person cannot be erased as things are; nothing was changed. */
export class ErasureRefusedError extends Error implements CommandFailure {
  override name = 'ErasureRefusedError';
  readonly exitCode = EXIT.refused;
}

/** How many projects a refusal names. */
const NAMED_PROJECTS = 5;

/** Nobody who has a profile: the log says so with a NULL. */
const COMMAND_LINE = { id: null, role: 'admin' } as unknown as Caller;

/**
 * Erases a person: the profile, as any profile is deleted, and what the activity log still tells about them.
 *
 * The activity log forgets who it was, in `created_by` and `updated_by` too, which there say the same again. On all other
 * rows the two stay: they are no foreign keys, the id leads to nobody any more, and an artist's rights depend on them.
 * To clear them would change every row that the person has ever touched, under clients that hold its version.
 */
@Injectable()
export class PersonalDataErasure {
  constructor(
    private readonly database: Database,
    private readonly profiles: ProfilesService,
    private readonly personalData: PersonalData,
  ) {}

  /**
   * One transaction, while the service runs.
   *
   * @param newOwner who shall own the person's projects, those in the trash included
   * @throws ErasureRefusedError for a person who owns projects, without a new owner, and for the last administrator
   * @throws UnknownPersonError when the profile is gone meanwhile
   */
  async erase({ id, email }: Person, newOwner: Person | undefined): Promise<Erasure> {
    return this.database.atomic(async () => {
      await this.write('no_timeout', 'set local statement_timeout = 0');
      await lockAdministrators(this.database);
      const [profile] = await this.write<{ email: string }>(
        'lock',
        'select email from profiles where id = $1 for update',
        [id],
      );
      if (!profile) throw new UnknownPersonError(`The profile of ${email} has just been deleted.`);
      const projects = await this.write<{ id: string; name: string }>(
        'projects',
        'select id, name from projects where user_id = $1 order by name collate "und-x-icu", id',
        [id],
      );
      if (projects.length > 0 && !newOwner) throw stillOwns(profile.email, projects);
      const addresses = await this.write<{ email: string }>('former_addresses', FORMER_ADDRESSES, [id]);
      const rows_deleted = await this.countRows(id);
      await this.profiles
        .delete(id, { ...(newOwner && { new_owner_id: newOwner.id }), take_along: true }, undefined, COMMAND_LINE)
        .catch((error: unknown) => {
          if (!(error instanceof ProblemError) || error.code !== 'state_conflict') throw error;
          throw new ErasureRefusedError(
            `${profile.email} is the last administrator. Make somebody else an administrator first. Nothing was changed.`,
          );
        });
      const entries_redacted = await this.redact(id, [profile.email, ...addresses.map((address) => address.email)]);
      return { id, projects_handed_over: projects, rows_deleted, entries_redacted };
    });
  }

  /** What would go with the profile, by table: to be told before it happens. Nothing is changed. */
  takenAlong({ id }: Person): Promise<Record<string, number>> {
    return this.database.atomic(async () => {
      await this.write('no_timeout', 'set local statement_timeout = 0');
      return this.countRows(id);
    });
  }

  /** What the profile's deletion takes along. */
  private async countRows(id: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { table, name, column, cascades } of await this.personalData.references()) {
      if (!cascades || name === 'projects') continue;
      const [row] = await this.write<{ count: number }>(
        'count_rows',
        `select count(*)::float8 as count from ${table} where "${column}" = $1`,
        [id],
      );
      if (row && row.count > 0) counts[table] = row.count;
    }
    return counts;
  }

  private async redact(id: string, addresses: readonly string[]): Promise<number> {
    const redacted = new Set<string>();
    const note = (rows: { id: string }[]) => {
      for (const row of rows) redacted.add(row.id);
    };
    note(await this.write('redact_profile', REDACT_PROFILE, [id]));
    for (const address of new Set(addresses)) {
      for (const column of ['changes', 'metadata'])
        note(await this.write('redact_address', redactAddress(column), [address]));
      await this.write(
        'forget_replays',
        'delete from idempotency_keys where strpos(lower(response), lower($1::text)) > 0',
        [address],
      );
    }
    await this.write(
      'make_nameless',
      `update activity_logs set created_by = nullif(created_by, $1), updated_by = nullif(updated_by, $1)
        where $1 in (created_by, updated_by)`,
      [id],
    );
    // A rollback of the schema would put them back.
    await this.write('forget_archived', `delete from migrator.archive where table_name = 'profiles' and row_id = $1`, [
      id,
    ]);
    return redacted.size;
  }

  private write<Row extends object>(name: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.database.write<Row>(`erasure.${name}`, sql, values);
  }
}

function stillOwns(email: string, projects: readonly { name: string }[]): ErasureRefusedError {
  const named = projects.slice(0, NAMED_PROJECTS).map(({ name }) => `"${name}"`);
  const more = projects.length > named.length ? ` and ${String(projects.length - named.length)} more` : '';
  return new ErasureRefusedError(
    `${email} still owns ${named.join(', ')}${more}, those in the trash included. Name who shall own them with --new-owner EMAIL. Nothing was changed.`,
  );
}
