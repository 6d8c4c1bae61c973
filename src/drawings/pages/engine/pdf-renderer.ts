import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PageFailure } from '../page-facts';
import type { PagePixels, PageSlice } from './pdf-file';
import type { PdfAnswer, PdfTask } from './render-messages';

/** Of V8's heap of the thread, which holds no pixels and no files. */
const THREAD_HEAP = { maxOldGenerationSizeMb: 128 };

/** PDFium in a thread of this process, started when there is a PDF, and replaced when it is spent. */
export class PdfRenderer {
  private code: WebAssembly.Module | undefined;
  private thread: Worker | undefined;

  /** @throws PageFailure · Error when the file cannot be read, or PDFium cannot be started */
  async perform(task: PdfTask): Promise<PageSlice | PagePixels> {
    const thread = (this.thread ??= this.start());
    const answer = await answerOf(thread, task);
    if (answer.spent) {
      this.thread = undefined;
      await thread.terminate();
    }
    if ('result' in answer) return answer.result;
    if ('failure' in answer) throw new PageFailure(answer.failure.code, answer.failure.detail);
    throw new Error(answer.failed);
  }

  private start(): Worker {
    this.code ??= new WebAssembly.Module(readFileSync(require.resolve('@hyzyla/pdfium/pdfium.wasm')));
    return new Worker(join(__dirname, 'pdf-thread.js'), { workerData: this.code, resourceLimits: THREAD_HEAP });
  }
}

/** One task at a time. A thread that breaks down takes its process with it, which tells its parent. */
function answerOf(thread: Worker, task: PdfTask): Promise<PdfAnswer> {
  return new Promise((resolve) => {
    thread.once('message', resolve);
    thread.postMessage(task);
  });
}
