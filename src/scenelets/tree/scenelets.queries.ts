import type { Caller } from '../../access/permissions';
import { visibleProject } from '../../access/project-rights';
import { List } from '../../http/lists/list';
import { SceneletQuery } from './scenelet.dto';

const FIELDS = `s.id, s.story_id, s.project_id, p.name as project_name, s.parent_id, s.position,
    s.choice_label_from_parent, s.choice_prompt, s.content, s.is_branch_point, s.is_terminal_node, s.branch_audio_file_path,
    s.created_at, s.updated_at, s.deleted_at, s.created_by, s.updated_by, s.version`;

const FROM = 'scenelets s join projects p on p.id = s.project_id';

const RENDERED = `select row_to_json(r) as json, s.version || '.' || p.version as etag
  from ${FROM} cross join lateral (select ${FIELDS}) r`;

/** One scenelet that the caller may see. Values: id, caller. */
export function readScenelet(caller: Caller): string {
  return `${RENDERED} where s.id = $1 and s.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`;
}

/** A scenelet for the answer of a write that has checked rights already. Values: id. */
export const RENDER_SCENELET = `${RENDERED} where s.id = $1`;

/** Live scenelets of the projects that the caller may see. */
export const SCENELETS = new List<Caller>({
  name: 'scenelets',
  from: FROM,
  id: 's.id',
  fields: FIELDS,
  query: SceneletQuery,
  visible: (caller, at) => `s.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { story: 's.story_id' },
});

/**
 * Puts the scenelet $1 (null: none, but room for one) at the place $4 under the parent $3 of the story $2, and closes the
 * gap that it leaves: one statement, so that the tree is numbered once. Siblings keep their order. Values: id or null,
 * story, parent or null, place, caller.
 */
export const PLACE_SCENELET = `with others as (
    select s.id, s.parent_id, row_number() over (partition by s.parent_id order by s.position, s.id) as place from scenelets s
      where s.story_id = $2 and s.deleted_at is null and s.id is distinct from $1
        and (s.parent_id is not distinct from $3 or s.parent_id is not distinct from (select parent_id from scenelets where id = $1))),
  placed as (
    select id, parent_id, place + case when parent_id is not distinct from $3 and place >= $4 then 1 else 0 end as place from others
    union all select $1, $3, $4 where $1 is not null)
  update scenelets t set parent_id = p.parent_id, position = p.place, version = t.version + 1,
      updated_at = case when t.id = $1 then now() else t.updated_at end,
      updated_by = case when t.id = $1 then $5::uuid else t.updated_by end
    from placed p where t.id = p.id and (t.parent_id, t.position) is distinct from (p.parent_id, p.place::integer)`;

/** How many live children a parent has in a story, but for one scenelet. Values: story, parent or null, id or null. */
export const COUNT_CHILDREN = `select count(*)::int as count from scenelets s
  where s.story_id = $1 and s.parent_id is not distinct from $2 and s.deleted_at is null and s.id is distinct from $3`;
