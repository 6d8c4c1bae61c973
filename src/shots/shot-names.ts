import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { RunAgainError } from '../database/errors';
import { nameKey } from '../database/name-key';
import { ProblemError } from '../http/problem';
import { isDone, type Outcome } from '../resources/bulk/outcome';
import type { ShotCreate } from './shot.dto';
import type { ShotRow } from './shot-rows';

/** One live shot of a project has a name; upper and lower case count as the same. */
export const UNIQUE_NAME = 'idx_shots_project_name_unique';

/**
 * SQL: the live shot that has the project and name of `given`. Lateral, so that PostgreSQL asks the unique index for each
 * name, whatever it guesses about the size of a young table.
 */
export const LIVE_SHOT_WITH_NAME = `lateral (select s.id, s.episode_id from shots s
  where s.project_id = given.project_id and ${nameKey('s.name')} = ${nameKey('given.name')} and s.deleted_at is null limit 1)`;

/** Says who has a name that another shot is to have. Must run inside a transaction. */
@Injectable()
export class ShotNames {
  constructor(private readonly database: Database) {}

  /** For every shot that was not inserted: which live shot, or which earlier item of this request, has the name. */
  async nameRowsInTheWay(
    items: readonly ShotCreate[],
    outcomes: Outcome[],
    project: readonly string[],
    inserted: ReadonlySet<string>,
  ): Promise<void> {
    const refused = [...items.keys()].filter((index) => {
      const outcome = outcomes[index] as Outcome;
      return isDone(outcome) && !inserted.has(outcome.id);
    });
    const holders = await this.holders(
      refused.map((index) => ({ index, project_id: project[index] ?? '', name: items[index]?.name ?? '' })),
    );
    const indexOf = new Map(
      outcomes.flatMap((outcome, index) => (isDone(outcome) ? [[outcome.id, index] as const] : [])),
    );
    for (const index of refused) {
      const holder = holders.get(index)?.holder;
      // The row in the way was there when the insert met it; when it is gone by now, the whole call may be run again.
      if (holder === undefined || holder === null) throw new RunAgainError();
      outcomes[index] = { problem: taken(items[index]?.name ?? '', holder, indexOf.get(holder)) };
    }
  }

  /** Who holds these names among the live shots of their projects, and the key by which names are compared. */
  private async holders(
    named: readonly { index: number; project_id: string; name: string }[],
  ): Promise<Map<number, { key: string; holder: string | null }>> {
    const rows = await this.database.write<{ index: number; key: string; holder: string | null }>(
      'shots.holders',
      `select given.index, ${nameKey('given.name')} as key, s.id as holder
        from unnest($1::int[], $2::uuid[], $3::text[]) given(index, project_id, name)
        left join ${LIVE_SHOT_WITH_NAME} s on true`,
      [named.map((row) => row.index), named.map((row) => row.project_id), named.map((row) => row.name)],
    );
    return new Map(rows.map((row) => [row.index, row]));
  }

  /** A name is free when nobody has it, or when who has it gives it up in this very call. */
  async refuseTaken(
    rows: ReadonlyMap<string, ShotRow>,
    after: readonly (ShotRow | undefined)[],
    outcomes: Outcome[],
  ): Promise<void> {
    const renamed = after.flatMap((row, index) =>
      row && row.name !== rows.get(row.id)?.name ? [{ ...row, index }] : [],
    );
    if (renamed.length === 0) return;
    const holders = await this.holders(renamed);
    const standing = new Map(renamed.map((row) => [row.id, row]));
    // Who only spells their own name differently comes before all others who want it.
    const keepsName = ({ id, index }: { id: string; index: number }) => Number(holders.get(index)?.holder === id);
    const inOrder = [...renamed].sort((a, b) => keepsName(b) - keepsName(a));
    const firstWith = new Map<string, number>();
    for (let settled = false; !settled;) {
      settled = true;
      firstWith.clear();
      for (const row of inOrder) {
        if (!standing.has(row.id)) continue;
        const { key, holder } = holders.get(row.index) ?? { key: '', holder: null };
        const claim = `${row.project_id} ${key}`;
        const earlier = firstWith.get(claim);
        const inTheWay =
          holder !== null && holder !== row.id && !standing.has(holder)
            ? holder
            : earlier !== undefined
              ? after[earlier]?.id
              : undefined;
        if (inTheWay === undefined) {
          firstWith.set(claim, row.index);
          continue;
        }
        standing.delete(row.id);
        outcomes[row.index] = { problem: taken(row.name, inTheWay, earlier) };
        settled = false;
      }
    }
    // Names that go from one shot of the call to another are set aside first: the unique index is checked row by row.
    const aside = [...standing.values()].flatMap(({ id, index }) => {
      const holder = holders.get(index)?.holder;
      return holder !== undefined && holder !== null && holder !== id ? [holder] : [];
    });
    if (aside.length > 0)
      await this.database.write(
        'shots.set_names_aside',
        `update shots set name = 'renamed ' || id where id = any($1::uuid[])`,
        [aside],
      );
  }
}

function taken(name: string, holder: string, index: number | undefined): ProblemError {
  const where = index === undefined ? `the shot ${holder}` : `item ${String(index)} of this request`;
  const detail = `The name "${name}" is taken in this project by ${where}; upper and lower case count as the same. Choose another name.`;
  return new ProblemError('duplicate', detail, [
    { pointer: '/name', detail, constraint: UNIQUE_NAME, ...(index === undefined && { conflicting_id: holder }) },
  ]);
}
