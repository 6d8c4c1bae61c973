import type { TestDatabase } from './database';

/** Live rows whose names are one as unique indexes compare them, but are written in two ways; what the ways have in common says which twins they are. */
function twins(kind: string, { table, column, group }: { table: string; column: string; group: string }): string {
  const trimmed = `count(distinct btrim(${column}))`;
  const composed = `count(distinct normalize(btrim(${column})))`;
  const how: Record<string, string> = {
    exact: `count(distinct ${column}) = 1`,
    space: `count(distinct ${column}) = 2 and ${trimmed} = 1`,
    'normal-form': `${trimmed} = 2 and ${composed} = 1`,
    case: `${composed} = 2`,
  };
  return `select array_agg(x.id) as ids from ${table} and btrim(${column}) <> ''
    group by ${group} lower(normalize(btrim(${column}), NFC) collate "und-x-icu") having count(*) = 2 and ${how[kind] ?? ''}`;
}

const KINDS = ['exact', 'case', 'space', 'normal-form'];

const TWINS = KINDS.flatMap((kind): [string, string][] => [
  [`email-${kind}-twins`, twins(kind, { table: 'profiles x where true', column: 'x.email', group: '' })],
  [
    `episode-name-${kind}-twins`,
    twins(kind, { table: 'episodes x where deleted_at is null', column: 'x.name', group: 'x.project_id,' }),
  ],
  [
    `shot-name-${kind}-twins`,
    twins(kind, {
      table: 'shots x join episodes e on e.id = x.episode_id where x.deleted_at is null',
      column: 'x.name',
      group: 'e.project_id,',
    }),
  ],
  [
    `piece-mark-${kind}-twins`,
    twins(kind, { table: 'components x where true', column: 'x.piece_mark', group: 'x.drawing_id,' }),
  ],
]);

const one = (from: string): string => `select array[x.id] as ids from ${from}`;
const shots = (where: string): string => one(`shots x where ${where}`);
const storyShots = (where: string): string => shots(`x.story_id is not null and ${where}`);
const gone = (table: string, column: string, parent: string): string =>
  one(`${table} x where ${column} is not null and not exists (select from ${parent} p where p.id = x.${column})`);
const nullOf = (table: string, column: string): string => one(`${table} x where ${column} is null`);

/** The number of scenelets without a parent, and whether a circle is left when all below them is taken away. */
const trees = (roots: number, circle: boolean, withShots: boolean): string => `
  with recursive reached as (
    select id, story_id from scenelets where parent_id is null
    union all select c.id, c.story_id from scenelets c join reached r on r.id = c.parent_id)
  select array[x.id] as ids from stories x
    where exists (select from scenelets c where c.story_id = x.id)
      and (select count(*) from scenelets c where c.story_id = x.id and c.parent_id is null) = ${roots}
      and ${circle ? '' : 'not'} exists (select from scenelets c where c.story_id = x.id and c.id not in (select id from reached))
      and ${withShots ? '' : 'not'} exists (select from shots s where s.story_id = x.id)`;

const siblings = (column: string, different: boolean): string => `
  select array[story_id] as ids from (select story_id, created_at, ${column} as at from scenelets where parent_id is not null) x
    group by story_id, at having count(*) > 1 and count(distinct created_at) ${different ? '>' : '='} 1`;

const deletedTwin = (table: string, parent: string): string => `
  select array[x.id, y.id] as ids from ${table} x join ${table} y using (${parent}, name)
    where x.deleted_at is null and y.deleted_at is not null`;

/** What a box of a component has. */
const SIDES = ['x', 'y', 'width', 'height'];

