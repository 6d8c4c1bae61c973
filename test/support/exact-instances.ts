import { nameKey } from '../../src/database/name-key';

/** SQL: the unique index of instances as the first builds made it, which told `a`, `A` and `A ` apart. Two statements. */
export const EXACT_INSTANCES = `drop index unique_piece_mark_instance_per_drawing;
  create unique index unique_piece_mark_instance_per_drawing
    on components (drawing_id, ${nameKey('piece_mark')}, coalesce(instance_identifier, '')) where deleted_at is null`;
