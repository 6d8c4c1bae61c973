/** What a spreadsheet would run as a formula, also behind the quotes that {@link harmless} puts before it. */
const RUNS = /^'*[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;
const GUARDED = /^'+[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;

/** A text cell that no spreadsheet runs as a formula; {@link original} takes it back, for every text. */
export function harmless(text: string): string {
  return RUNS.test(text) ? `'${text}` : text;
}

/** The text that {@link harmless} was given. */
export function original(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}
