import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/**
 * One of the places in which chunks are worked on. There are 35 rows and never more, so that all workers together cannot
 * work on more: a count would let two of them see the same free place.
 */
@Entity('job_slots')
@Unique('uq_job_slots_run', ['run_id'])
@Unique('uq_job_slots_chunk', ['chunk_id'])
@Check('ck_job_slots_slot', 'slot between 1 and 35')
@Check('ck_job_slots_taken', 'num_nonnulls(run_id, chunk_id, project_id, worker_id, taken_at) in (0, 5)')
export class JobSlotEntity {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_job_slots' })
  slot!: number;

  @Column('uuid', { nullable: true })
  run_id!: string | null;

  /** No foreign key, as with the others: a slot outlives what it was taken for, until its worker gives it back. */
  @Column('uuid', { nullable: true })
  chunk_id!: string | null;

  @Column('uuid', { nullable: true })
  project_id!: string | null;

  @Column('uuid', { nullable: true })
  worker_id!: string | null;

  @Column('timestamptz', { nullable: true })
  taken_at!: Date | null;
}
