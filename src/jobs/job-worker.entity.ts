import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A process that works on jobs. It says now and then that it is alive; what a dead one held is worked on by another. */
@Entity('job_workers')
@Index('idx_job_workers_seen_at', ['seen_at'])
export class JobWorkerEntity {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_job_workers' })
  id!: string;

  /** Machine and process, for people. */
  @Column('text')
  name!: string;

  /** Its name in the queue, where what it held is unlocked by. */
  @Column('text')
  pool!: string;

  @Column('timestamptz', { default: () => 'now()' })
  started_at!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  seen_at!: Date;
}
