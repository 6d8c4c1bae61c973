import type { Columns, LegacyTable } from './legacy-tables';

/** When a row with the varied ordinal `n` was made. No clock: the same everywhere, with microseconds, as real rows have them. */
export function timeOf(n: string): string {
  return `timestamptz '2023-03-01 08:00:00+00' + (${n} % 10000000) * interval '7.000123 seconds'`;
}

/**
 * The values of a row that breaks no rule, as SQL; without its id and the reference to its parent.
 *
 * @param n a varied ordinal, see Seed.vary: an SQL expression of a whole number from 0
 * @param label an SQL expression of a text that is unique where the table's names have to be
 */
export function cleanRow(table: LegacyTable, n: string, label: string): Columns {
  return { ...ROWS[table](n, label), ...(TIMELESS.has(table) ? {} : madeAndChanged(n)) };
}

/** Tables whose times are none, or not the usual pair. */
const TIMELESS = new Set<LegacyTable>(['scenelets', 'images', 'activity_logs']);

function madeAndChanged(n: string): Columns {
  return { created_at: timeOf(n), updated_at: `${timeOf(n)} + ${n} % 97 * interval '1 minute'` };
}

/** One of several values, in turns. */
function oneOf(n: string, values: readonly string[]): string {
  return `(array[${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')}])[1 + ${n} % ${values.length}]`;
}

