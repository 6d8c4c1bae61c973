import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { RecordedColumns } from '../database/base.entity';
import type { Change } from './activity-log';

/** Who did what: one row per request and table. It outlives what it tells of, and whoever did it. */
@Entity('activity_logs')
@Index('idx_activity_logs_project_id', ['project_id', 'timestamp', 'id'])
@Index('ix_activity_log_timestamp', ['timestamp'])
@Index('ix_activity_log_user_id', ['user_id'])
@Index('idx_activity_logs_action', ['action'])
@Index('idx_activity_logs_user_id_timestamp', ['user_id', 'timestamp'])
@Index('idx_activity_logs_resource', ['resource_type', 'resource_id', 'timestamp', 'id'], {
  where: 'resource_id is not null',
})
@Index('idx_activity_logs_components', { synchronize: false })
@Index('idx_activity_logs_correlation_id', ['correlation_id'], { where: 'correlation_id is not null' })
@Index('idx_activity_logs_expires_at', ['expires_at'], { where: 'expires_at is not null' })
export class ActivityLogEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'activity_logs_pkey' })
  id!: string;

  /** Null when the profile has been deleted. */
  @Column('uuid', { nullable: true })
  @ForeignKey('ProfileEntity', { name: 'fk_activity_logs_user_id', onDelete: 'SET NULL' })
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

  /** The entry that this one takes back. */
  @Column('uuid', { nullable: true })
  undoes!: string | null;

  /** The entry that takes this one back. */
  @Column('uuid', { nullable: true })
  undone_by!: string | null;

  @Column('timestamptz', { nullable: true })
  undone_at!: Date | null;

  /** From then on it cannot be undone. */
  @Column('timestamptz', { nullable: true })
  expires_at!: Date | null;

  @Column('varchar', { length: 100, nullable: true })
  correlation_id!: string | null;
}
