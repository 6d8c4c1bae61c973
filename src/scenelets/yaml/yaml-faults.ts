/** One fault of a YAML text. */
export interface YamlFault {
  /** From 1; null: in the text as a whole. */
  line: number | null;
  /** Where, such as `scenelet-3.dialogue.0.line`. */
  path: string;
  message: string;
}

/** So many faults are told; who has more mends these first. */
const MOST_TOLD = 100;
/** So much of a name that is wrong is shown. */
const MOST_SHOWN = 60;

/** The text is no story tree. */
export class TreeYamlError extends Error {
  override name = 'TreeYamlError';

  /**
   * @param faults in the order of their lines
   * @param count how many there are in all
   */
  constructor(
    readonly faults: readonly YamlFault[],
    count = faults.length,
  ) {
    const [first] = faults;
    const line = first?.line ? `Line ${String(first.line)}: ` : '';
    const listed = count > faults.length ? `, of which the first ${String(faults.length - 1)} are listed` : '';
    const more = count > 1 ? ` And ${String(count - 1)} more${listed}.` : '';
    super(`${line}${first?.path ? `${first.path}: ` : ''}${first?.message ?? ''}.${more}`);
  }
}

/** The faults of a text as they are found: the first are kept, all are counted. */
export class YamlFaults {
  private readonly told: YamlFault[] = [];
  private count = 0;

  /** @param fault is asked only if it will be told: to find a line takes time */
  add(fault: () => YamlFault): void {
    this.count++;
    if (this.told.length < MOST_TOLD) this.told.push(fault());
  }

  /** @throws TreeYamlError when there are any */
  refuse(): void {
    if (this.count === 0) return;
    this.told.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    throw new TreeYamlError(this.told, this.count);
  }
}

/** A name as it is told: of whatever length, and whatever is in it. */
export function shown(name: string, most = MOST_SHOWN): string {
  const start = name.slice(0, most).toWellFormed().replaceAll('\0', '\ufffd');
  return name.length > most ? `${start}…` : start;
}