const ROWS: Record<LegacyTable, (n: string, label: string) => Columns> = {
  profiles: (n, label) => ({
    email: `${label} || '@example.org'`,
    full_name: oneOf(n, ['Ada Lindqvist', '陳 美玲', 'José Núñez', 'Søren Ødegård', 'Мария Иванова']),
    avatar_url: `case when ${n} % 3 = 0 then 'https://example.org/avatars/' || ${n} || '.png' end`,
    role: `case when ${n} % 20 = 0 then 'admin' when ${n} % 7 = 0 then 'moderator' else 'user' end`,
  }),
  projects: (n, label) => ({
    name: label,
    description: `case when ${n} % 4 > 0 then 'A production of ' || ${n} % 13 + 1 || ' reels' end`,
    status: `case when ${n} % 7 = 0 then 'archived' else 'active' end`,
  }),
  episodes: (n, label) => ({ name: label, position: `${n} % 40` }),
  stories: (n, label) => ({
    display_name: label,
    initial_prompt: oneOf(n, ['', 'A lighthouse keeper finds a door.', '一座會說話的燈塔']),
    story_constitution: `case when ${n} % 3 > 0 then jsonb_build_object('theme', 'the sea', 'acts', ${n} % 3) end`,
    visual_design_document: `case when ${n} % 4 = 0 then jsonb_build_object('palette', jsonb_build_array('#102030', '#f0e0d0')) end`,
    audio_design_document: `case when ${n} % 5 = 0 then jsonb_build_object('cues', '[]'::jsonb) end`,
    visual_reference_package: `case when ${n} % 6 = 0 then jsonb_build_object('images', '[]'::jsonb) end`,
  }),
  scenelets: (n, label) => ({
    content: `jsonb_build_object('description', 'At the harbour, ' || ${label},
      'dialogue', case when ${n} % 2 = 0 then '[]' else '[{"character": "Mara", "line": "Who lit the lamp?"}]' end::jsonb,
      'shot_suggestions', jsonb_build_array('wide, low sun', 'close on the hands'))`,
    branch_audio_file_path: `case when ${n} % 50 = 0 then 'audio/branches/' || ${n} || '.wav' end`,
    created_at: timeOf(n),
  }),
  shots: (n, label) => ({
    name: label,
    description: `case when ${n} % 5 > 0 then ${oneOf(n, ['Close on the door, then the corridor', '特寫：門，然後走廊', 'Vue d’ensemble'])} end`,
    status: oneOf(n, ['todo', 'in_progress', 'review', 'done']),
    frame_start: `case when ${n} % 11 > 0 then 1001 end`,
    frame_end: `case when ${n} % 11 > 1 then 1001 + ${n} % 240 end`,
    data: `case when ${n} % 6 = 0 then '{}' else jsonb_build_object('lens', '35mm', 'camera', 'A', 'take', ${n} % 9) end`,
  }),
  crawl_jobs: (n, label) => ({
    name: label,
    keywords: `jsonb_build_array('harbour', 'lamp ' || ${n} % 30)`,
    status: oneOf(n, ['completed', 'completed', 'running', 'pending', 'failed', 'cancelled']),
    progress: `case when ${n} % 6 < 2 then 100 else ${n} % 6 * 10 end`,
    total_images: '500',
    downloaded_images: `100 + ${n} % 400`,
    valid_images: `${n} % 100`,
    total_chunks: '10',
    completed_chunks: `${n} % 8`,
    failed_chunks: `${n} % 3`,
    task_ids: `jsonb_build_array(md5('task' || ${n}))`,
    started_at: `case when ${n} % 6 <> 3 then ${timeOf(n)} + interval '3 seconds' end`,
    completed_at: `case when ${n} % 6 < 2 then ${timeOf(n)} + interval '90 minutes' end`,
  }),
  images: (n, label) => ({
    original_url: `'https://example.org/pictures/' || ${label}`,
    filename: label,
    storage_url: `case when ${n} % 9 > 0 then 's3://datasets/' || ${label} end`,
    width: `640 + ${n} % 1281`,
    height: `480 + ${n} % 601`,
    file_size: `20000 + ${n} % 900000`,
    format: oneOf(n, ['jpg', 'png', 'webp']),
  }),
  activity_logs: (n, label) => ({
    action: oneOf(n, ['CREATE_SHOT', 'UPDATE_SHOT', 'START_CRAWL_JOB', 'CANCEL_CRAWL_JOB']),
    resource_type: oneOf(n, ['shot', 'shot', 'crawl_job', 'crawl_job']),
    resource_id: `left(${label}, 50)`,
    metadata: `case when ${n} % 4 > 0 then jsonb_build_object('total_chunks', ${n} % 12) end`,
    timestamp: timeOf(n),
  }),
  drawings: (n, label) => ({
    file_name: `${label} || '.pdf'`,
    original_name: `'E-' || ${n} % 900 || ' framing.pdf'`,
    file_path: `'/drawings/' || ${label} || '.pdf'`,
    file_size: `3000000000 + ${n}`,
    file_hash: `md5('a' || ${label}) || md5('b' || ${label})`,
    drawing_type: oneOf(n, ['E-sheet', 'shop drawing', 'detail drawing']),
    sheet_number: `'S' || ${n} % 400`,
    drawing_date: `date '2022-01-03' + (${n} % 700)::integer`,
    processing_status: oneOf(n, ['completed', 'completed', 'processing', 'pending', 'failed']),
    processing_progress: `case when ${n} % 5 < 2 then 100 when ${n} % 5 = 2 then 60 else 0 end`,
    error_message: `case when ${n} % 5 = 4 then 'page 3 cannot be read' end`,
  }),
  components: (n, label) => ({
    piece_mark: label,
    component_type: oneOf(n, ['wide_flange', 'hss', 'angle', 'plate', 'beam', 'column']),
    quantity: `1 + ${n} % 12`,
    material_type: oneOf(n, ['A992', 'A500', 'A36']),
    location_x: `${n} % 3000 / 4.0`,
    location_y: `${n} % 2000 / 8.0`,
    bounding_box: `json_build_object('x', ${n} % 3000, 'y', ${n} % 2000, 'width', 40, 'height', 12)`,
    confidence_score: `(1 + ${n} % 98) / 100.0`,
    review_status: oneOf(n, ['pending', 'reviewed', 'approved']),
  }),
};
