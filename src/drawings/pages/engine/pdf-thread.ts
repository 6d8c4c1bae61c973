import { parentPort, workerData } from 'node:worker_threads';
import { PageFailure } from '../page-facts';
import { withPdf } from './pdf-file';
import { type Pdfium, startPdfium } from './pdfium';
import type { Failed, PdfAnswer, PdfTask } from './render-messages';

/** WebAssembly's memory never shrinks. */
const GROWN = 128 * 2 ** 20;

/**
 * PDFium works in a thread, for none of its calls gives way to anything else, and its process must go on telling what it uses.
 */
function main(): void {
  const pdfium = startPdfium(workerData as WebAssembly.Module);
  parentPort?.on('message', (task: PdfTask) => {
    void pdfium.then((started) => {
      parentPort?.postMessage(answer(started, task));
    });
  });
}

function answer(pdfium: Pdfium, task: PdfTask): PdfAnswer {
  try {
    const result = withPdf(pdfium, task.path, (pdf) =>
      task.kind === 'slice'
        ? pdf.slice(task.first, task.limits.pages, task.has_user_units)
        : pdf.draw(task.page, task.area, task.limits.drawn_bytes),
    );
    return { result, spent: pdfium.HEAPU8.length > GROWN };
  } catch (error) {
    if (error instanceof PageFailure)
      return { failure: { code: error.code, detail: error.message }, spent: pdfium.HEAPU8.length > GROWN };
    if (isOfPdfium(error)) return { ...trapped(error), spent: true };
    return { failed: error instanceof Error ? error.message : String(error), spent: false };
  }
}

/** A trap of WebAssembly, the end of its stack, or what PDFium gives up with when there is no more memory. */
const isOfPdfium = (error: unknown): error is Error =>
  error instanceof WebAssembly.RuntimeError || error instanceof RangeError;

function trapped({ message }: Error): Failed {
  if (/out of memory|OOM|enlarge memory|allocation failed/i.test(message))
    return { failure: { code: 'out_of_memory', detail: 'The PDF takes more memory than there is for it.' } };
  return { failure: { code: 'damaged', detail: 'The PDF is damaged in a way that cannot be read around.' } };
}

main();
