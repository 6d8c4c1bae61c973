import { nameKey } from '../database/name-key';
import {
  type AncestorPath,
  declareResource,
  inProject,
  inProjectsOf,
  inProjectsOfParent,
  OF_CONTENT,
  type UniqueKey,
} from '../resources/resource';

/**
 * A drawing is under a project that goes to the trash when no other live project has it: the last one takes it along. `$1`
 * holds the ids of the projects that go.
 *
 * @param column SQL of the drawing's id that the row has
 */
function underLastProject(column: string): AncestorPath {
  return {
    through: `(select a.drawing_id, (array_agg(a.project_id) filter (where a.project_id = any($1::uuid[])))[1] as project_id
        from drawing_projects a join projects ap on ap.id = a.project_id
        where a.drawing_id in (select g.drawing_id from drawing_projects g where g.project_id = any($1::uuid[]))
        group by a.drawing_id having bool_and(ap.deleted_at is not null or a.project_id = any($1::uuid[]))) last_of`,
    on: `last_of.drawing_id = ${column}`,
    id: 'last_of.project_id',
  };
}

export const DRAWING = declareResource({
  type: 'drawing',
  table: 'drawings',
  label: 'file_name',
  projects: inProjectsOf('drawing_projects', 'drawing_id', 'project_id'),
  parents: [],
  under: { project: underLastProject('t.id') },
  permissions: OF_CONTENT,
});

/** One live component of a drawing is this instance of a mark; upper and lower case count as the same. */
export const COMPONENT_INSTANCE: UniqueKey = {
  constraint: 'unique_piece_mark_instance_per_drawing',
  within: ['drawing_id', { column: 'piece_mark', key: nameKey }],
  field: 'instance_identifier',
  key: (sql) => `coalesce(${nameKey(sql)}, '')`,
  word: 'instance identifier',
  // There is room for ten characters only; the end of the id tells the rows of one call apart.
  aside: `instance_identifier = '~' || right(replace(id::text, '-', ''), 9)`,
};

export const COMPONENT = declareResource({
  type: 'component',
  table: 'components',
  label: 'piece_mark',
  projects: inProjectsOfParent('drawing', 'drawing_id'),
  parents: [{ type: 'drawing', column: 'drawing_id' }],
  under: { project: underLastProject('t.drawing_id'), drawing: 'drawing_id' },
  unique: [COMPONENT_INSTANCE],
  permissions: OF_CONTENT,
});

export const SAVED_SEARCH = declareResource({
  type: 'saved_search',
  table: 'saved_searches',
  label: 'name',
  projects: inProject('project_id'),
  parents: [{ type: 'project', column: 'project_id' }],
  under: { project: 'project_id' },
  unique: [{ constraint: 'idx_saved_searches_name_unique', within: ['project_id'], field: 'name', key: nameKey }],
  permissions: OF_CONTENT,
  // Its place may be taken by now: the first free one; of fifty that are taken the constraint says so.
  onRestore: `position = case when not exists (select from saved_searches o where o.project_id = saved_searches.project_id and o.position = saved_searches.position and o.deleted_at is null)
    then position else coalesce((select n from generate_series(1, 50) n where not exists (select from saved_searches o where o.project_id = saved_searches.project_id and o.position = n and o.deleted_at is null) order by n limit 1), position) end`,
});
