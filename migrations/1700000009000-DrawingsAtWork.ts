import {
  addColumns,
  backfill,
  changeRows,
  check,
  createTable,
  dropCheck,
  type Finding,
  foreignKey,
  index,
  OnlineMigration,
  onTheWayBack,
  removeRows,
  replaceUniqueIndex,
  sqlFunction,
  type Step,
  uniqueIndex,
} from '../src/migrator';
import { FARTHEST, isBox } from '../src/database/json-box';
import { nameKey } from '../src/database/name-key';
import { BASE_COLUMNS, DELETION_CHECK, projectKey, TRASH_COLUMNS, trashKeys } from './shared/tables';

const MARK = nameKey('piece_mark');

/** How an instance's identifier is compared: as names are, and none is a value of its own. */
const INSTANCE = (row = '') => `coalesce(${nameKey(`${row}instance_identifier`)}, '')`;

/**
 * What the indexes of components compare. They must never fail, whatever an old client has written, and call each other by
 * their schema, since PostgreSQL keeps indexes under a search path of its own.
 */
const FUNCTIONS: readonly Step[] = [
  sqlFunction(
    'component_box',
    `create or replace function component_box(place json) returns box language sql immutable strict parallel safe as $$
      select case when ${isBox('place')}
        then box(point((place->>'x')::float8, (place->>'y')::float8),
          point((place->>'x')::float8 + (place->>'width')::float8, (place->>'y')::float8 + (place->>'height')::float8)) end
      $$`,
  ),
  sqlFunction(
    'component_place',
    `create or replace function component_place(place json, x double precision, y double precision) returns box language sql immutable parallel safe as $$
      select coalesce(public.component_box(place), case when abs(x) <= ${FARTHEST} and abs(y) <= ${FARTHEST} then box(point(x, y), point(x, y)) end)
      $$`,
  ),
  sqlFunction(
    'drawing_point',
    `create or replace function drawing_point(id uuid) returns point language sql immutable strict parallel safe as $$
      select point(('x' || substr(h, 1, 12))::bit(48)::bigint, ('x' || substr(h, 13, 12))::bit(48)::bigint) from (select replace(id::text, '-', '') as h) digits
      $$`,
  ),
  sqlFunction(
    'confusable_mark',
    `create or replace function confusable_mark(mark text) returns text language sql immutable strict parallel safe as $$
      select translate(${nameKey('mark')}, 'oilsbz-_./,#: ', '011582')
      $$`,
  ),
  sqlFunction(
    'mark_neighbours',
    // A loop takes a twentieth of the time of a query. What it costs, the planner must know, or it asks every row instead of the index.
    `create or replace function mark_neighbours(mark text) returns text[] language plpgsql immutable strict parallel safe cost 500 as $$
      declare
        k constant text := public.confusable_mark(mark);
        found text[] := array[k];
      begin
        for n in 1 .. case when length(k) > 1 then least(length(k), 20) else 0 end loop
          found := array_append(found, left(k, n - 1) || substr(k, n + 1));
        end loop;
        return found;
      end $$`,
  ),
  sqlFunction(
    'mark_order',
    `create or replace function mark_order(mark text) returns text language sql immutable strict parallel safe as $$
      select coalesce(string_agg(case when part[1] is null then part[2] else chr(48 + least(length(ltrim(part[1], '0')), 40)) || ltrim(part[1], '0') end, '' order by place), '')
        from regexp_matches(${nameKey('mark')}, '([0-9]+)|([^0-9]+)', 'g') with ordinality parts(part, place)
      $$`,
  ),
];

const INSTANCES = 'unique_piece_mark_instance_per_drawing';
const FOLDED_INSTANCES = `(drawing_id, ${MARK}, ${INSTANCE()}) where deleted_at is null`;
/** Databases that the first builds upgraded told `a`, `A` and `A ` apart. */
const IS_EXACT = `coalesce((select pg_get_indexdef(to_regclass('public.${INSTANCES}')) !~* 'btrim\\(\\(?instance_identifier'), false)`;

