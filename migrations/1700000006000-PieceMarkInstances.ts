import {
  addColumns,
  backfill,
  changeRows,
  check,
  createTable,
  dropUnique,
  fill,
  type Finding,
  foreignKey,
  index,
  OnlineMigration,
  onTheWayBack,
  removeRows,
  sqlFunction,
  type Step,
  trigger,
  unique,
  uniqueIndex,
} from '../src/migrator';
import { nameKey } from '../src/database/name-key';
import { BASE_COLUMNS, IS_UUID, joinDeletion } from './shared/tables';

const COLUMNS = addColumns('components', { instance_identifier: 'varchar(10)' });

/** A, B, … Z, AA, AB, …: the place of an instance as people write it. */
const LETTERS = (place: string) =>
  `case when ${place} <= 26 then chr(64 + ${place}) else chr(64 + (${place} - 1) / 26) || chr(65 + (${place} - 1) % 26) end`;

/** Unlabelled components of one drawing whose marks differ in case, accents' composition or space only, but for the oldest. */
const TWINS = `select id, detail, (place - 1)::integer as place from (
    select c.id, '"' || c.piece_mark || '" (component ' || c.id || ' of drawing ' || c.drawing_id || ')' as detail,
      row_number() over (partition by c.drawing_id, ${nameKey('c.piece_mark')} order by c.created_at, c.id) as place
    from components c where c.drawing_id is not null and to_jsonb(c)->>'deleted_at' is null
      and coalesce(to_jsonb(c)->>'instance_identifier', to_jsonb(c)->>'_parked_instance_identifier') is null) marks where place > 1`;

