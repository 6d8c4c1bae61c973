import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '../access/permissions';
import { isVisible, projectRole } from '../access/project-rights';
import { Database } from '../database/database.service';

/** A shot that is being changed, as it is before. */
export interface ShotRow {
  id: string;
  project_id: string;
  episode_id: string;
  name: string;
  description: string | null;
  status: string;
  frame_start: number | null;
  frame_end: number | null;
  data: Record<string, unknown>;
  story_id: string | null;
  storyboard_payload: unknown;
  key_frame_image_path: string | null;
  audio_file_path: string | null;
  video_file_path: string | null;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

/** SQL: live shots by id, locked with their projects; `when` limits which. Values: ids, caller. */
function lockedShots(when: string): string {
  return `select s.id, s.project_id, s.episode_id, s.name, s.description, s.status, s.frame_start, s.frame_end, s.data, s.story_id,
      s.storyboard_payload, s.key_frame_image_path, s.audio_file_path, s.video_file_path, s.version,
      s.created_by, ${projectRole('p', '$2')} as role
    from shots s join projects p on p.id = s.project_id
    where s.id = any($1::uuid[]) and s.deleted_at is null and ${when} order by s.id for key share of p for no key update of s`;
}

/** Nothing is locked when one of them is of a story: its story comes first. */
const LOCK_PLAIN = lockedShots(
  'not exists (select from shots o where o.id = any($1::uuid[]) and o.story_id is not null)',
);

const LOCK = lockedShots('true');

/** Reads what is about to be written, locked. Must run inside a transaction. */
@Injectable()
export class ShotRows {
  constructor(private readonly database: Database) {}

  /**
   * Live shots by id, with the caller's role; those that the caller may not see are left out. Locked in the order of their
   * ids, each after its project, and after the stories of those that have one, whose trees renumber them; and these after
   * their episodes. So nobody waits in a circle. Where none has a story, that is one statement.
   */
  async lock(ids: readonly string[], caller: Caller): Promise<Map<string, ShotRow>> {
    const distinct = [...new Set(ids)];
    const plain = await this.database.write<ShotRow>('shots.lock_plain', LOCK_PLAIN, [distinct, caller.id]);
    const rows = plain.length === distinct.length ? plain : await this.lockAfterStories(distinct, caller);
    return new Map(rows.filter((row) => isVisible(caller, row.role)).map((row) => [row.id, row]));
  }

  /** Also what is no shot, or no live one: that is seen only now. */
  private async lockAfterStories(ids: readonly string[], caller: Caller): Promise<ShotRow[]> {
    await this.database.write(
      'shots.lock_episodes_of_stories',
      `select e.id from episodes e where e.id in (
          select y.episode_id from stories y where y.id in (select story_id from shots where id = any($1::uuid[])))
        order by e.id for key share`,
      [ids],
    );
    await this.database.write(
      'shots.lock_stories',
      `select y.id from stories y join projects p on p.id = y.project_id
        where y.id in (select story_id from shots where id = any($1::uuid[])) order by y.id for key share of p for share of y`,
      [ids],
    );
    return this.database.write<ShotRow>('shots.lock', LOCK, [ids, caller.id]);
  }
}
