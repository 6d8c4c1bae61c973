import { ApiProperty } from '@nestjs/swagger';
import {
  Day,
  Flag,
  Name,
  Nullable,
  OneOf,
  Optional,
  Reference,
  References,
  ReferencesParameter,
  Text,
} from '../../http/fields';
import { PageOf, PageQuery } from '../../http/lists/page.dto';
import { FilterBy, FilterByFlag, FilterByName, FilterByReference, SortBy } from '../../http/lists/query-fields';
import { Recorded, TrashableItem } from '../../http/recorded';
import { DRAWING_TYPES } from '../pages';

export const PROCESSING_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;

/** So many drawings or projects in one call. */
const MANY = 1000;
/** So many projects of one upload. */
const PROJECTS = 100;

/** What is said of a drawing that is uploaded: as parts of the form beside `file`, or in the address. */
export class DrawingUploadQuery {
  /** What the file is called; of a form, the name that its part has. */
  @Optional()
  @Name(255)
  file_name?: string;

  /** The projects that the drawing is of, separated by commas; none when absent. */
  @Optional()
  @ReferencesParameter(PROJECTS)
  project_ids?: string[];

  /** Such as `shop drawing`. */
  @Optional()
  @Name(50)
  drawing_type?: string;

  @Optional()
  @Name(50)
  sheet_number?: string;

  @Optional()
  @Day()
  drawing_date?: string;

  /** Such as `B`. */
  @Optional()
  @Name(20)
  revision?: string;

  /** The drawing that this one takes the place of. */
  @Optional()
  @Reference()
  supersedes?: string;
}

/** Changes to what is said of a drawing: a JSON merge patch (RFC 7396). Its file stays. */
export class DrawingPatch {
  @Optional()
  @Name(255)
  file_name?: string;

  @Nullable()
  @Name(50)
  drawing_type?: string | null;

  @Nullable()
  @Name(50)
  sheet_number?: string | null;

  @Nullable()
  @Day()
  drawing_date?: string | null;

  @Nullable()
  @Name(20)
  revision?: string | null;
}

/** What drawings may be listed by. */
export class DrawingQuery extends PageQuery {
  /** Drawings of this project. */
  @Optional()
  @Reference()
  @FilterByReference(
    'project',
    (at) => `exists (select from drawing_projects a where a.drawing_id = d.id and a.project_id = ${at}::uuid)`,
  )
  project_id?: string;

  /** Drawings of no project, or of any. */
  @Optional()
  @Flag()
  @FilterByFlag({
    true: 'not exists (select from drawing_projects a where a.drawing_id = d.id)',
    false: 'exists (select from drawing_projects a where a.drawing_id = d.id)',
  })
  unassigned?: boolean;

  /** The drawing that takes the place of this one. */
  @Optional()
  @Reference()
  @FilterByReference('drawing', 'd.supersedes_id')
  supersedes?: string;

  @Optional()
  @Text(50)
  @FilterByName('d.drawing_type')
  drawing_type?: string;

  @Optional()
  @Text(50)
  @FilterByName('d.sheet_number')
  sheet_number?: string;

  @Optional()
  @Text(255)
  @FilterByName('d.file_name')
  file_name?: string;

  /** How far the reading of its pages is. */
  @Optional()
  @OneOf(PROCESSING_STATUSES)
  @FilterBy('d.processing_status')
  processing_status?: string;

  /** A field, with a leading - for descending order; NULLs come last. */
  @SortBy({
    created_at: { sql: 'd.created_at', type: 'timestamptz', required: true },
    updated_at: { sql: 'd.updated_at', type: 'timestamptz', required: true },
    file_name: { sql: 'mark_order(d.file_name) collate "C"', type: 'text', required: true },
    sheet_number: { sql: 'mark_order(d.sheet_number) collate "C"', type: 'text' },
    drawing_date: { sql: 'd.drawing_date', type: 'date' },
  })
  sort: string = 'created_at';
}

/** A drawing. */
@Recorded()
export class Drawing extends TrashableItem {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** The live projects that it is of. */
  @ApiProperty({ type: [String], format: 'uuid' })
  project_ids!: string[];

  file_name!: string;

  /** Bytes. */
  @ApiProperty({ type: 'integer', nullable: true })
  file_size!: number | null;

  /** SHA-256 of the file, as far as it is known. */
  file_hash!: string | null;

  /** What the file is by its content; null where it is not in the store. */
  @ApiProperty({ type: String, enum: DRAWING_TYPES, nullable: true })
  content_type!: string | null;

  drawing_type!: string | null;

  sheet_number!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  drawing_date!: string | null;

  revision!: string | null;

  /** The drawing that this one takes the place of. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  supersedes!: string | null;

  /** How far the reading of its pages is. */
  @ApiProperty({ enum: PROCESSING_STATUSES })
  processing_status!: string;

  /** Percent. */
  @ApiProperty({ type: 'integer' })
  processing_progress!: number;

  /** Why its pages cannot be read, in a word: `needs_password`, `damaged`, `too_large`, … */
  failure_code!: string | null;

  /** The same in a sentence. */
  error_message!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  page_count!: number | null;

  /** Live components on it. */
  @ApiProperty({ type: 'integer' })
  component_count!: number;
}

/** One page of drawings. */
export class DrawingPage extends PageOf(Drawing) {}

/** A page of a drawing. Places on it count from the upper left corner of the unrotated page, in its unit. */
export class SheetPage {
  /** From 1. */
  @ApiProperty({ type: 'integer' })
  page_number!: number;

  /** Of the unrotated page, in `unit`. */
  width!: number;

  height!: number;

  /** Degrees, clockwise, by which it is turned for those who look at it. */
  @ApiProperty({ type: 'integer', enum: [0, 90, 180, 270] })
  rotation!: number;

  /** A `pt` of this page is so many times 1/72 inch. */
  user_unit!: number;

  @ApiProperty({ enum: ['pt', 'px'] })
  unit!: string;

  /** Pixels of its preview; null while there is none. */
  @ApiProperty({ type: 'integer', nullable: true })
  preview_width!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  preview_height!: number | null;

  /** Why there is no preview, in a word. */
  failure_code!: string | null;

  /** The same in a sentence. */
  failure!: string | null;
}

/** What pages of a drawing may be listed by: nothing. */
export class SheetPageQuery extends PageQuery {}

/** One page of a list of pages. */
export class SheetPagePage extends PageOf(SheetPage) {}

/** Drawings, and projects that they come to or leave. */
export class DrawingProjects {
  @References(MANY)
  drawing_ids!: string[];

  @References(PROJECTS)
  project_ids!: string[];
}

/** Projects that a drawing comes to. */
export class ProjectsOfDrawing {
  @References(PROJECTS)
  project_ids!: string[];
}

/** What an assignment has done. */
export class Assigned {
  /** Pairs of a drawing and a project that are new. */
  @ApiProperty({ type: 'integer' })
  associations_created!: number;

  /** Pairs that were asked for. */
  @ApiProperty({ type: 'integer' })
  total_possible!: number;
}

/** What a removal has done. */
export class Unassigned {
  /** Pairs of a drawing and a project that are gone. */
  @ApiProperty({ type: 'integer' })
  associations_removed!: number;
}
