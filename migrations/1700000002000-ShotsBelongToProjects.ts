import {
  addColumns,
  backfill,
  changeRows,
  check,
  type Finding,
  foreignKey,
  index,
  notNull,
  OnlineMigration,
  type Pass,
  removeRows,
  sqlFunction,
  type Step,
  trigger,
  unique,
  uniqueIndex,
} from '../src/migrator';
import { nameKey } from '../src/database/name-key';
import { IS_UUID, joinDeletion } from './shared/tables';

/** Live rows of a project with one name, but for the oldest. */
function twins(table: 'episodes' | 'shots'): string {
  const from = table === 'episodes' ? 'episodes t' : 'shots t join episodes e on e.id = t.episode_id';
  const project = table === 'episodes' ? 't.project_id' : 'e.project_id';
  return `select id, detail, place from (
    select t.id, '"' || t.name || '" (${table.slice(0, -1)} ' || t.id || ')' as detail,
      row_number() over (partition by ${project}, ${nameKey('t.name')} order by t.created_at, t.id) as place
      from ${from} where t.deleted_at is null and t.name is not null) named where place > 1`;
}

/** Gives twins a suffix: their place, and where that is taken too, something that is nobody else's. */
function renameTwins(table: 'episodes' | 'shots'): readonly Pass[] {
  const rename = (suffix: string) =>
    changeRows('offenders', {
      table,
      set: { name: `left(btrim(t.name), 240) || ${suffix}` },
      where: 'true',
      archive: ['name'],
    });
  return [
    { once: true, work: rename(`' (' || offenders.place || ')'`) },
    { work: rename(`' ' || left(md5(t.id::text), 8)`) },
  ];
}

function nameBlanks(table: 'episodes' | 'shots'): Finding {
  const row = table.slice(0, -1);
  return {
    code: `blank-${row}-names`,
    problem: `names of ${table} are blank`,
    offenders: `select id, '${row} ' || id as detail from ${table} where length(btrim(name)) = 0`,
    remedy: `Give the ${row} a name.`,
    policies: {
      name: {
        does: `The name becomes "${row} <its id>".`,
        passes: () => [
          {
            work: changeRows('offenders', {
              table,
              set: { name: `'${row} ' || t.id` },
              where: 'true',
              archive: ['name'],
            }),
          },
        ],
      },
    },
  };
}

const ORPHANS = `select e.id, '"' || e.name || '" (episode ' || e.id || ', project ' || coalesce(e.project_id::text, 'none') || ')' as detail
  from episodes e where not exists (select from projects p where p.id = e.project_id)`;

