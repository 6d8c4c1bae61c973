import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { RecordedColumns } from '../database/base.entity';
import type { Change } from './activity-log';

/** Who did what: one row per request and table. Nothing here is a foreign key: the log outlives what it tells of. */
@Entity('activity_logs')
@Index('idx_activity_logs_project_id', ['project_id', 'timestamp', 'id'])
@Index('ix_activity_log_timestamp', ['timestamp'])
@Index('ix_activity_log_user_id', ['user_id'])
export class ActivityLogRow extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'activity_logs_pkey' })
  id!: string;

  @Column('uuid', { nullable: true })
  user_id!: string | null;

  @Column('text')
  action!: string;

  @Column('varchar', { length: 50, nullable: true })
  resource_type!: string | null;

  /** The changed row, when it was a single one. */
  @Column('varchar', { length: 50, nullable: true })
  resource_id!: string | null;

  @Column('jsonb', { nullable: true })
  metadata!: Record<string, unknown> | null;

  @Column('timestamptz', { default: () => 'now()' })
  timestamp!: Date;

  @Column('uuid', { nullable: true })
  project_id!: string | null;

  @Column('text', { nullable: true })
  request_id!: string | null;

  @Column('jsonb', { nullable: true })
  changes!: Change[] | null;
}
