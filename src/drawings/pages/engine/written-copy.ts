import type { Pdfium } from './pdfium';

/**
 * The smallest module that makes a function of JavaScript one of WebAssembly's: it imports `e.f`, of three numbers to one, and
 * exports it as `f`. In text: (module (import "e" "f" (func (param i32 i32 i32) (result i32))) (export "f" (func 0)))
 */
const BRIDGE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 8, 1, 0x60, 3, 0x7f, 0x7f, 0x7f, 1, 0x7f],
  ...[2, 7, 1, 1, 0x65, 1, 0x66, 0, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
]);

/** The one place of PDFium's table of functions that is empty: the table of this build cannot grow. */
const EMPTY_PLACE = 0;

/** FPDF_NO_INCREMENTAL: all objects are written, each out of what it was compressed in. */
const WHOLE = 2;

/**
 * Has PDFium write a document anew, and hands out the bytes piece by piece. In what it writes, every dictionary is plain text,
 * however the file held it.
 *
 * @param take a piece, which is only there during the call
 */
export function writeCopy(pdfium: Pdfium, document: number, take: (piece: Buffer) => void): void {
  const write = (_writer: number, address: number, bytes: number): number => {
    take(Buffer.from(pdfium.HEAPU8.buffer, address, bytes));
    return 1;
  };
  const bridge = new WebAssembly.Instance(new WebAssembly.Module(BRIDGE), { e: { f: write } });
  pdfium.wasmExports.__indirect_function_table.set(EMPTY_PLACE, bridge.exports.f);
  // FPDF_FILEWRITE: its version, and its function.
  const writer = pdfium._malloc(8);
  new Int32Array(pdfium.HEAPU8.buffer, writer, 2).set([1, EMPTY_PLACE]);
  try {
    pdfium._FPDF_SaveAsCopy(document, writer, WHOLE);
  } finally {
    pdfium._free(writer);
    pdfium.wasmExports.__indirect_function_table.set(EMPTY_PLACE, null);
  }
}