const findings: readonly Finding[] = [
  {
    code: 'orphaned-episodes',
    problem: 'episodes belong to no project',
    offenders: ORPHANS,
    remedy: 'Give each episode a project that exists, or delete it with its shots.',
    policies: {
      adopt: {
        does: 'They come into that project.',
        argument: {
          name: 'project',
          pattern: IS_UUID,
          exists: `exists (select from projects where id = $1::uuid)`,
        },
        passes: (project) => [
          {
            work: changeRows('offenders', {
              table: 'episodes',
              set: { project_id: `'${project}'::uuid` },
              where: 'true',
              archive: ['project_id'],
            }),
          },
        ],
      },
      quarantine: {
        does: 'They leave the tables, with their shots, stories and scenelets, for the archive; a rollback brings them back.',
        passes: () => {
          const stories = `select s.id from stories s where s.episode_id in (select id from (${ORPHANS}) o)`;
          return [
            {
              offenders: `select s.id from shots s where s.episode_id in (select id from (${ORPHANS}) o) or s.story_id in (${stories})`,
              work: removeRows('offenders', 'shots'),
            },
            // Leaves first: a scenelet's removal would take its children along, unarchived.
            {
              offenders: `select s.id from scenelets s where s.story_id in (${stories}) and not exists (select from scenelets c where c.parent_id = s.id)`,
              work: removeRows('offenders', 'scenelets'),
            },
            { offenders: stories, work: removeRows('offenders', 'stories') },
            { work: removeRows('offenders', 'episodes') },
          ];
        },
      },
    },
  },
  {
    code: 'project-mismatches',
    problem: 'shots name another project than their episode does',
    offenders: `select s.id, 'shot ' || s.id || ' says ' || (to_jsonb(s)->>'project_id') || ', its episode ' || e.project_id as detail
      from shots s join episodes e on e.id = s.episode_id
      where (select count(*) > 0 from pg_attribute where attrelid = 'shots'::regclass and attname = 'project_id' and not attisdropped)
        and (to_jsonb(s)->>'project_id')::uuid <> e.project_id`,
    remedy: 'Move the shot to an episode of its project, or correct its project.',
    policies: {
      episode: {
        does: 'The project of the episode is taken.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'shots',
              set: { project_id: 'e.project_id' },
              from: 'episodes e',
              where: 'e.id = t.episode_id',
              archive: ['project_id'],
            }),
          },
        ],
      },
    },
  },
  nameBlanks('episodes'),
  nameBlanks('shots'),
  {
    code: 'duplicate-episode-names',
    problem: 'names of live episodes occur twice in a project (without regard to case)',
    offenders: twins('episodes'),
    remedy: 'Rename all but one of them.',
    policies: {
      rename: {
        does: 'The oldest keeps its name; the others get a suffix such as " (2)".',
        passes: () => renameTwins('episodes'),
      },
    },
  },
  {
    code: 'duplicate-shot-names',
    problem: 'names of live shots occur twice in a project (without regard to case)',
    offenders: twins('shots'),
    remedy: 'Rename all but one of them.',
    policies: {
      rename: {
        does: 'The oldest keeps its name; the others get a suffix such as " (2)".',
        passes: () => renameTwins('shots'),
      },
    },
  },
  {
    code: 'reversed-frames',
    problem: 'shots end before they begin',
    offenders: `select id, 'shot ' || id || ': ' || frame_start || '–' || frame_end as detail from shots where frame_end < frame_start`,
    remedy: 'Correct the first or the last frame.',
    policies: {
      swap: {
        does: 'The first and the last frame change places.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'shots',
              set: { frame_start: 't.frame_end', frame_end: 't.frame_start' },
              where: 'true',
              archive: ['frame_start', 'frame_end'],
            }),
          },
        ],
      },
      clear: {
        does: 'The last frame is emptied.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'shots',
              set: { frame_end: 'null' },
              where: 'true',
              archive: ['frame_end'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'data-not-objects',
    problem: 'shots have a data field that is no object',
    offenders: `select id, 'shot ' || id || ': ' || left(data::text, 40) as detail from shots where jsonb_typeof(data) <> 'object'`,
    remedy: 'Make it an object.',
    policies: {
      wrap: {
        does: 'The value becomes an object with that value under the key "value".',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'shots',
              set: { data: `jsonb_build_object('value', t.data)` },
              where: 'true',
              archive: ['data'],
            }),
          },
        ],
      },
    },
  },
];

/** Statements of older clients name neither `project_id` nor, for story shots, a name: it follows from the rest. */
const OLD_CLIENTS: Step[] = [
  sqlFunction(
    'fill_shot_project',
    `create or replace function fill_shot_project() returns trigger language plpgsql as $$
      begin
        if new.project_id is null or tg_op = 'UPDATE' then
          select project_id into new.project_id from episodes where id = new.episode_id;
        end if;
        new.name := coalesce(new.name, 'story_shot_' || new.id);
        return new;
      end $$`,
  ),
  trigger(
    'shots',
    'fill_shot_project_on_insert',
    `before insert on shots
      for each row when (new.project_id is null or new.name is null) execute function fill_shot_project()`,
  ),
  trigger(
    'shots',
    'fill_shot_project_on_move',
    `before update of episode_id on shots
      for each row when (new.episode_id <> old.episode_id and new.project_id is not distinct from old.project_id)
      execute function fill_shot_project()`,
  ),
  trigger(
    'shots',
    'fill_shot_name',
    `before update of name on shots
      for each row when (new.name is null and current_setting('migrator.runner', true) is distinct from 'on')
      execute function fill_shot_project()`,
  ),
];

