/** How lengths are written: plain numbers of millimetres or inches, or feet, inches and sixteenths (20-00-08). */
export type LengthForm = 'mm' | 'inches' | 'feet-inches';

/** In which unit a file's lengths are, and how that is known. */
export interface KissUnits {
  /** The unit of plain numbers. Lengths with feet or fractions say theirs by themselves. */
  unit: 'mm' | 'inches';
  /** How most lengths are written; new ones are written so. */
  form: LengthForm;
  sure: 'certain' | 'likely' | 'guess' | 'given';
  why: string;
  counts: { plain: number; feet_inches: number; unreadable: number };
}

const INCH = 25.4;
/** 150 feet: nothing that long is carried on a road. */
const LONGEST_INCHES = 1800;
const SIXTEENTH = 1 / 16;
const PLAIN = /^\d{1,9}(?:\.\d{0,9})?$|^\.\d{1,9}$/;
const FEET_INCHES = /^(\d{1,6})-(\d{1,2})-(\d{1,2})$/;
/** 7-1/2: inches and a fraction. */
const INCHES = /^(\d{1,6})[ -](\d{1,3})\/(\d{1,3})"?$/;
/** 20'-6 1/2", 20'6, 2-0-1/4, 6 1/2", 3/8 */
const SAID = /^(?:(\d{1,6})(?:'[ -]*|-))?(?:(\d{1,6}(?:\.\d{1,6})?)(?=$|["\s-]))?[ -]?(?:(\d{1,3})\/(\d{1,3}))?("?)$/;

/** A length as it is written, read without knowing the file's unit. */
export type WrittenLength = { plain: number } | { mm: number } | null;

/** Reads a length; null where it is none. Lengths in feet and inches come as millimetres. */
export function writtenLength(text: string): WrittenLength {
  const written = text.trim();
  if (PLAIN.test(written)) return { plain: Number(written) };
  const exact = FEET_INCHES.exec(written);
  if (exact) {
    const [feet, inches, sixteenths] = exact.slice(1).map(Number) as [number, number, number];
    return inches < 12 && sixteenths < 16 ? { mm: millimetres((feet * 12 + inches + sixteenths / 16) * INCH) } : null;
  }
  const inchesOnly = INCHES.exec(written);
  const said = SAID.exec(written);
  if (!/\d["']?$/.test(written) || !(inchesOnly ?? said)) return null;
  const [feet = '0', inches = '0', over = '0', under = '1'] = inchesOnly
    ? ['0', ...inchesOnly.slice(1)]
    : (said?.slice(1) ?? []);
  if (Number(under) === 0) return null;
  return { mm: millimetres((Number(feet) * 12 + Number(inches) + Number(over) / Number(under)) * INCH) };
}

/** A length in millimetres, to a thousandth; null where it is none. */
export function lengthInMm(text: string, unit: KissUnits['unit']): number | null {
  const written = writtenLength(text);
  if (written === null) return null;
  return 'mm' in written ? written.mm : millimetres(unit === 'mm' ? written.plain : written.plain * INCH);
}

/** Writes millimetres in a form: `5829.30`, `229.5`, `19-01-08` (to the nearest sixteenth). */
export function lengthText(mm: number, form: LengthForm): string {
  if (form === 'mm') return mm.toFixed(2);
  if (form === 'inches') return String(Number((mm / INCH).toFixed(4)));
  const sixteenths = Math.round((mm / INCH) * 16);
  const parts = [Math.floor(sixteenths / 192), Math.floor((sixteenths % 192) / 16), sixteenths % 16];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** The form that a length is written in; of a plain number, by the file's unit. */
export function formOf(text: string, units: KissUnits): LengthForm {
  const written = writtenLength(text);
  if (written === null) return units.form;
  return 'mm' in written ? 'feet-inches' : units.unit;
}

const millimetres = (mm: number): number => Math.round(mm * 1000) / 1000;

const onGrid = (value: number, step: number, tolerance: number): boolean =>
  Math.abs(value - Math.round(value / step) * step) <= tolerance;

/**
 * Gathers lengths, and says in which unit they are. The header's flag is not asked: it is for sizes, and programs set it as
 * they like (KISS 1.1 wants lengths in millimetres whatever it says).
 */
export class UnitEvidence {
  private readonly counts = { plain: 0, feet_inches: 0, unreadable: 0 };
  private longest = 0;
  private inchGrid = true;
  private millimetreGrid = true;
  private inchFractions = false;

  add(text: string): void {
    if (text.trim() === '') return;
    const written = writtenLength(text);
    if (written === null) this.counts.unreadable++;
    else if ('mm' in written) this.counts.feet_inches++;
    else {
      this.counts.plain++;
      const { plain } = written;
      this.longest = Math.max(this.longest, plain);
      this.inchGrid &&= onGrid(plain, SIXTEENTH, 1e-4);
      // Half of the last place of two decimals.
      this.millimetreGrid &&= onGrid(plain, INCH * SIXTEENTH, 0.0051);
      this.inchFractions ||= !onGrid(plain, 0.5, 1e-6);
    }
  }

  decide(): KissUnits {
    const counts = { ...this.counts };
    const said = (unit: KissUnits['unit'], sure: KissUnits['sure'], why: string): KissUnits => ({
      unit,
      form: counts.feet_inches > counts.plain ? 'feet-inches' : unit,
      sure,
      why,
      counts,
    });
    if (counts.plain === 0)
      return counts.feet_inches > 0
        ? said('inches', 'certain', 'All lengths are written in feet and inches.')
        : said('mm', 'guess', 'No length can be read; the standard wants millimetres.');
    if (this.longest > LONGEST_INCHES)
      return said('mm', 'certain', `The longest number, ${this.longest}, would be more than 150 feet in inches.`);
    if (this.millimetreGrid && !this.inchGrid)
      return said('mm', 'likely', 'All numbers are sixteenths of an inch in millimetres.');
    if (!this.inchGrid) return said('mm', 'likely', 'The numbers are no sixteenths of an inch.');
    if (counts.feet_inches > 0)
      return said(
        'inches',
        'likely',
        'Other lengths are in feet and inches, and all numbers are sixteenths of an inch.',
      );
    if (this.inchFractions)
      return said('inches', 'likely', 'All numbers are sixteenths of an inch, with fractions such as .25 and .0625.');
    return said('mm', 'guess', 'The numbers may be millimetres or inches; the standard wants millimetres.');
  }
}
