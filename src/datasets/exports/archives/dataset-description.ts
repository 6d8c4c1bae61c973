import type { Shares, SplitProof } from './splits';

/** What a dataset is and how it was made, for the documents in its archive. */
export interface DatasetDescription {
  name: string;
  description: string;
  /** A page about it. */
  url: string;
  /** Who made it. */
  creator: string;
  /**
   * A day or moment in ISO 8601 that belongs to the pictures, such as when the newest was fetched; not the clock's, or the same
   * pictures would not make the same bytes.
   */
  published: string;
  /** What was crawled, and how pictures were chosen. */
  made: {
    sources: unknown;
    filter: unknown;
    /** The rules that pictures were checked by; null where they were not. */
    validation_rules: unknown;
  };
  /** Of the program, of what decodes pictures, of thresholds, by their names. */
  versions: Readonly<Record<string, string>>;
  /** How it was divided; null where it was not. */
  splits: { shares: Shares; seed: string; groups: number; largest_group: number; proof: SplitProof } | null;
}

/** A file of the archive that describes the others. */
export interface DescribedFile {
  name: string;
  size: number;
  sha256: string;
}

/** What was counted while pictures were written. */
export interface DatasetCounts {
  pictures: number;
  bytes: number;
  splits: Record<string, number>;
  formats: Record<string, number>;
  verdicts: Record<string, number>;
  licences: Record<string, number>;
}

/** Different values beyond these are counted together. */
const MOST_VALUES = 1000;
const OTHERS = '(others)';

/** Counts values, of which there may be any number. */
export class Tally {
  private readonly counted = new Map<string, number>();

  /** @param missing what null is counted as */
  constructor(private readonly missing: string) {}

  add(value: string | null): void {
    const name = value ?? this.missing;
    const key = this.counted.has(name) || this.counted.size < MOST_VALUES ? name : OTHERS;
    this.counted.set(key, (this.counted.get(key) ?? 0) + 1);
  }

  /** By falling number, then by name. */
  counts(): Record<string, number> {
    const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    // Without a prototype: a licence may be called anything.
    return Object.assign(
      Object.create(null) as Record<string, number>,
      Object.fromEntries([...this.counted].sort(([a, x], [b, y]) => y - x || byName(a, b))),
    );
  }
}
