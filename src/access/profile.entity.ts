import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { RecordedColumns } from '../database/base.entity';

/** A person. E-mail addresses are unique without regard to case; that index is over an expression, so a migration makes it. */
@Entity('profiles')
@Index('ix_profiles_email', { synchronize: false })
@Check('ck_profiles_email', `length(btrim(email)) > 0`)
@Check('ck_profiles_role', `role in ('user', 'moderator', 'admin')`)
export class ProfileEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'profiles_pkey' })
  id!: string;

  @Column('varchar', { length: 255 })
  email!: string;

  @Column('varchar', { length: 100, nullable: true })
  full_name!: string | null;

  @Column('text', { nullable: true })
  avatar_url!: string | null;

  @Column('varchar', { length: 20, default: 'user' })
  role!: string;

  @Column('text', { nullable: true })
  password_hash!: string | null;

  /** Tokens that were issued earlier are refused. */
  @Column('timestamptz', { default: () => 'now()' })
  tokens_valid_from!: Date;
}
