import {
  addColumns,
  backfill,
  changeRows,
  check,
  createTable,
  dropUnique,
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
import { BASE_COLUMNS, IS_UUID } from './shared/tables';

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

/** A drawing can be of several projects; older clients know one, in the drawing's own column. */
const OLD_CLIENTS: Step[] = [
  sqlFunction(
    'follow_old_drawing_project',
    `create or replace function follow_old_drawing_project() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then
          delete from drawing_projects where drawing_id = new.id and project_id = old.project_id;
        end if;
        insert into drawing_projects (drawing_id, project_id) select new.id, new.project_id where new.project_id is not null
          on conflict (drawing_id, project_id) do nothing;
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
      for each row when (new.project_id is distinct from old.project_id and current_setting('migrator.runner', true) is distinct from 'on')
      execute function follow_old_drawing_project()`,
  ),
];

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
      `(drawing_id, ${nameKey('piece_mark')}, coalesce(instance_identifier, '')) where deleted_at is null`,
    ),
    index('components', 'idx_components_drawing_id', '(drawing_id, created_at, id)'),
    unique('drawings', 'uq_drawings_live', ['id', 'live']),
    foreignKey(
      'components',
      'fk_components_drawing_live',
      ['drawing_id', 'live'],
      'drawings (id, live)',
      'on delete cascade',
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
          `changed as (insert into drawing_projects (drawing_id, project_id)
            select d.id, d.project_id from keys join drawings d using (id) join projects p on p.id = d.project_id
            on conflict (drawing_id, project_id) do nothing returning id)`,
        ),
      ],
      down: [],
    },
    // The old column holds one of the drawing's projects; where it holds none of them, the first.
    onTheWayBack(
      'the one project of a drawing that the old schema holds',
      backfill(
        'drawings',
        changeRows('keys', {
          table: 'drawings',
          set: {
            project_id: `(select a.project_id from drawing_projects a where a.drawing_id = t.id order by a.created_at, a.id limit 1)`,
          },
          where: `(t.project_id is not null or exists (select from drawing_projects a where a.drawing_id = t.id))
            and not exists (select from drawing_projects a where a.drawing_id = t.id and a.project_id = t.project_id)`,
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
      title: 'every drawing with a project is assigned to it',
      wrong: `select d.id from drawings d where d.project_id is not null
        and not exists (select from drawing_projects a where a.drawing_id = d.id)`,
    },
  ];
}
