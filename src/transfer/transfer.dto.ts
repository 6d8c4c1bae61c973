import { Flag, OneOf, Optional, Text } from '../http/fields';

const FORMATS = ['csv', 'ndjson'] as const;
const ON_EXISTING = ['skip', 'update', 'fail'] as const;

/** A kind of file that goes in and out. */
export type FileFormat = (typeof FORMATS)[number];

/** What becomes of a row of the file whose key a row of the collection has. */
export type OnExisting = (typeof ON_EXISTING)[number];

/** What an import does with rows that exist, and whether it writes. */
export class ImportQuery {
  /** When a row exists already: `skip` it, `update` what exists, or stop there (`fail`). */
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
