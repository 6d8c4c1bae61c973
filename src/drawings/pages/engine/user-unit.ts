import type { Pdfium } from './pdfium';
import { writeCopy } from './written-copy';

/** Longer than what is looked for, which two pieces may share. */
const OVERLAP = 64;

/** PDF 32000-1, table 30: the size of a unit of the page, in 1/72 inch. */
const USER_UNIT = /\/UserUnit\s+(\d+ \d+ R|[\d.]+)/;

/**
 * Whether a page of the document may have a unit of its own, which PDFium does not tell. Most have not, and are spared
 * {@link userUnitOf}.
 */
export function hasUserUnits(pdfium: Pdfium, document: number): boolean {
  let found = false;
  let end = '';
  writeCopy(pdfium, document, (piece) => {
    found ||= piece.includes('/UserUnit') || (end + piece.toString('latin1', 0, OVERLAP)).includes('/UserUnit');
    end = piece.toString('latin1', Math.max(0, piece.length - OVERLAP));
  });
  return found;
}

/** The unit of one page, from a copy of the page alone. */
export function userUnitOf(pdfium: Pdfium, document: number, index: number): number {
  const copy = pdfium._FPDF_CreateNewDocument();
  const place = pdfium._malloc(4);
  try {
    new Int32Array(pdfium.HEAPU8.buffer, place, 1)[0] = index;
    if (copy === 0 || pdfium._FPDF_ImportPagesByIndex(copy, document, place, 1, 0) === 0) return 1;
    return readUserUnit(pdfium, copy);
  } finally {
    pdfium._free(place);
    if (copy !== 0) pdfium._FPDF_CloseDocument(copy);
  }
}

function readUserUnit(pdfium: Pdfium, copy: number): number {
  const first = (pattern: RegExp): string | undefined => {
    let found: string | undefined;
    let end = '';
    writeCopy(pdfium, copy, (piece) => {
      if (found !== undefined) return;
      const text = end + piece.toString('latin1');
      found = pattern.exec(text)?.[1];
      end = text.slice(-OVERLAP);
    });
    return found;
  };
  const written = first(USER_UNIT);
  const reference = /^(\d+) \d+ R$/.exec(written ?? '');
  const value = Number(reference ? first(new RegExp(`\\s${reference[1]} 0 obj\\s+([\\d.]+)`)) : written);
  return Number.isFinite(value) && value > 0 ? value : 1;
}
