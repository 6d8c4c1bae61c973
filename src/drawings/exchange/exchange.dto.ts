import { ApiProperty } from '@nestjs/swagger';
import { Name, OneOf, Optional, Reference, WholeParameter } from '../../http/fields';
import { DIFFERENCES, type Difference } from './reconcile';

const UNITS = ['mm', 'inches'] as const;

/** What a bill is of, and as what it comes. */
export class BillQuery {
  /** KISS is for fabrication programs; XLSX keeps marks such as 1E5 as they are, which spreadsheets make numbers of in CSV. */
  @Optional()
  @OneOf(['csv', 'xlsx', 'kiss'])
  format: 'csv' | 'xlsx' | 'kiss' = 'csv';

  /** Of this drawing alone, superseded or not. */
  @Optional()
  @Reference()
  drawing_id?: string;
}

/** How a KISS file is to be read. */
export class KissQuery {
  /** The unit of lengths that are plain numbers; decided by the values when absent. */
  @Optional()
  @OneOf(UNITS)
  unit?: (typeof UNITS)[number];
}

/** How a KISS file is to be read, and what it is called. */
export class KissImportQuery extends KissQuery {
  @Optional()
  @Name(255)
  file_name?: string;
}

/** With what a KISS file is compared. */
export class ReconcileQuery extends KissQuery {
  /** With this drawing alone, superseded or not. */
  @Optional()
  @Reference()
  drawing_id?: string;

  /** How many differences at most; the counts are of all. */
  @Optional()
  @WholeParameter(1, 10_000)
  limit: number = 1000;
}

/** In which unit a file's lengths are, and how that is known. */
export class KissUnitsBody {
  @ApiProperty({ enum: UNITS })
  unit!: string;

  /** How most lengths are written. */
  @ApiProperty({ enum: ['mm', 'inches', 'feet-inches'] })
  form!: string;

  @ApiProperty({ enum: ['certain', 'likely', 'guess', 'given'] })
  sure!: string;

  /** A sentence for people. */
  why!: string;
}

/** What is wrong with a file, or was taken otherwise than it is written. */
export class KissProblemBody {
  /** From 1; null where it is the file's. */
  @ApiProperty({ type: 'integer', nullable: true })
  line!: number | null;

  code!: string;

  field!: string | null;

  detail!: string;
}

/** What was found in a KISS file. */
export class KissReport {
  /** What its first record and its header say. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  header!: Record<string, unknown>;

  @ApiProperty({ enum: ['utf-8', 'latin-1'] })
  encoding!: string;

  units!: KissUnitsBody;

  /** Lines of the file. */
  @ApiProperty({ type: 'integer' })
  lines!: number;

  /** Of problems, by their codes. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  problem_counts!: Record<string, number>;

  /** The first thousand. */
  problems!: KissProblemBody[];
}

/** A KISS file whose rows are components of a drawing now. */
export class KissImport extends KissReport {
  @ApiProperty({ format: 'uuid' })
  drawing_id!: string;

  /** Of the file, as it is kept. */
  sha256!: string;

  /** How many components it has given. */
  @ApiProperty({ type: 'integer' })
  components_created!: number;

  /** How many of them are main marks. */
  @ApiProperty({ type: 'integer' })
  main_marks!: number;

  /** All their pieces. */
  @ApiProperty({ type: 'integer' })
  pieces!: number;
}

/** Something that a file says otherwise than what is stored. */
export class KissDifference implements Difference {
  @ApiProperty({ enum: Object.keys(DIFFERENCES) })
  code!: Difference['code'];

  /** As the file spells it; as it is stored where the file does not have it. */
  piece_mark!: string;

  /** Null where totals of all assemblies were compared. */
  assembly_mark!: string | null;

  /** What the file says. */
  @ApiProperty({ oneOf: [{ type: 'string', nullable: true }, { type: 'number' }] })
  file!: string | number | null;

  @ApiProperty({ oneOf: [{ type: 'string', nullable: true }, { type: 'number' }] })
  stored!: string | number | null;

  /** Of the file, from 1; the first hundred. */
  @ApiProperty({ type: 'array', items: { type: 'integer' } })
  lines!: number[];

  /** The first hundred. */
  @ApiProperty({ type: [String], format: 'uuid' })
  component_ids!: string[];
}

/** How a KISS file differs from what is stored. */
export class KissReconciliation extends KissReport {
  /** Rows of the file that are components. */
  @ApiProperty({ type: 'integer' })
  file_rows!: number;

  /** Components that they were compared with. */
  @ApiProperty({ type: 'integer' })
  stored_components!: number;

  /** Of differences, by their codes. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  difference_counts!: Record<string, number>;

  /** In the natural order of their marks. */
  differences!: KissDifference[];
}
