import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { RecordedColumns } from '../database/base.entity';
import { ProfileEntity } from './profile.entity';

/** A long-lived token of a person, for programs. Only its hash is kept. */
@Entity('api_tokens')
@Unique('uq_api_tokens_hash', ['token_hash'])
@Index('idx_api_tokens_profile_id', ['profile_id'])
@Check('ck_api_tokens_name', `length(btrim(name)) between 1 and 100`)
export class ApiTokenEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_api_tokens' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => ProfileEntity, { name: 'fk_api_tokens_profile_id', onDelete: 'CASCADE' })
  profile_id!: string;

  @Column('text')
  name!: string;

  @Column('bytea')
  token_hash!: Buffer;

  @Column('timestamptz', { nullable: true })
  expires_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  last_used_at!: Date | null;
}
