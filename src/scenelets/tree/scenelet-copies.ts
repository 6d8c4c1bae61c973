import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { ActivityLog } from '../../activity/activity-log';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import { Answer, type RenderedItem } from '../../http/answer';
import { refuseStale } from '../../http/etag';
import { ProblemError, unknownReference } from '../../http/problem';
import { GivenRows } from '../../resources/many-rows/given-rows';
import { SceneletPlaces } from './scenelet-places';
import { RENDER_SCENELET } from './scenelets.queries';
import { permitted } from '../../resources/rights';
import { type SceneletRow, StoryRows } from '../stories/story-rows';

/** All that hangs from a scenelet, itself first, parents before children. Values: scenelet. */
const SUBTREE = `with recursive below(id, depth) as (
    select s.id, 0 from scenelets s where s.id = $1
    union all select c.id, b.depth + 1 from below b join scenelets c on c.parent_id = b.id and c.deleted_at is null)
  select id from below order by depth, id`;

/** Which scenelet becomes which. */
const IDS = new GivenRows<{ old: string; new: string }>({ old: 'uuid', new: 'uuid' });

/** Values: root, target story, target project, new parent or null, place, caller, {@link IDS}. */
const COPY_SCENELETS = `with ids as (select * from ${IDS.table(7)})
  insert into scenelets (id, story_id, project_id, parent_id, position, choice_label_from_parent, choice_prompt, content,
      is_branch_point, is_terminal_node, branch_audio_file_path, created_by, updated_by)
    select i.new, $2, $3, case when s.id = $1 then $4::uuid else p.new end, case when s.id = $1 then $5 else row_number() over (partition by s.parent_id order by s.position) end,
      s.choice_label_from_parent, s.choice_prompt, s.content, s.is_branch_point, s.is_terminal_node, s.branch_audio_file_path, $6, $6
    from ids i join scenelets s on s.id = i.old left join ids p on p.old = s.parent_id`;

/** Values: target story, target episode, target project, caller, {@link IDS}. */
const COPY_SHOTS = `with copies as (
    select s.*, i.new as scenelet, gen_random_uuid() as new_id from ${IDS.table(5, 'i')}
      join shots s on s.scenelet_ref = i.old and s.deleted_at is null)
  insert into shots (id, episode_id, project_id, name, description, status, frame_start, frame_end, data, story_id, scenelet_ref,
      scenelet_id, scenelet_sequence, shot_index, storyboard_payload, key_frame_image_path, audio_file_path, video_file_path,
      created_by, updated_by)
    select c.new_id, $2, $3, 'story_shot_' || c.new_id, c.description, c.status, c.frame_start, c.frame_end, c.data, $1, c.scenelet,
      'scenelet-' || n.number, n.number, c.shot_index, c.storyboard_payload, c.key_frame_image_path, c.audio_file_path,
      c.video_file_path, $4, $4
    from copies c join number_scenelets($1) n on n.scenelet = c.scenelet
  returning id`;

/** Copies of scenelets with all that hangs from them. */
@Injectable()
export class SceneletCopies {
  constructor(
    private readonly database: Database,
    private readonly rows: StoryRows,
    private readonly places: SceneletPlaces,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Copies a scenelet, all that hangs from it, and their shots under new names. Media are not copied: the shots name the
   * same files.
   *
   * @param to the new parent, in any story of the same project; null: the root of the scenelet's own story
   * @throws ProblemError 404 · 403 · 412 · 400 unknown parent, or of another project, or a place beyond the last · 409 a second root
   */
  async copy(
    id: string,
    { parent_id, position, with_shots = true }: { parent_id: string | null; position?: number; with_shots?: boolean },
    expected: number | undefined,
    caller: Caller,
  ): Promise<Answer> {
    const target = await this.target(id, parent_id, expected, caller);
    const subtree = await this.database.write<{ id: string }>('scenelets.subtree', SUBTREE, [id]);
    const ids = subtree.map((row) => ({ old: row.id, new: newId() }));
    const given = IDS.values(ids);
    const place = await this.places.makeRoom(target.story_id, parent_id, position, caller);
    const scenelets = [id, target.story_id, target.project_id, parent_id, place, caller.id, ...given];
    await this.rows.writeMany(ids.length, () => this.database.write('scenelets.copy', COPY_SCENELETS, scenelets));
    const by = caller.id;
    const projectId = target.project_id;
    const copies = ids.map((copy) => ({ id: copy.new, after: { copied_from: copy.old } }));
    await this.activity.record({ action: 'create', resource: 'scenelets', projectId, by, changes: copies });
    if (with_shots) {
      const values = [target.story_id, target.episode_id, projectId, by, ...given];
      const shots = await this.database.write<{ id: string }>('scenelets.copy_shots', COPY_SHOTS, values);
      await this.activity.record({ action: 'create', resource: 'shots', projectId, by, changes: shots });
    }
    const root = ids[0]?.new ?? '';
    const [item] = await this.database.write<RenderedItem>('scenelets.render', RENDER_SCENELET, [root]);
    return Answer.created(item as RenderedItem, `/api/v1/scenelets/${root}`);
  }

  /** The scenelet that the copy shall hang from, or else the one that is copied; both stories are locked. */
  private async target(
    id: string,
    parentId: string | null,
    expected: number | undefined,
    caller: Caller,
  ): Promise<SceneletRow> {
    await this.rows.lockStoriesOf(parentId === null ? [id] : [id, parentId]);
    const source = await this.rows.scenelet(id, caller, 'see');
    refuseStale(expected, source.version, 'scenelet');
    if (parentId === null) return permitted('scenelet', id, source, 'change', caller);
    const target = await this.rows.findScenelet(parentId, caller);
    if (!target) throw unknownReference('/parent_id', 'scenelet', parentId, 'fk_scenelets_parent_live');
    permitted('scenelet', parentId, target, 'add to', caller);
    if (target.project_id !== source.project_id)
      throw new ProblemError('project_mismatch', 'A scenelet is copied within its project only.', [
        {
          pointer: '/parent_id',
          detail: `belongs to the project ${target.project_id}, the scenelet to ${source.project_id}`,
        },
      ]);
    return target;
  }
}