const findings: readonly Finding[] = [
  {
    code: 'drawing-file-twins',
    problem: 'live drawings are of the same file',
    offenders: `select id, detail, place from (
        select d.id, coalesce(d.original_name, d.file_name) || ' (drawing ' || d.id || ', file ' || d.file_hash || ')' as detail,
          (row_number() over (partition by lower(btrim(d.file_hash)) order by d.created_at, d.id))::integer as place
        from drawings d where length(btrim(d.file_hash)) > 0 and to_jsonb(d)->>'deleted_at' is null) twins where place > 1`,
    remedy: 'Delete all but one of them, and assign that one to the projects of the others.',
    policies: {
      clear: {
        does: 'All stay, with their components. The oldest keeps the hash, by which an upload of the file finds it; the others have none.',
        passes: () => [
          {
            once: true,
            work: changeRows('offenders', {
              table: 'drawings',
              set: { file_hash: 'null' },
              where: 'true',
              archive: ['file_hash'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'instance-twins',
    problem:
      'instances of one mark in one drawing have the same identifier (without regard to case and spaces around it)',
    offenders: `select id, detail, place from (
        select c.id, '"' || c.piece_mark || '", instance "' || c.instance_identifier || '" (component ' || c.id || ' of drawing ' || c.drawing_id || ')' as detail,
          (row_number() over (partition by c.drawing_id, ${nameKey('c.piece_mark')}, ${nameKey('c.instance_identifier')} order by c.created_at, c.id))::integer as place
        from (select id, drawing_id, piece_mark, created_at, to_jsonb(k)->>'instance_identifier' as instance_identifier from components k
            where k.drawing_id is not null and to_jsonb(k)->>'deleted_at' is null) c
          where c.instance_identifier is not null) twins where place > 1`,
    remedy: 'Give each of them an identifier of its own.',
    policies: {
      number: {
        does: 'The oldest keeps its identifier; the others get the first ones that nobody has: I2, I3 and so on. A rollback leaves them.',
        passes: () => [
          {
            once: true,
            work: changeRows('offenders', {
              table: 'components',
              set: {
                instance_identifier: `(select 'I' || n from generate_series(2, 100000) n where not exists (select from components o
                    where o.drawing_id = t.drawing_id and ${nameKey('o.piece_mark')} = ${nameKey('t.piece_mark')} and ${INSTANCE('o.')} = lower('I' || n))
                  order by n offset offenders.place - 2 limit 1)`,
              },
              where: 'true',
            }),
          },
        ],
      },
    },
  },
  {
    code: 'component-places',
    problem: 'components have a bounding box that is none, or a location that is on no sheet',
    offenders: `select id, coalesce(piece_mark, '') || ' (component ' || id || '): ' || left(coalesce(bounding_box::text, location_x || ', ' || location_y), 200) as detail from components
      where bounding_box is not null and json_typeof(bounding_box) <> 'null' and not ${isBox('bounding_box')}
        or abs(location_x) > ${FARTHEST} or abs(location_y) > ${FARTHEST}`,
    remedy: 'Correct the box: an object with x, y, width and height, numbers from the upper left corner; or empty it.',
    policies: {
      clear: {
        does: 'The box and the location are emptied; a rollback brings them back.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'components',
              set: { bounding_box: 'null', location_x: 'null', location_y: 'null' },
              where: 'true',
              archive: ['bounding_box', 'location_x', 'location_y'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'component-quantities',
    problem: 'components have a quantity below one',
    offenders: `select id, piece_mark || ' (component ' || id || '): ' || quantity as detail from components where quantity < 1`,
    remedy: 'Correct the quantity, or delete the component.',
    policies: {
      one: {
        does: 'The quantity becomes 1.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'components',
              set: { quantity: '1' },
              where: 'true',
              archive: ['quantity'],
            }),
          },
        ],
      },
    },
  },
  {
    code: 'component-review-states',
    problem: 'components have a review status other than pending, reviewed or approved',
    offenders: `select id, piece_mark || ' (component ' || id || '): ' || review_status as detail from components
      where review_status not in ('pending', 'reviewed', 'approved')`,
    remedy: 'Give the component one of these.',
    policies: {
      pending: {
        does: 'The status becomes pending: it is reviewed again.',
        passes: () => [
          {
            work: changeRows('offenders', {
              table: 'components',
              set: { review_status: `'pending'` },
              where: 'true',
              archive: ['review_status'],
            }),
          },
        ],
      },
    },
  },
];

/**
 * Requirement 004 at work: drawings have their file in the store, pages and revisions; components are told apart without
 * regard to case and space, found by what is mistyped, and by their place on the sheet.
 */
export class DrawingsAtWork1700000009000 extends OnlineMigration {
  readonly name = 'DrawingsAtWork1700000009000';

  override readonly findings = findings;

  readonly steps: readonly Step[] = [
    ...FUNCTIONS,
    addColumns('drawings', {
      sha256: 'text',
      content_type: 'text',
      page_count: 'integer',
      revision: 'varchar(20)',
      supersedes_id: 'uuid',
      failure_code: 'text',
    }),
    check('drawings', 'ck_drawings_page_count', 'page_count >= 0'),
    check(
      'drawings',
      'ck_drawings_file',
      'sha256 is null or (file_hash = sha256 and num_nulls(file_size, content_type) = 0)',
    ),
    check('drawings', 'ck_drawings_supersedes', 'supersedes_id <> id'),
    foreignKey('drawings', 'fk_drawings_file', ['sha256'], 'stored_files (sha256)'),
    index('drawings', 'idx_drawings_file', '(sha256) where sha256 is not null'),
    foreignKey('drawings', 'fk_drawings_supersedes', ['supersedes_id'], 'drawings (id)', 'on delete set null'),
    uniqueIndex('drawings', 'idx_drawings_supersedes_unique', '(supersedes_id) where deleted_at is null'),
    index('drawings', 'idx_drawings_supersedes_id', '(supersedes_id) where supersedes_id is not null'),
    uniqueIndex(
      'drawings',
      'idx_drawings_file_unique',
      `(lower(btrim(file_hash))) where deleted_at is null and length(btrim(file_hash)) > 0`,
    ),
    index('drawings', 'idx_drawings_created', '(created_at, id)'),

    addColumns('components', {
      description: 'text',
      mark_level: 'text',
      assembly_mark: 'varchar(50)',
      size: 'varchar(100)',
      length_mm: 'double precision',
      finish: 'varchar(100)',
      page_number: 'integer',
      reviewed_by: 'uuid',
      reviewed_at: 'timestamptz',
      review_reason: 'text',
      exchange: 'jsonb',
    }),
    check('components', 'ck_components_quantity', 'quantity >= 1'),
    check('components', 'ck_components_review_status', `review_status in ('pending', 'reviewed', 'approved')`),
    check('components', 'ck_components_mark_level', `mark_level in ('main', 'minor')`),
    check('components', 'ck_components_length', `length_mm > 0 and length_mm < 'infinity'`),
    check('components', 'ck_components_page_number', 'page_number >= 1'),
    check('components', 'ck_components_exchange', `jsonb_typeof(exchange) = 'object'`),
    check(
      'components',
      'ck_components_bounding_box',
      `bounding_box is null or json_typeof(bounding_box) = 'null' or ${isBox('bounding_box')}`,
    ),
    check('components', 'ck_components_location', `abs(location_x) <= ${FARTHEST} and abs(location_y) <= ${FARTHEST}`),
    replaceUniqueIndex('components', INSTANCES, FOLDED_INSTANCES, IS_EXACT),
    index('components', 'idx_components_mark', `(${MARK} text_pattern_ops) where deleted_at is null`),
    index(
      'components',
      'idx_components_neighbours',
      'using gin (mark_neighbours(piece_mark)) where deleted_at is null',
    ),
    index(
      'components',
      'idx_components_place',
      'using gist (drawing_point(drawing_id), component_place(bounding_box, location_x, location_y)) where deleted_at is null',
    ),
    index('components', 'idx_components_created', '(created_at, id) where deleted_at is null'),

    createTable(
      'drawing_pages',
      `create table drawing_pages (
        ${BASE_COLUMNS},
        drawing_id uuid not null,
        page_number integer not null,
        width double precision not null,
        height double precision not null,
        rotation integer not null default 0,
        user_unit double precision not null default 1,
        unit text not null,
        preview_sha256 text,
        preview_width integer,
        preview_height integer,
        failure_code text,
        failure text,
        constraint pk_drawing_pages primary key (id),
        constraint uq_drawing_pages_number unique (drawing_id, page_number),
        constraint ck_drawing_pages_number check (page_number >= 1),
        constraint ck_drawing_pages_size check (width > 0 and height > 0 and user_unit > 0),
        constraint ck_drawing_pages_rotation check (rotation in (0, 90, 180, 270)),
        constraint ck_drawing_pages_unit check (unit in ('pt', 'px')),
        constraint ck_drawing_pages_preview check (num_nulls(preview_sha256, preview_width, preview_height) in (0, 3)),
        constraint fk_drawing_pages_drawing_id foreign key (drawing_id) references drawings (id) on delete cascade);
      create index idx_drawing_pages_preview on drawing_pages (preview_sha256) where preview_sha256 is not null`,
      ['drawings'],
    ),
    foreignKey('drawing_pages', 'fk_drawing_pages_preview', ['preview_sha256'], 'stored_files (sha256)'),

    createTable(
      'kiss_files',
      `create table kiss_files (
        ${BASE_COLUMNS},
        drawing_id uuid not null,
        sha256 text not null,
        file_name varchar(255),
        unit text not null,
        header jsonb not null,
        constraint pk_kiss_files primary key (id),
        constraint uq_kiss_files_drawing unique (drawing_id),
        constraint ck_kiss_files_unit check (unit in ('mm', 'inches')),
        constraint ck_kiss_files_header check (jsonb_typeof(header) = 'object'),
        constraint fk_kiss_files_drawing_id foreign key (drawing_id) references drawings (id) on delete cascade);
      create index idx_kiss_files_file on kiss_files (sha256)`,
      ['drawings'],
    ),
    foreignKey('kiss_files', 'fk_kiss_files_file', ['sha256'], 'stored_files (sha256)'),

    // An entry of a bulk call names up to a thousand components; without this, a component's history would read them all.
    index(
      'activity_logs',
      'idx_activity_logs_components',
      `using gin (jsonb_path_query_array(changes, '$[*].id') jsonb_path_ops) where resource_type = 'components' and resource_id is null`,
    ),

    ...['dimension', 'specification'].map((kind) =>
      createTable(
        `component_${kind}s`,
        `create table component_${kind}s (
        ${BASE_COLUMNS},
        component_id uuid not null,
        ${kind}_type varchar(100) not null,
        ${
          kind === 'dimension'
            ? `nominal_value double precision not null,
        unit varchar(20) not null default 'in',
        tolerance varchar(50),
        display_format text not null default 'decimal',`
            : `value varchar(255) not null,
        description text,`
        }
        confidence_score double precision,
        constraint pk_component_${kind}s primary key (id),
        constraint ck_component_${kind}s_type check (length(btrim(${kind}_type)) > 0),
        constraint ck_component_${kind}s_confidence check (confidence_score between 0 and 1),
        ${
          kind === 'dimension'
            ? `constraint ck_component_dimensions_value check (nominal_value > 0 and nominal_value < 'infinity'),
        constraint ck_component_dimensions_format check (display_format in ('decimal', 'fraction')),`
            : ''
        }
        constraint fk_component_${kind}s_component_id foreign key (component_id) references components (id) on delete cascade);
      create unique index idx_component_${kind}s_type_unique on component_${kind}s (component_id, ${nameKey(`${kind}_type`)})`,
        ['components'],
      ),
    ),

    createTable(
      'saved_searches',
      `create table saved_searches (
        ${BASE_COLUMNS},
        ${TRASH_COLUMNS},
        project_id uuid not null,
        name varchar(100) not null,
        query jsonb not null,
        position integer not null,
        constraint pk_saved_searches primary key (id),
        constraint ck_saved_searches_name check (length(btrim(name)) > 0),
        constraint ck_saved_searches_query check (jsonb_typeof(query) = 'object'),
        constraint ck_saved_searches_position check (abs(position) between 1 and 50),
        constraint ck_saved_searches_deletion check (${DELETION_CHECK}),
        constraint fk_saved_searches_project_id foreign key (project_id) references projects (id) on delete cascade);
      create unique index idx_saved_searches_name_unique on saved_searches (project_id, ${nameKey('name')}) where deleted_at is null;
      create unique index idx_saved_searches_position_unique on saved_searches (project_id, position) where deleted_at is null;
      create index idx_saved_searches_project_id on saved_searches (project_id);
      create index idx_saved_searches_deletion_id on saved_searches (deletion_id) where deletion_id is not null`,
      ['projects'],
    ),
    ...trashKeys('saved_searches', 'project_id', 'projects'),

    createTable(
      'rendering_jobs',
      `create table rendering_jobs (
        ${BASE_COLUMNS},
        deleted_at timestamptz,
        drawing_id uuid not null,
        project_id uuid not null,
        status text not null default 'running',
        progress integer not null default 0,
        message text,
        started_at timestamptz not null default now(),
        completed_at timestamptz,
        constraint pk_rendering_jobs primary key (id),
        constraint uq_rendering_jobs_project unique (id, project_id),
        constraint ck_rendering_jobs_status check (status in ('running', 'completed', 'failed', 'cancelled')),
        constraint ck_rendering_jobs_progress check (progress between 0 and 100),
        constraint fk_rendering_jobs_drawing_id foreign key (drawing_id) references drawings (id) on delete cascade);
      create unique index idx_rendering_jobs_running_unique on rendering_jobs (drawing_id) where status = 'running';
      create index idx_rendering_jobs_drawing_id on rendering_jobs (drawing_id)`,
      ['drawings'],
    ),
    addColumns('job_chunks', { rendering_job_id: 'uuid' }),
    check(
      'job_chunks',
      'ck_job_chunks_one_job',
      'num_nonnulls(crawl_job_id, validation_job_id, export_job_id, rendering_job_id) = 1',
    ),
    dropCheck('job_chunks', 'ck_job_chunks_job', 'num_nonnulls(crawl_job_id, validation_job_id, export_job_id) = 1'),
    uniqueIndex(
      'job_chunks',
      'uq_job_chunks_rendering',
      '(rendering_job_id, task, chunk_index) where rendering_job_id is not null',
    ),
    projectKey('job_chunks', 'fk_job_chunks_rendering_job', 'rendering_job_id', 'rendering_jobs'),
    onTheWayBack(
      'chunks of rendering, which older workers do not know',
      backfill('job_chunks', removeRows('keys', 'job_chunks', 't.rendering_job_id is not null')),
    ),
  ];

  override readonly checks = [
    {
      title: 'every drawing with a file in the store is known by that file',
      wrong: `select id from drawings where sha256 is not null and file_hash is distinct from sha256`,
    },
    {
      title: 'every bounding box is one',
      wrong: `select id from components where bounding_box is not null and json_typeof(bounding_box) <> 'null' and component_box(bounding_box) is null`,
    },
  ];
}
