import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { RecordedColumns } from '../../database/base.entity';

/** A measure of a component; one of each type. */
@Entity('component_dimensions')
@Index('idx_component_dimensions_type_unique', { synchronize: false })
@Check('ck_component_dimensions_type', 'length(btrim(dimension_type)) > 0')
@Check('ck_component_dimensions_confidence', 'confidence_score between 0 and 1')
@Check('ck_component_dimensions_value', `nominal_value > 0 and nominal_value < 'infinity'`)
@Check('ck_component_dimensions_format', `display_format in ('decimal', 'fraction')`)
export class ComponentDimensionEntity extends RecordedColumns {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'pk_component_dimensions' })
  id!: string;

  @Column('uuid')
  @ForeignKey('ComponentEntity', { name: 'fk_component_dimensions_component_id', onDelete: 'CASCADE' })
  component_id!: string;

  @Column('varchar', { length: 100 })
  dimension_type!: string;

  @Column('double precision')
  nominal_value!: number;

  @Column('varchar', { length: 20, default: 'in' })
  unit!: string;

  @Column('varchar', { length: 50, nullable: true })
  tolerance!: string | null;

  @Column('text', { default: 'decimal' })
  display_format!: string;

  @Column('double precision', { nullable: true })
  confidence_score!: number | null;
}
