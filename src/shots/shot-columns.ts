import { type Columns, recordedColumns } from '../transfer/columns';

/** The columns of a file of shots: SQL over the shot `s`, its episode `e` and its project `p`. */
export const SHOT_COLUMNS: Columns = {
  episode: { sql: 'e.name', holds: 'text', names: 'an episode' },
  name: { sql: 's.name', holds: 'text', required: true },
  description: { sql: 's.description', holds: 'text', empty: 'null' },
  // A status cannot be empty, so an empty cell says nothing about it.
  status: { sql: 's.status', holds: 'text', empty: 'nothing' },
  frame_start: { sql: 's.frame_start', holds: 'whole' },
  frame_end: { sql: 's.frame_end', holds: 'whole' },
  data: { sql: 's.data', holds: 'json' },
  id: { sql: 's.id', exportOnly: true },
  project_id: { sql: 's.project_id', exportOnly: true },
  project_name: { sql: 'p.name', holds: 'text', exportOnly: true },
  episode_id: { sql: 's.episode_id', exportOnly: true },
  ...recordedColumns('s'),
};