const findings: readonly Finding[] = [
  {
    code: 'blank-piece-marks',
    problem: 'piece marks of components are blank',
    offenders: `select id, 'component ' || id as detail from components where length(btrim(piece_mark)) = 0`,
    remedy: 'Give the component a piece mark.',
    policies: {
      name: {
        does: 'The mark becomes "unmarked-<its id>".',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'components',
              set: { piece_mark: `'unmarked-' || t.id` },
              where: 'true',
              archive: ['piece_mark'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'piece-mark-twins',
    problem: 'components of one drawing have the same piece mark (without regard to case)',
    offenders: TWINS,
    settledAfter: COLUMNS.title,
    remedy: 'Correct the mark of all but one of them.',
    policies: {
      identify: {
        does: 'The oldest stays unlabelled; the others become its instances A, B and so on. All keep their spelling.',
        passes: () => [
          {
            once: true,
            work: changeRows('offenders', {
              table: 'components',
              set: { instance_identifier: LETTERS('offenders.place') },
              where: 'offenders.place <= 702',
              archive: ['instance_identifier'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'drawings-without-project',
    problem: 'drawings name a project that does not exist',
    offenders: `select d.id, d.file_name || ' (drawing ' || d.id || ', project ' || d.project_id || ')' as detail
      from drawings d where d.project_id is not null and not exists (select from projects p where p.id = d.project_id)`,
    remedy: 'Assign the drawing to a project that exists, or to none.',
    policies: {
      clear: {
        does: 'They are of no project; whoever may see all projects can assign them.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'drawings',
              set: { project_id: 'null' },
              where: 'true',
              archive: ['project_id'],
            }),
          },
        ],
      },
      adopt: {
        does: 'They come into that project.',
        argument: { name: 'project', pattern: IS_UUID, exists: `exists (select from projects where id = $1::uuid)` },
        passes: (project) => [
          {
            work: changeRows('offenders', {
              table: 'drawings',
              set: { project_id: `'${project}'::uuid` },
              where: 'true',
              archive: ['project_id'],
            }),
          },
        ],
      },
    },
  },
];

/** The migrator's own statements keep rows in step by themselves. */
const NOT_THE_MIGRATOR = `current_setting('migrator.runner', true) is distinct from 'on'`;

/** SQL: the first project that the drawing `drawing` was assigned to; NULL when there is none. */
const FIRST_PROJECT = (drawing: string) =>
  `(select a.project_id from drawing_projects a where a.drawing_id = ${drawing}.id order by a.created_at, a.id limit 1)`;

/** SQL: the drawing's own column names one of its projects. */
const NAMES_A_PROJECT = (drawing: string) =>
  `exists (select from drawing_projects a where a.drawing_id = ${drawing}.id and a.project_id = ${drawing}.project_id)`;

/**
 * A drawing can be of several projects; older clients know one, in the drawing's own column. At all times the column names
 * one of the drawing's projects, and none only when it has none.
 *
 * - An older client's statement changes the assignments: its new project is assigned, the one before is not any more.
 * - An assignment that is made or taken away changes the column where it would break the rule, to the first one left.
 *
 * Each fires the other, and finds nothing left to do: the new assignment is made before the old one is taken away. Whoever
 * changes the assignments of a drawing holds it first, and looks at them again when it is held; otherwise two who take one
 * of two away would each see the other's.
 */
const OLD_CLIENTS: Step[] = [
  sqlFunction(
    'follow_old_drawing_project',
    `create or replace function follow_old_drawing_project() returns trigger language plpgsql as $$
      begin
        insert into drawing_projects (drawing_id, project_id) select new.id, new.project_id where new.project_id is not null
          on conflict (drawing_id, project_id) do nothing;
        if tg_op = 'UPDATE' then
          delete from drawing_projects where drawing_id = new.id and project_id = old.project_id;
        end if;
        return null;
      end $$`,
  ),
  trigger(
    'drawings',
    'follow_old_drawing_project_on_insert',
    `after insert on drawings
      for each row when (new.project_id is not null) execute function follow_old_drawing_project()`,
  ),
  trigger(
    'drawings',
    'follow_old_drawing_project_on_update',
    `after update of project_id on drawings
      for each row when (new.project_id is distinct from old.project_id and ${NOT_THE_MIGRATOR})
      execute function follow_old_drawing_project()`,
  ),
  sqlFunction(
    'hold_assigned_drawing',
    `create or replace function hold_assigned_drawing() returns trigger language plpgsql as $$
      begin
        perform from drawings where id in (new.drawing_id, old.drawing_id) order by id for no key update;
        return coalesce(new, old);
      end $$`,
  ),
  trigger(
    'drawing_projects',
    'hold_assigned_drawing',
    `before insert or update or delete on drawing_projects
      for each row when (${NOT_THE_MIGRATOR}) execute function hold_assigned_drawing()`,
  ),
  sqlFunction(
    'follow_drawing_assignment',
    `create or replace function follow_drawing_assignment() returns trigger language plpgsql as $$
      begin
        update drawings d set project_id = ${FIRST_PROJECT('d')}
          where d.id in (new.drawing_id, old.drawing_id) and not ${NAMES_A_PROJECT('d')}
            and d.project_id is distinct from ${FIRST_PROJECT('d')};
        return null;
      end $$`,
  ),
  trigger(
    'drawing_projects',
    'follow_drawing_assignment',
    `after insert or update or delete on drawing_projects
      for each row when (${NOT_THE_MIGRATOR}) execute function follow_drawing_assignment()`,
  ),
];

/**
 * SQL: the project that the drawing `t` has under the old schema: one that is live where the drawing is, or that it went
 * to the trash with; of those the one in its own column, or else the first.
 */
const PROJECT_FOR_OLD_CLIENTS = `(select a.project_id from drawing_projects a join projects p on p.id = a.project_id where a.drawing_id = t.id
              order by p.deletion_id is distinct from t.deletion_id, p.id is distinct from t.project_id, a.created_at, a.id limit 1)`;

/**
 * Requirement 004: a piece mark can occur several times in a drawing; each occurrence but one has an identifier. Unique
 * among live rows, without regard to case, and for the unlabelled occurrence too. Spellings stay as they are.
 */
export class PieceMarkInstances1700000006000 extends OnlineMigration {
  readonly name = 'PieceMarkInstances1700000006000';

  override readonly findings = findings;

  readonly steps: readonly Step[] = [
    COLUMNS,
    // The old application looks for a mark as it is written: by the old constraint's index, and from now on by this one.
    index('components', 'idx_components_piece_mark', '(drawing_id, piece_mark)'),
    dropUnique('components', 'unique_piece_mark_per_drawing', ['drawing_id', 'piece_mark']),
    // The old constraint holds one instance of a mark: the unlabelled one, else the lowest identifier, a live one first.
    onTheWayBack(
      'instances beside the first',
      backfill(
        'components',
        removeRows(
          'keys',
          'components',
          `exists (select from components o where o.drawing_id = t.drawing_id and o.piece_mark = t.piece_mark and o.id <> t.id
            and (o.deleted_at is not null, o.instance_identifier is not null, coalesce(o.instance_identifier, ''), o.id)
              < (t.deleted_at is not null, t.instance_identifier is not null, coalesce(t.instance_identifier, ''), t.id))`,
        ),
      ),
    ),
    check('components', 'ck_components_piece_mark', 'length(btrim(piece_mark)) > 0'),
    check('components', 'ck_components_instance_identifier', 'length(btrim(instance_identifier)) > 0'),
    uniqueIndex(
      'components',
      'unique_piece_mark_instance_per_drawing',
      `(drawing_id, ${nameKey('piece_mark')}, coalesce(${nameKey('instance_identifier')}, '')) where deleted_at is null`,
    ),
    index('components', 'idx_components_drawing_id', '(drawing_id, created_at, id)'),
    unique('drawings', 'uq_drawings_live', ['id', 'live']),
    foreignKey(
      'components',
      'fk_components_drawing_live',
      ['drawing_id', 'live'],
      'drawings (id, live)',
      'on delete cascade',
      [joinDeletion('components', 'drawings', 'drawing_id')],
    ),

    createTable(
      'drawing_projects',
      `create table drawing_projects (
        ${BASE_COLUMNS},
        drawing_id uuid not null,
        project_id uuid not null,
        constraint pk_drawing_projects primary key (id),
        constraint uq_drawing_projects_project unique (drawing_id, project_id),
        constraint fk_drawing_projects_drawing_id foreign key (drawing_id) references drawings (id) on delete cascade,
        constraint fk_drawing_projects_project_id foreign key (project_id) references projects (id) on delete cascade);
      create index idx_drawing_projects_project_id on drawing_projects (project_id, drawing_id)`,
      ['drawings', 'projects'],
    ),
    // They come back with the table. Where another policy settles the same drawings now, theirs would stay beside its own.
    {
      title: 'assignments by earlier policies',
      up: [
        backfill(
          'drawing_projects',
          removeRows(
            'keys',
            'drawing_projects',
            `exists (select from migrator.archive a join drawings d on d.id = a.row_id
              where a.migration = 'PieceMarkInstances1700000006000' and a.table_name = 'drawings' and a.row_id = t.drawing_id
                and a.step = 'finding drawings-without-project' and a.became ->> 'project_id' = t.project_id::text
                and d.project_id is distinct from t.project_id)`,
          ),
        ),
      ],
      down: [{ action: 'put back' }],
    },
    ...OLD_CLIENTS,
    {
      title: 'projects of drawings',
      up: [
        backfill(
          'drawings',
          // Held, since an old client may delete either of them at any moment.
          `held as materialized (select d.id, d.project_id from keys join drawings d using (id) join projects p on p.id = d.project_id
              order by d.id for key share of p for key share of d),
          changed as (insert into drawing_projects (drawing_id, project_id) select id, project_id from held
            on conflict (drawing_id, project_id) do nothing returning id)`,
        ),
      ],
      down: [],
    },
    // Old clients have emptied it while the table was put aside: the drawing is still of the projects that it was of.
    fill('projects in the own column of drawings', {
      table: 'drawings',
      set: { project_id: FIRST_PROJECT('t') },
      where: `t.project_id is null and ${FIRST_PROJECT('t')} is not null`,
      archive: ['project_id'],
    }),
    onTheWayBack(
      'the one project of a drawing that the old schema holds',
      backfill(
        'drawings',
        changeRows('keys', {
          table: 'drawings',
          set: { project_id: PROJECT_FOR_OLD_CLIENTS },
          where: `t.project_id is distinct from ${PROJECT_FOR_OLD_CLIENTS}`,
          archive: ['project_id'],
        }),
        { drawings: { project_id: null } },
      ),
    ),
    foreignKey('drawings', 'fk_drawings_project_id', ['project_id'], 'projects (id)', 'on delete set null'),
    index('drawings', 'idx_drawings_project_id', '(project_id)'),
  ];

  override readonly checks = [
    {
      title: 'the own column of every drawing names one of its projects, or none where it has none',
      wrong: `select d.id from drawings d where not ${NAMES_A_PROJECT('d')}
        and (d.project_id is not null or exists (select from drawing_projects a where a.drawing_id = d.id))`,
    },
  ];
}
