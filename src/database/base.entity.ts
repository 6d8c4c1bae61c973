import { Column } from 'typeorm';

/** What every row says about itself. `created_by` and `updated_by` are no foreign keys: the trace outlives the person. */
export abstract class RecordedColumns {
  @Column('timestamptz', { default: () => 'now()' })
  created_at!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updated_at!: Date;

  @Column('uuid', { nullable: true })
  created_by!: string | null;

  @Column('uuid', { nullable: true })
  updated_by!: string | null;

  /** Counts the row's changes; the number in its ETag. */
  @Column('integer', { default: 1 })
  version!: number;
}

/** What a row that can be in the trash has besides; the four change together (see {@link DELETION_CHECK}). */
export abstract class TrashableColumns extends RecordedColumns {
  @Column('timestamptz', { nullable: true })
  deleted_at!: Date | null;

  @Column('uuid', { nullable: true })
  deleted_by!: string | null;

  /** The deletion that it went with. The foreign key is on each entity, for its name. */
  @Column('uuid', { nullable: true })
  deletion_id!: string | null;

  /** True, or null for a deleted row: what a child's foreign key sees of its parent's deletion. Never false. */
  @Column('boolean', { nullable: true, default: true })
  live!: true | null;
}

/** SQL: the condition that keeps a trashable row's columns in step. */
export const DELETION_CHECK =
  '(deleted_at is null) = (deletion_id is null) and (deleted_at is null) = (live is true) and live is not false';
