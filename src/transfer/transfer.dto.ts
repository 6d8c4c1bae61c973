import { Flag, OneOf, Optional, Text } from '../http/fields';

const FORMATS = ['csv', 'ndjson'] as const;
const ON_EXISTING = ['skip', 'update', 'fail'] as const;

/** A kind of file that goes in and out. */
export type FileFormat = (typeof FORMATS)[number];

/** What a row does that exists already. */
export type OnExisting = (typeof ON_EXISTING)[number];

/** How rows of an import meet rows that exist. */
export class ImportQuery {
  /** What a row does that exists already: `skip` it, `update` what exists, or stop there (`fail`). */
  @Optional()
  @OneOf(ON_EXISTING)
  on_existing: OnExisting = 'fail';

  /** Report what would happen, write nothing. */
  @Optional()
  @Flag()
  dry_run: boolean = false;
}

/** What an export holds. */
export class ExportQuery {
  /** CSV with a header, or one JSON object a line. */
  @Optional()
  @OneOf(FORMATS)
  format: FileFormat = 'csv';

  /** Columns in the order wanted, separated by commas; absent: all that an import takes. */
  @Optional()
  @Text(500)
  columns?: string;
}
