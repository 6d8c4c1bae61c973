import { PDFiumModule } from '@hyzyla/pdfium';

/** PDFium's functions that are used, by their names in its public headers; documents, pages and bitmaps are addresses. */
export interface Pdfium {
  HEAPU8: Uint8Array<ArrayBuffer>;
  wasmExports: { __indirect_function_table: WebAssembly.Table };
  /** 0 where there is no memory. */
  _malloc(bytes: number): number;
  _free(address: number): void;
  _FPDF_InitLibrary(): void;
  _FPDF_LoadMemDocument64(address: number, bytes: number, password: number): number;
  _FPDF_GetLastError(): number;
  _FPDF_CreateNewDocument(): number;
  _FPDF_ImportPagesByIndex(to: number, from: number, indices: number, count: number, at: number): number;
  _FPDF_SaveAsCopy(document: number, writer: number, flags: number): number;
  _FPDF_CloseDocument(document: number): void;
  _FPDF_GetPageCount(document: number): number;
  _FPDF_LoadPage(document: number, index: number): number;
  _FPDF_ClosePage(page: number): void;
  _FPDFPage_GetRotation(page: number): number;
  _FPDF_GetPageBoundingBox(page: number, rectangle: number): number;
  _FPDFBitmap_CreateEx(width: number, height: number, format: number, address: number, stride: number): number;
  _FPDFBitmap_FillRect(bitmap: number, x: number, y: number, width: number, height: number, colour: number): void;
  _FPDFBitmap_Destroy(bitmap: number): void;
  _FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    x: number,
    y: number,
    width: number,
    height: number,
    rotate: number,
    flags: number,
  ): void;
}

type Vendor = (options: {
  instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
}) => Promise<Pdfium>;

/** A PDFium of its own memory, of the compiled code that all share. */
export async function startPdfium(code: WebAssembly.Module): Promise<Pdfium> {
  const start = PDFiumModule as unknown as Vendor;
  const pdfium = await start({
    instantiateWasm: (imports, done) => {
      void WebAssembly.instantiate(code, imports).then(done);
      return {};
    },
  });
  pdfium._FPDF_InitLibrary();
  return pdfium;
}
