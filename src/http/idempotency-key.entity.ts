import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The response to a request with an Idempotency-Key, kept for its repetition. */
@Entity('idempotency_keys')
@Index('idx_idempotency_keys_created_at', ['created_at'])
@Check('ck_idempotency_keys_key', `length(key) between 1 and 255`)
export class IdempotencyKeyEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  user_id!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_keys' })
  key!: string;

  /** SHA-256 of method, address and body. */
  @Column('bytea')
  fingerprint!: Buffer;

  @Column('integer')
  status!: number;

  @Column('jsonb')
  headers!: Record<string, string>;

  @Column('text', { nullable: true })
  response!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  created_at!: Date;
}
