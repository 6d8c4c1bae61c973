import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Drawn, drawn, type Area } from '../areas';
import { shownSize } from '../geometry';
import { type PageFacts, PageFailure, type Rotation, rounded } from '../page-facts';
import type { Pdfium } from './pdfium';
import { hasUserUnits, userUnitOf } from './user-unit';

/** A picture of a page, or of a part of it: red, green, blue and 255, a byte each, row by row. */
export interface PagePixels {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
}

/** Some pages of a document, in order. */
export interface PageSlice {
  page_count: number;
  pages: PageFacts[];
  /** Whether pages of the document may have units of their own; found when the first pages are read. */
  has_user_units: boolean;
}

/** After so many milliseconds the pages that were read are handed over, so that a limit of time is one of a few pages. */
const SLICE = 2000;

/** A page whose sides are longer than this, in its own units, is a mistake or a trap: it is 70 km at a unit of a point. */
const LONGEST_SIDE = 200_000_000;

/** What FPDF_GetLastError() says, where it says more than that the file is no sound PDF. */
const PASSWORD = 4;
const SECURITY = 5;

/** FPDFBitmap_BGRA, which drawing makes RGBA by FPDF_REVERSE_BYTE_ORDER; FPDF_ANNOT: with stamps and remarks. */
const BGRA = 4;
const FLAGS = 0x10 | 0x01;

const WHITE = 0xffffffff;

/** A PDF that is open in PDFium's memory, for as long as {@link withPdf} takes. */
export class PdfFile {
  constructor(
    private readonly pdfium: Pdfium,
    private readonly document: number,
  ) {}

  /**
   * Facts of pages from one on, as many as there is time for, at least one.
   *
   * @param limit       pages at most that the document may have
   * @param hasUserUnits what an earlier slice said
   * @throws PageFailure
   */
  slice(first: number, limit: number, hasUnits?: boolean): PageSlice {
    const began = Date.now();
    const count = this.pdfium._FPDF_GetPageCount(this.document);
    if (count < 1) throw new PageFailure('damaged', 'The PDF has no pages.');
    if (count > limit)
      throw new PageFailure('too_large', `The PDF has ${count} pages, which are more than the limit of ${limit}.`);
    const has_user_units = hasUnits ?? hasUserUnits(this.pdfium, this.document);
    const pages: PageFacts[] = [];
    for (let number = first; number <= count && (pages.length === 0 || Date.now() - began < SLICE); number++) {
      const facts = this.withPage(number, (page) => this.facts(page, number));
      if (has_user_units) facts.user_unit = userUnitOf(this.pdfium, this.document, number - 1);
      pages.push(facts);
    }
    return { page_count: count, pages, has_user_units };
  }

  /**
   * Draws an area of a page on white.
   *
   * @param bytes of pixels at most
   * @throws PageFailure
   */
  draw(number: number, area: Area, bytes: number): PagePixels {
    const count = this.pdfium._FPDF_GetPageCount(this.document);
    if (number < 1 || number > count)
      throw new PageFailure('no_such_page', `There is no page ${number}: the PDF has ${count}.`);
    return this.withPage(number, (page) => {
      const facts = this.facts(page, number);
      return this.drawn(page, drawn(shownSize(facts), 'pt', area, bytes));
    });
  }

  private drawn(page: number, { whole, part }: Drawn): PagePixels {
    const { pdfium } = this;
    const { width, height } = part;
    const bytes = 4 * width * height;
    const pixels = allocated(pdfium, bytes);
    const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, BGRA, pixels, 4 * width);
    try {
      if (bitmap === 0) throw NO_MEMORY();
      pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
      pdfium._FPDF_RenderPageBitmap(bitmap, page, -part.x, -part.y, whole.width, whole.height, 0, FLAGS);
      return { data: pdfium.HEAPU8.slice(pixels, pixels + bytes), width, height };
    } finally {
      if (bitmap !== 0) pdfium._FPDFBitmap_Destroy(bitmap);
      pdfium._free(pixels);
    }
  }

  private withPage<T>(number: number, use: (page: number) => T): T {
    const page = this.pdfium._FPDF_LoadPage(this.document, number - 1);
    if (page === 0) throw new PageFailure('damaged', `Page ${number} of the PDF is damaged, or missing.`);
    try {
      return use(page);
    } finally {
      this.pdfium._FPDF_ClosePage(page);
    }
  }

  /** All but the page's own unit. The box is the crop box within the media box, both of them inherited where the page has none. */
  private facts(page: number, page_number: number): PageFacts {
    const { pdfium } = this;
    const place = allocated(pdfium, 16);
    pdfium._FPDF_GetPageBoundingBox(page, place);
    // FS_RECTF: left, top, right, bottom.
    const [left = 0, top = 0, right = 0, bottom = 0] = new Float32Array(pdfium.HEAPU8.buffer, place, 4);
    pdfium._free(place);
    const [width, height] = [right - left, top - bottom];
    if (!(width > 0 && height > 0)) throw new PageFailure('damaged', `Page ${page_number} of the PDF has no size.`);
    if (Math.max(width, height, ...[left, top].map(Math.abs)) > LONGEST_SIDE)
      throw new PageFailure('too_large', `Page ${page_number} of the PDF is ${width} × ${height} units large.`);
    return {
      page_number,
      width: rounded(width),
      height: rounded(height),
      rotation: (90 * pdfium._FPDFPage_GetRotation(page)) as Rotation,
      user_unit: 1,
      unit: 'pt',
      crop_box: [rounded(left), rounded(bottom), rounded(right), rounded(top)],
    };
  }
}

/**
 * Opens a PDF, and closes it whatever comes. The file is read into PDFium's memory, nowhere else.
 *
 * @throws PageFailure when it cannot be opened, · Error when it cannot be read
 */
export function withPdf<T>(pdfium: Pdfium, path: string, use: (pdf: PdfFile) => T): T {
  const { address, bytes } = fileInMemory(pdfium, path);
  try {
    const document = pdfium._FPDF_LoadMemDocument64(address, bytes, 0);
    if (document === 0) throw notOpened(pdfium._FPDF_GetLastError());
    try {
      return use(new PdfFile(pdfium, document));
    } finally {
      pdfium._FPDF_CloseDocument(document);
    }
  } finally {
    pdfium._free(address);
  }
}

function fileInMemory(pdfium: Pdfium, path: string): { address: number; bytes: number } {
  const file = openSync(path, 'r');
  try {
    const bytes = fstatSync(file).size;
    const address = allocated(pdfium, bytes);
    for (let at = 0; at < bytes;) {
      const read = readSync(file, pdfium.HEAPU8, address + at, bytes - at, at);
      if (read === 0) throw new Error(`${path} became shorter while it was read.`);
      at += read;
    }
    return { address, bytes };
  } finally {
    closeSync(file);
  }
}

function notOpened(error: number): PageFailure {
  if (error === PASSWORD)
    return new PageFailure('needs_password', 'The PDF is encrypted, and opens with a password only.');
  if (error === SECURITY)
    return new PageFailure('unsupported', 'The PDF is protected in a way that cannot be read here.');
  return new PageFailure('damaged', 'The file is no sound PDF: it is damaged, or not complete.');
}

function allocated(pdfium: Pdfium, bytes: number): number {
  const address = pdfium._malloc(bytes);
  if (address === 0) throw NO_MEMORY();
  return address;
}

const NO_MEMORY = () => new PageFailure('out_of_memory', 'The PDF takes more memory than there is for it.');
