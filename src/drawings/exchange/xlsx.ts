import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A column of a sheet. Cells of a column of numbers may be null; texts stay texts, whatever they look like. */
export interface XlsxColumn {
  title: string;
  kind: 'text' | 'number';
  /** In characters. */
  width: number;
}

/** A cell; null is an empty one. */
export type XlsxCell = string | number | null;

/** What was written. */
export interface XlsxWritten {
  /** Without headings. */
  rows: number;
  /** Of data; a sheet with notes is not counted. */
  sheets: number;
  /** Cells that were longer than a cell may be. */
  cut: number;
}

/** What a workbook holds (Microsoft, "Excel specifications and limits"). */
export const XLSX_LIMITS = { rows: 1_048_576, characters: 32_767, sheetName: 31 } as const;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Styles by their place in {@link STYLES}. */
const PLAIN = 0;
const TEXT = 1;
const HEADING = 2;
/** Number format 49 is "@": text, which Excel does not rewrite when a cell is edited. */
const STYLES = `${DECLARATION}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;
/** No time of day: the same rows give the same bytes. yazl writes the local time of a date. */
const ENTRY = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };
const GATHERED = 65_536;
const MOST_NOTED = 1000;

/**
 * Writes rows as a workbook (ECMA-376, transitional), as they come and no faster than the output takes them. Rows that one
 * sheet does not hold go on in the next; a text that a cell does not hold is cut, and a last sheet, Notes, says which.
 *
 * @param output is ended; destroyed when something fails
 * @throws RangeError for a number that is not finite · what the rows or the output fail with · the signal's reason
 */
export async function writeXlsx(
  rows: AsyncIterable<readonly XlsxCell[]> | Iterable<readonly XlsxCell[]>,
  sheet: { name: string; columns: readonly XlsxColumn[] },
  output: Writable,
  { signal, rowsPerSheet = XLSX_LIMITS.rows }: { signal?: AbortSignal; rowsPerSheet?: number } = {},
): Promise<XlsxWritten> {
  const zip = new ZipFile();
  const archive = zip.outputStream as Readable;
  const workbook = new Workbook(rows, sheet, Math.min(rowsPerSheet, XLSX_LIMITS.rows));
  let reading: Readable | undefined;
  const breakOff = (error: unknown): void => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  };
  zip.on('error', breakOff);
  // yazl only pipes: it neither hears of a sheet that fails nor ends one that nobody reads.
  const addSheet = (xml: AsyncGenerator<string>, name: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const part = Readable.from(xml, { objectMode: false });
      reading = part;
      part.once('end', resolve);
      part.once('error', reject);
      part.once('close', () => {
        if (!part.readableEnded) reject(new Error('The workbook was broken off.'));
      });
      zip.addReadStream(part, `xl/worksheets/${name}.xml`, ENTRY);
    });
  const write = async (): Promise<void> => {
    do await addSheet(workbook.nextSheet(), `sheet${workbook.sheets + 1}`);
    while (workbook.more);
    if (workbook.cut > 0) await addSheet(workbook.notes(), 'notes');
    for (const [name, xml] of workbook.parts()) zip.addBuffer(Buffer.from(xml), name, ENTRY);
    zip.end();
  };
  const writing = write();
  writing.catch(breakOff);
  try {
    await pipeline(archive, output, { signal });
  } catch (error) {
    reading?.destroy();
    await workbook.close();
    signal?.throwIfAborted();
    throw error;
  }
  await writing;
  return { rows: workbook.rows, sheets: workbook.sheets, cut: workbook.cut };
}

class Workbook {
  rows = 0;
  sheets = 0;
  cut = 0;
  more = true;
  private readonly noted: string[][] = [];
  private readonly given: AsyncIterator<readonly XlsxCell[]> | Iterator<readonly XlsxCell[]>;
  private waiting: IteratorResult<readonly XlsxCell[]> | undefined;

  constructor(
    rows: AsyncIterable<readonly XlsxCell[]> | Iterable<readonly XlsxCell[]>,
    private readonly sheet: { name: string; columns: readonly XlsxColumn[] },
    private readonly rowsPerSheet: number,
  ) {
    this.given = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  }

  async close(): Promise<void> {
    await this.given.return?.();
  }

  async *nextSheet(): AsyncGenerator<string> {
    const { columns } = this.sheet;
    let gathered =
      sheetStart(columns) +
      rowXml(
        1,
        columns.map(({ title }) => cellXml(title, HEADING, XLSX_LIMITS.characters)),
      );
    let number = 1;
    this.waiting ??= await this.given.next();
    while (!this.waiting.done && number < this.rowsPerSheet) {
      const row = this.waiting.value;
      number++;
      this.rows++;
      gathered += rowXml(
        number,
        columns.map((column, place) => this.cell(row[place] ?? null, column, number)),
      );
      if (gathered.length >= GATHERED) {
        yield gathered;
        gathered = '';
      }
      this.waiting = await this.given.next();
    }
    yield gathered + sheetEnd(number);
    this.sheets++;
    this.more = this.waiting.done !== true;
  }

  private cell(value: XlsxCell, { title, kind }: XlsxColumn, row: number): string {
    if (value === null) return '';
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw new RangeError(`${title} of row ${row} is no number that a cell holds.`);
      return `<c s="${PLAIN}"><v>${value}</v></c>`;
    }
    if (value.length > XLSX_LIMITS.characters) {
      this.cut++;
      if (this.noted.length < MOST_NOTED)
        this.noted.push([
          sheetName(this.sheet.name, this.sheets),
          String(row),
          title,
          `The text has ${value.length} characters; a cell holds ${XLSX_LIMITS.characters}, and the rest is cut off.`,
        ]);
    }
    return cellXml(value, kind === 'text' ? TEXT : PLAIN, XLSX_LIMITS.characters);
  }

  async *notes(): AsyncGenerator<string> {
    const columns = ['Sheet', 'Row', 'Column', 'Note'].map((title): XlsxColumn => ({ title, kind: 'text', width: 20 }));
    const more = this.cut - this.noted.length;
    const lines = [
      ['Sheet', 'Row', 'Column', 'Note'],
      ...this.noted,
      ...(more > 0 ? [['', '', '', `And ${more} more.`]] : []),
    ];
    const xml = lines.map((line, place) =>
      rowXml(
        place + 1,
        line.map((text) => cellXml(text, place === 0 ? HEADING : TEXT, XLSX_LIMITS.characters)),
      ),
    );
    yield await Promise.resolve(sheetStart(columns) + xml.join('') + sheetEnd(lines.length));
  }

  /** Everything but the sheets; written last, when it is known how many there are. */
  parts(): [name: string, xml: string][] {
    const sheets = Array.from({ length: this.sheets }, (_, place) => ({
      name: sheetName(this.sheet.name, place),
      part: `sheet${place + 1}`,
    }));
    if (this.cut > 0) sheets.push({ name: 'Notes', part: 'notes' });
    const list = sheets.map(
      ({ name }, place) => `<sheet name="${escaped(name)}" sheetId="${place + 1}" r:id="rId${place + 1}"/>`,
    );
    const relations = sheets.map(
      ({ part }, place) =>
        `<Relationship Id="rId${place + 1}" Type="${OFFICE}/worksheet" Target="worksheets/${part}.xml"/>`,
    );
    const overrides = sheets.map(
      ({ part }) => `<Override PartName="/xl/worksheets/${part}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
    );
    return [
      ['xl/styles.xml', STYLES],
      [
        'xl/workbook.xml',
        `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${list.join('')}</sheets></workbook>`,
      ],
      [
        'xl/_rels/workbook.xml.rels',
        `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${relations.join('')}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
      ],
      [
        '_rels/.rels',
        `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ],
      [
        '[Content_Types].xml',
        `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${overrides.join('')}<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
      ],
    ];
  }
}

/** The first row stays in sight; new cells of a text column are texts as well. */
function sheetStart(columns: readonly XlsxColumn[]): string {
  const widths = columns.map(
    ({ kind, width }, place) =>
      `<col min="${place + 1}" max="${place + 1}" width="${width}" style="${kind === 'text' ? TEXT : PLAIN}" customWidth="1"/>`,
  );
  return `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`;
}

/** No green corners at texts such as 00012. */
function sheetEnd(rows: number): string {
  return `</sheetData><ignoredErrors><ignoredError sqref="A1:XFD${rows}" numberStoredAsText="1"/></ignoredErrors></worksheet>`;
}

/** Every cell of a row stands in it, empty ones too: cells without an address follow each other. */
function rowXml(number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.map((cell) => (cell === '' ? '<c/>' : cell)).join('')}</row>`;
}

function cellXml(text: string, style: number, longest: number): string {
  // Half of a surrogate pair is no character.
  const held = (text.length > longest ? text.slice(0, longest) : text).toWellFormed();
  return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(held)}</t></is></c>`;
}

// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g;
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML forbids or changes (a CR) is written as _xHHHH_ (ECMA-376, 22.9.2.19), and so is a text that only looks like it. */
function escaped(text: string): string {
  return text
    .replace(UNWRITABLE, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (character) => NAMED[character] ?? character);
}

/** At most 31 characters, without those that Excel forbids; from the second on with a number. */
function sheetName(name: string, place: number): string {
  const number = place === 0 ? '' : ` ${place + 1}`;
  const allowed =
    name
      .toWellFormed()
      .replace(/[[\]:*?/\\]|^'+|'+$/g, ' ')
      .trim() || 'Sheet';
  return (
    allowed
      .slice(0, XLSX_LIMITS.sheetName - number.length)
      .toWellFormed()
      .trim() + number
  );
}
