import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import type { Person } from './people';
import { ABOUT_PROFILE, REFERENCES_TO_PROFILES, TRACES_OF_PROFILES } from './personal-data.queries';

/** How many activity entries are in memory at once. */
const ENTRIES = 1000;

/** These have a part of the document of their own. */
const DESCRIBED = ['projects', 'project_members', 'api_tokens', 'activity_logs'];

const PROFILE = `select (to_jsonb(p) - 'password_hash')::text as json from profiles p where p.id = $1`;
const PROJECTS = `select jsonb_build_object('id', id, 'name', name, 'deleted_at', deleted_at)::text as json
  from projects where user_id = $1 order by id`;
const MEMBERSHIPS = `select jsonb_build_object('project_id', m.project_id, 'project_name', p.name, 'role', m.role, 'created_at', m.created_at)::text as json
  from project_members m join projects p on p.id = m.project_id where m.user_id = $1 order by m.project_id`;
const TOKENS = `select jsonb_build_object('name', name, 'created_at', created_at, 'expires_at', expires_at, 'last_used_at', last_used_at)::text as json
  from api_tokens where profile_id = $1 order by created_at, id`;

/** All that the database holds about a person, for the person. */
@Injectable()
export class PersonalData {
  constructor(private readonly database: Database) {}

  /**
   * Writes one JSON document, from one snapshot, piece by piece: `profile` (never the password's hash), `projects` that
   * the person owns, `memberships`, `api_tokens` (never their hashes), `rows` of other tables that are the person's,
   * `activity` (what they did, and what was done to their profile), `traces`: in how many rows their id stands as the one
   * who made, changed or deleted it.
   *
   * @param write takes a piece, and is waited for
   */
  async export({ id }: Person, write: (piece: string) => Promise<void>): Promise<void> {
    await this.database.atomic(async () => {
      await this.database.write('personal_data.snapshot', 'set transaction isolation level repeatable read, read only');
      await this.database.write('personal_data.no_timeout', 'set local statement_timeout = 0');
      const list = async (sql: string) => `[${(await this.json(sql, id)).join(',\n')}]`;
      await write(`{"profile": ${(await this.json(PROFILE, id))[0] ?? 'null'},\n`);
      await write(`"projects": ${await list(PROJECTS)},\n"memberships": ${await list(MEMBERSHIPS)},\n`);
      await write(`"api_tokens": ${await list(TOKENS)},\n"rows": {`);
      let separator = '';
      for (const { table, name, column } of await this.references()) {
        if (DESCRIBED.includes(name)) continue;
        const rows = await list(`select to_jsonb(t)::text as json from ${table} t where t.${quoted(column)} = $1`);
        await write(`${separator}${JSON.stringify(`${table}.${column}`)}: ${rows}`);
        separator = ',\n';
      }
      await write('},\n"activity": [');
      await this.writeActivity(id, write);
      await write(`],\n"traces": ${JSON.stringify(await this.traces(id))}}\n`);
    });
  }

  /** In which tables rows are the person's by a foreign key, and whether they go with the profile. */
  async references(): Promise<{ table: string; name: string; column: string; cascades: boolean }[]> {
    return this.database.read('personal_data.references', REFERENCES_TO_PROFILES);
  }

  /** "table.column" → in how many rows it names the person; tables without any are left out. */
  private async traces(id: string): Promise<Record<string, number>> {
    const tables = await this.database.read<{ table: string; columns: string[] }>(
      'personal_data.tables',
      TRACES_OF_PROFILES,
    );
    const found: Record<string, number> = {};
    for (const { table, columns } of tables) {
      const counts = columns.map((name) => `count(*) filter (where ${name} = $1)::float8 as ${name}`);
      const row = await this.database.readOne<Record<string, number>>(
        'personal_data.count',
        `select ${counts.join(', ')} from ${table} where $1 in (${columns.join(', ')})`,
        [id],
      );
      for (const [column, count] of Object.entries(row ?? {})) if (count > 0) found[`${table}.${column}`] = count;
    }
    return found;
  }

  private async writeActivity(id: string, write: (piece: string) => Promise<void>): Promise<void> {
    let after: string | null = null;
    let separator = '';
    for (;;) {
      const entries: { id: string; json: string }[] = await this.database.read(
        'personal_data.activity',
        `select a.id, to_jsonb(a)::text as json from activity_logs a
          where (a.user_id = $1 or ${ABOUT_PROFILE}) and ($2::uuid is null
            or (a.timestamp, a.id) > (select b.timestamp, b.id from activity_logs b where b.id = $2))
          order by a.timestamp, a.id limit ${String(ENTRIES)}`,
        [id, after],
      );
      for (const { json } of entries) {
        await write(`${separator}${json}`);
        separator = ',\n';
      }
      after = entries.at(-1)?.id ?? null;
      if (entries.length < ENTRIES) return;
    }
  }

  private async json(sql: string, id: string): Promise<string[]> {
    return (await this.database.read<{ json: string }>('personal_data.rows', sql, [id])).map(({ json }) => json);
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
