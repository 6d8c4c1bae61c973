import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** What a component must be like; one of each type. */
@Entity('component_specifications')
@Index('idx_component_specifications_type_unique', { synchronize: false })
@Check('ck_component_specifications_type', 'length(btrim(specification_type)) > 0')
@Check('ck_component_specifications_confidence', 'confidence_score between 0 and 1')
export class ComponentSpecificationEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_component_specifications' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ComponentEntity', { name: 'fk_component_specifications_component_id', onDelete: 'CASCADE' })
  component_id!: string;

  @Column('varchar', { length: 100 })
  specification_type!: string;

  @Column('varchar', { length: 255 })
  value!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('double precision', { nullable: true })
  confidence_score!: number | null;
}