/** For every flaw the query that finds it; each row: the ids of one offence. Written from the descriptions, not from what plants them. */
const QUERIES: Record<string, string> = {
  ...Object.fromEntries(TWINS.filter(([name]) => name !== 'piece-mark-exact-twins')),
  'email-blank': one(`profiles x where btrim(email) = ''`),
  'profile-role-unknown': one(`profiles x where role not in ('user', 'moderator', 'admin')`),
  'project-status-unknown': one(`projects x where status not in ('active', 'archived', 'deleted')`),
  'project-name-blank': one(`projects x where btrim(name) = ''`),
  'project-of-missing-profile': gone('projects', 'user_id', 'profiles'),
  'activity-of-missing-profile': gone('activity_logs', 'user_id', 'profiles'),
  'activity-of-nobody': nullOf('activity_logs', 'user_id'),
  'project-names-alike': `select array_agg(id) as ids from projects where btrim(name) <> '' group by user_id, name having count(*) > 1`,
  'live-episode-in-deleted-project': one(
    `episodes x join projects p on p.id = x.project_id where p.status = 'deleted' and x.deleted_at is null`,
  ),
  ...Object.fromEntries(
    ['', '-with-shots'].flatMap((suffix) => {
      const shotsOf = `${suffix ? '' : 'not'} exists (select from shots s where s.episode_id = x.id)`;
      return [
        [`episode-without-project${suffix}`, one(`episodes x where project_id is null and ${shotsOf}`)],
        [`episode-of-missing-project${suffix}`, `${gone('episodes', 'project_id', 'projects')} and ${shotsOf}`],
      ];
    }),
  ),
  'shot-name-deleted-twin': deletedTwin('shots', 'episode_id'),
  'episode-name-deleted-twin': deletedTwin('episodes', 'project_id'),
  'shot-name-blank': shots(`btrim(name) = ''`),
  'episode-name-blank': one(`episodes x where btrim(name) = ''`),
  // Of every trick one sign.
  'shot-name-tricky': `select array_agg(id) as ids from shots where octet_length(name) > length(name) and name !~ '[Éé]' and name !~ 'E\u0301'
    or name ~ '[\\t%]' group by episode_id having count(*) = 12 and max(length(name)) = 255`,
  'shot-ends-before-it-begins': shots('frame_end < frame_start'),
  'shot-data-array': shots(`jsonb_typeof(data) = 'array'`),
  'shot-data-scalar': shots(`jsonb_typeof(data) not in ('array', 'object')`),
  'live-shot-in-deleted-episode': one(
    'shots x join episodes e on e.id = x.episode_id where x.deleted_at is null and e.deleted_at is not null',
  ),
  'deleted-shot-in-live-episode': one(
    `shots x join episodes e on e.id = x.episode_id where x.deleted_at is not null and e.deleted_at is null
      and not exists (select from shots y where y.deleted_at is null and (y.episode_id, y.name) = (x.episode_id, x.name))`,
  ),
  'media-path-without-story': shots(
    'story_id is null and (key_frame_image_path, audio_file_path, video_file_path) is distinct from (null, null, null)',
  ),
  'scenelet-id-unknown': storyShots(
    `scenelet_id ~ '^scenelet-[1-9][0-9]*$' and substr(scenelet_id, 10)::int > (select count(*) from scenelets c where c.story_id = x.story_id)`,
  ),
  'scenelet-id-zero': storyShots(`scenelet_id = 'scenelet-0'`),
  'scenelet-id-capital': storyShots(`scenelet_id ~ '^Scenelet-'`),
  'scenelet-id-leading-zero': storyShots(`scenelet_id ~ '^scenelet-0[0-9]'`),
  'scenelet-id-empty': storyShots(`scenelet_id = ''`),
  'scenelet-id-uuid': storyShots(`exists (select from scenelets c where c.id::text = scenelet_id)`),
  'story-shot-without-scenelet-id': storyShots('scenelet_id is null'),
  'story-shot-without-scenelet-sequence': storyShots('scenelet_sequence is null'),
  'story-shot-without-shot-index': storyShots('shot_index is null'),
  'story-shot-without-storyboard-payload': storyShots('storyboard_payload is null'),
  'scenelet-sequence-disagrees': storyShots(
    `scenelet_id ~ '^scenelet-[1-9][0-9]*$' and substr(scenelet_id, 10)::int <> scenelet_sequence`,
  ),
  'shot-index-twins': `select array_agg(id) as ids from shots where story_id is not null and scenelet_sequence is not null
    group by story_id, scenelet_sequence, shot_index having count(*) > 1`,
  'scenelet-id-without-story': shots('story_id is null and scenelet_id is not null'),
  'story-shot-in-other-episode': one('shots x join stories t on t.id = x.story_id where t.episode_id <> x.episode_id'),
  'story-with-two-roots': trees(2, false, false),
  'story-with-two-roots-with-shots': trees(2, false, true),
  'story-with-cycle': trees(1, true, false),
  'story-with-cycle-with-shots': trees(1, true, true),
  'story-of-only-a-cycle': trees(0, true, false),
  'story-of-only-a-cycle-with-shots': trees(0, true, true),
  'scenelet-with-parent-in-other-story': one(
    'scenelets x join scenelets p on p.id = x.parent_id where p.story_id <> x.story_id',
  ),
  'story-without-scenelets': one('stories x where not exists (select from scenelets c where c.story_id = x.id)'),
  'story-without-shots': `${trees(1, false, false)}
      and not exists (select from scenelets c join scenelets p on p.id = c.parent_id where p.story_id <> c.story_id and x.id in (c.story_id, p.story_id))`,
  'siblings-of-one-time': siblings('created_at', false),
  'siblings-microseconds-apart': siblings(`date_trunc('milliseconds', created_at)`, true),
  'crawl-job-of-missing-project': gone('crawl_jobs', 'project_id', 'projects'),
  'image-of-missing-crawl-job': gone('images', 'crawl_job_id', 'crawl_jobs'),
  'image-address-twins':
    'select array_agg(id) as ids from images group by crawl_job_id, original_url having count(*) > 1',
  'crawl-job-status-unknown': one(
    `crawl_jobs x where status not in ('pending', 'running', 'completed', 'failed', 'cancelled')`,
  ),
  'crawl-job-progress-over-100': one('crawl_jobs x where progress > 100'),
  'crawl-job-negative-counter': one(
    `crawl_jobs x where least(progress, max_images, total_images, downloaded_images, valid_images, total_chunks, active_chunks, completed_chunks, failed_chunks) < 0`,
  ),
  'crawl-job-keywords-object': one(`crawl_jobs x where jsonb_typeof(keywords->'keywords') = 'array'`),
  'drawing-of-missing-project': gone('drawings', 'project_id', 'projects'),
  'drawing-without-project': nullOf('drawings', 'project_id'),
  'drawing-status-unknown': one(
    `drawings x where processing_status not in ('pending', 'processing', 'completed', 'failed')`,
  ),
  'drawing-progress-over-100': one('drawings x where processing_progress > 100'),
  'drawing-file-hash-twins': 'select array_agg(id) as ids from drawings group by file_hash having count(*) = 2',
  'piece-mark-triplets': `select array_agg(id) as ids from components where drawing_id is not null
    group by drawing_id, upper(btrim(piece_mark)) having count(*) = 3`,
  'piece-mark-blank': one(`components x where btrim(piece_mark) = ''`),
  'piece-mark-with-combining-accents': `select array_agg(id) as ids from components where drawing_id is not null
    group by drawing_id having count(*) = 1 and bool_and(piece_mark <> normalize(piece_mark, NFC) or piece_mark ~ '\u0323')`,
  'drawing-in-deleted-project': one(`drawings x join projects p on p.id = x.project_id where p.status = 'deleted'`),
  'drawing-file-hash-capital': one(`drawings x where file_hash ~ '^[0-9A-F]{64}$' and file_hash ~ '[A-F]'`),
  'drawing-file-hash-malformed': one(`drawings x where file_hash !~* '^[0-9a-f]{64}$'`),
  'component-box-no-object': one(`components x where json_typeof(bounding_box) <> 'object'`),
  'component-box-incomplete': one(
    `components x where json_typeof(bounding_box) = 'object' and (${SIDES.map((side) => `bounding_box -> '${side}' is null`).join(' or ')})`,
  ),
  'component-box-negative': one(
    `components x where least(${SIDES.map((side) => `(bounding_box ->> '${side}')::numeric`).join(', ')}) < 0`,
  ),
  'component-box-without-numbers': one(
    `components x where ${SIDES.map((side) => `json_typeof(bounding_box -> '${side}') <> 'number' or (bounding_box ->> '${side}')::numeric > 1e308`).join(' or ')}`,
  ),
  'component-type-unknown': one(
    `components x where component_type not in ('wide_flange', 'hss', 'angle', 'channel', 'plate', 'tube', 'beam', 'column', 'brace', 'girder', 'truss', 'generic')`,
  ),
  'component-review-status-unknown': one(`components x where review_status not in ('pending', 'reviewed', 'approved')`),
  'component-quantity-below-one': one('components x where quantity < 1'),
  'component-without-created-at': nullOf('components', 'created_at'),
  'component-without-updated-at': nullOf('components', 'updated_at'),
  'component-without-quantity': nullOf('components', 'quantity'),
  'component-without-confidence': nullOf('components', 'confidence_score'),
  'component-confidence-on-border': `select array_agg(id) as ids from components where confidence_score in (0, 1) group by drawing_id`,
  'component-without-drawing': nullOf('components', 'drawing_id'),
};

/** What a database at the legacy schema holds of each flaw, by its name: the ids of each offence. Flaws that it has not are left out. */
export async function offencesFound(database: TestDatabase): Promise<Record<string, string[][]>> {
  const found: Record<string, string[][]> = {};
  for (const [name, query] of Object.entries(QUERIES)) {
    const rows = await database.sql<{ ids: string[] }>(query);
    if (rows.length > 0) found[name] = rows.map(({ ids }) => ids);
  }
  return found;
}
