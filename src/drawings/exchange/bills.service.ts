import { stringify } from 'csv-stringify';
import { Injectable } from '@nestjs/common';
import { PassThrough, pipeline, Readable } from 'node:stream';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { notFound, ProblemError } from '../../http/problem';
import { Rows } from '../../resources/rows';
import type { Export } from '../../transfer/exporter';
import { harmless } from '../../transfer/spreadsheet-cells';
import { BILL_COLUMNS, billCells, type BillComponent, billKiss, type BillLine, billOf, BillTooLongError } from './bill';
import { isCurrent } from './current-components';
import type { BillQuery } from './exchange.dto';
import { writeXlsx } from './xlsx';

/** So many lines of a bill are put into their order at once: some hundred megabytes. */
const MOST_LINES = 200_000;

const ALIKE = [
  ...(['piece_mark', 'mark_level', 'assembly_mark', 'component_type', 'size', 'material_type', 'length_mm'] as const),
  ...(['finish', 'description'] as const),
];
const COMPONENTS = `select ${ALIKE.map((column) => `c.${column}`).join(', ')}, sum(coalesce(c.quantity, 1))::float8 as quantity
  from components c where ${isCurrent('$1', '$2')} group by ${ALIKE.map((column) => `c.${column}`).join(', ')}`;

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const LINES_A_PIECE = 500;

/** Bills of materials: what a project is to be built of. */
@Injectable()
export class BillsService {
  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
  ) {}

  /**
   * The bill as a file. Pieces of superseded drawings are not in it.
   *
   * @throws ProblemError 404 · 400 a drawing that may not be seen · 422 a bill of too many lines
   */
  async bill(projectId: string, { format, drawing_id }: BillQuery, caller: Caller): Promise<Export> {
    await this.rows.requireSeen('project', projectId, caller);
    if (drawing_id !== undefined) await this.rows.refuseUnseen('drawing_id', 'drawing', drawing_id, caller);
    const project = await this.database.readOne<{ name: string }>(
      'bill.project',
      'select name from projects where id = $1',
      [projectId],
    );
    if (!project) throw notFound('project', projectId);
    const lines = await this.lines(projectId, drawing_id);
    const title = project.name.replace(/[^\p{L}\p{M}\p{N} ._-]/gu, '_');
    switch (format) {
      case 'csv':
        return {
          stream: csvOf(lines),
          contentType: 'text/csv; charset=utf-8; header=present',
          fileName: `${title}.csv`,
        };
      case 'xlsx':
        return { stream: workbookOf(lines), contentType: WORKBOOK, fileName: `${title}.xlsx` };
      case 'kiss': {
        const header = { job: project.name, job_name: project.name, customer: null, at: new Date() };
        return {
          stream: Readable.from(inPieces(billKiss(lines, header))),
          contentType: 'text/plain; charset=utf-8',
          fileName: `${title}.kss`,
        };
      }
    }
  }

  private async lines(projectId: string, drawingId: string | undefined): Promise<BillLine[]> {
    const components = await this.database.stream('bill.components', COMPONENTS, [projectId, drawingId ?? null]);
    try {
      return await billOf(components as AsyncIterable<BillComponent>, MOST_LINES);
    } catch (error) {
      if (error instanceof BillTooLongError)
        throw new ProblemError(
          'too_many_components',
          `The bill has more than ${String(error.most)} lines. Ask for that of one drawing, by drawing_id.`,
        );
      throw error;
    } finally {
      components.destroy();
    }
  }
}

function csvOf(lines: readonly BillLine[]): Readable {
  const cells = function* () {
    for (const line of lines)
      yield billCells(line).map((cell) => (typeof cell === 'string' ? harmless(cell) : (cell ?? '')));
  };
  const columns = BILL_COLUMNS.map(({ title }) => title);
  const csv = stringify({ header: true, columns, quoted_match: /[\r\n]/ });
  pipeline(Readable.from(cells()), csv, () => undefined);
  return csv;
}

function workbookOf(lines: readonly BillLine[]): Readable {
  const cells = function* () {
    for (const line of lines) yield billCells(line);
  };
  const workbook = new PassThrough();
  // What goes wrong breaks off the stream, which whoever reads it hears of.
  writeXlsx(cells(), { name: 'Bill of materials', columns: BILL_COLUMNS }, workbook).catch((error: unknown) => {
    workbook.destroy(error as Error);
  });
  return workbook;
}

function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  for (const line of lines) {
    piece.push(line);
    if (piece.length === LINES_A_PIECE) {
      yield piece.join('');
      piece = [];
    }
  }
  yield piece.join('');
}
