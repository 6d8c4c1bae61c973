/** What a KISS file was refused for. */
export type KissRefusal = 'not_kiss' | 'binary' | 'too_large' | 'too_many_lines' | 'line_too_long';

/** A file that is not read at all. The message says what is wrong and where. */
export class KissError extends Error {
  /** @param line from 1, where one is to blame */
  constructor(
    readonly code: KissRefusal,
    message: string,
    readonly line: number | null = null,
  ) {
    super(message);
  }
}

/** What is noticed in a file that is read all the same. */
export type KissProblemCode =
  | 'encoding_guessed'
  | 'header_missing'
  | 'version_unknown'
  | 'line_longer_than_254'
  | 'record_unknown'
  | 'label_without_part'
  | 'mark_missing'
  | 'mark_too_long'
  | 'mark_repeated'
  | 'quantity_unreadable'
  | 'length_unreadable'
  | 'type_unknown'
  | 'text_too_long'
  | 'comma_in_notes'
  | 'units_mixed'
  | 'comma_replaced'
  | 'character_replaced';

/** A problem, where it is and what is done about it. */
export interface KissProblem {
  /** From 1; null where it is the file's. */
  line: number | null;
  code: KissProblemCode;
  field: string | null;
  detail: string;
}

const MOST_KEPT = 1000;

/** Problems of a file: the first thousand, and how many there are of each code. */
export class KissProblems {
  readonly kept: KissProblem[] = [];
  readonly counts = new Map<KissProblemCode, number>();

  add(code: KissProblemCode, line: number | null, field: string | null, detail: string): void {
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    if (this.kept.length < MOST_KEPT) this.kept.push({ line, code, field, detail });
  }
}