/**
 * Requirement 000: a shot belongs to the project of its episode, and its name is unique among the project's live shots.
 *
 * The composite keys make disagreement impossible: `(episode_id, project_id)` ties the two roots together, `(…, live)`
 * lets a foreign key see that a parent is deleted, which `deleted_at` alone does not.
 */
export class ShotsBelongToProjects1700000002000 extends OnlineMigration {
  readonly name = 'ShotsBelongToProjects1700000002000';

  override readonly findings = findings;

  readonly steps: readonly Step[] = [
    unique('projects', 'uq_projects_live', ['id', 'live']),
    foreignKey('episodes', 'fk_episodes_project_id', ['project_id'], 'projects (id)'),
    notNull('episodes', 'project_id'),
    foreignKey('episodes', 'fk_episodes_project_live', ['project_id', 'live'], 'projects (id, live)', '', [
      joinDeletion('episodes', 'projects', 'project_id'),
    ]),
    unique('episodes', 'uq_episodes_project', ['id', 'project_id']),
    unique('episodes', 'uq_episodes_live', ['id', 'live']),
    check('episodes', 'ck_episodes_name', 'length(btrim(name)) > 0'),
    uniqueIndex(
      'episodes',
      'idx_episodes_project_name_unique',
      `(project_id, ${nameKey('name')}) where deleted_at is null`,
    ),
    index('episodes', 'idx_episodes_project_position', '(project_id, position, id) where deleted_at is null'),

    addColumns('shots', { project_id: 'uuid' }),
    ...OLD_CLIENTS,
    {
      title: 'projects and names of shots',
      up: [
        backfill(
          'shots',
          changeRows('keys', {
            table: 'shots',
            set: { project_id: 'e.project_id', name: `coalesce(t.name, 'story_shot_' || t.id)` },
            from: 'episodes e',
            where: 'e.id = t.episode_id and (t.project_id is distinct from e.project_id or t.name is null)',
          }),
          { shots: { name: `nullif({row}.name, 'story_shot_' || {row}.id)` } },
        ),
      ],
      down: [
        backfill(
          'shots',
          changeRows('keys', { table: 'shots', set: { name: 'null' }, where: `t.name = 'story_shot_' || t.id` }),
          { shots: { name: `nullif({row}.name, 'story_shot_' || {row}.id)` } },
        ),
      ],
    },
    notNull('shots', 'project_id'),
    notNull('shots', 'name'),
    check('shots', 'ck_shots_name', 'length(btrim(name)) > 0'),
    check('shots', 'ck_shots_frames', 'frame_end >= frame_start'),
    check('shots', 'ck_shots_data', `jsonb_typeof(data) = 'object'`),
    index('shots', 'idx_shots_project_id', '(project_id, created_at, id)'),
    uniqueIndex('shots', 'idx_shots_project_name_unique', `(project_id, ${nameKey('name')}) where deleted_at is null`),
    foreignKey('shots', 'fk_shots_project_id', ['project_id'], 'projects (id)'),
    foreignKey('shots', 'fk_shots_episode_project', ['episode_id', 'project_id'], 'episodes (id, project_id)'),
    foreignKey('shots', 'fk_shots_episode_live', ['episode_id', 'live'], 'episodes (id, live)', '', [
      joinDeletion('shots', 'episodes', 'episode_id'),
    ]),
  ];

  override readonly checks = [
    {
      title: 'every shot is of the project of its episode',
      wrong:
        'select s.id from shots s join episodes e on e.id = s.episode_id where s.project_id is distinct from e.project_id',
    },
  ];
}
