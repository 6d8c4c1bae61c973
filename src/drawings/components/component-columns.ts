import { type Columns, recordedColumns } from '../../transfer/columns';

/** The columns of a file of components: SQL over the component `c`. */
export const COMPONENT_COLUMNS: Columns = {
  piece_mark: { sql: 'c.piece_mark', holds: 'text', required: true },
  instance_identifier: { sql: 'c.instance_identifier', holds: 'text', empty: 'null' },
  component_type: { sql: 'c.component_type', holds: 'text', empty: 'null' },
  // There is always at least one, so an empty cell says nothing about it.
  quantity: { sql: 'c.quantity', holds: 'whole', empty: 'nothing' },
  size: { sql: 'c.size', holds: 'text', empty: 'null' },
  material_type: { sql: 'c.material_type', holds: 'text', empty: 'null' },
  length_mm: { sql: 'c.length_mm', holds: 'number' },
  finish: { sql: 'c.finish', holds: 'text', empty: 'null' },
  mark_level: { sql: 'c.mark_level', holds: 'text', empty: 'null' },
  assembly_mark: { sql: 'c.assembly_mark', holds: 'text', empty: 'null' },
  description: { sql: 'c.description', holds: 'text', empty: 'null' },
  page_number: { sql: 'c.page_number', holds: 'whole' },
  location_x: { sql: 'c.location_x', holds: 'number' },
  location_y: { sql: 'c.location_y', holds: 'number' },
  bounding_box: { sql: 'c.bounding_box', holds: 'json', empty: 'null' },
  confidence_score: { sql: 'c.confidence_score', holds: 'number' },
  review_status: { sql: `coalesce(c.review_status, 'pending')`, exportOnly: true },
  id: { sql: 'c.id', exportOnly: true },
  drawing_id: { sql: 'c.drawing_id', exportOnly: true },
  ...recordedColumns('c'),
};
