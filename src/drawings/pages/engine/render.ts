import { open } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { overlaid } from '../comparison';
import { HEAD_BYTES, PageFailure, drawingTypeOf } from '../page-facts';
import type { PagePixels, PageSlice } from './pdf-file';
import { PdfRenderer } from './pdf-renderer';
import { drawPicture, greyOf, pictureOf, pictureSlice, pngOf, pngOfColours } from './picture-file';
import type { ComparisonPng, PageArea, PageFile, RenderLimits, RenderResult, RenderTask } from './render-messages';

const pdfs = new PdfRenderer();

/**
 * Does what the engine is asked. Pages are drawn one after the other.
 *
 * @throws Error when a file cannot be read; what is wrong in a file is a result
 */
export async function render({ work, limits }: RenderTask): Promise<RenderResult> {
  try {
    switch (work.kind) {
      case 'slice':
        return await slice(work.file, work.first, limits, work.has_user_units);
      case 'draw':
        return await pngOf(await draw(work, limits));
      case 'compare':
        return await compare(work.old, work.current, limits);
    }
  } catch (error) {
    if (error instanceof PageFailure) return { failure: { code: error.code, detail: error.message } };
    throw error;
  }
}

async function slice(file: PageFile, first: number, limits: RenderLimits, units?: boolean): Promise<PageSlice> {
  await checkContent(file, limits);
  if (file.content_type !== 'application/pdf') return pictureSlice(file, first, limits);
  const task = { kind: 'slice' as const, path: file.path, limits, first, has_user_units: units };
  return (await pdfs.perform(task)) as PageSlice;
}

async function draw({ file, page, area }: PageArea, limits: RenderLimits): Promise<Sharp> {
  await checkContent(file, limits);
  if (file.content_type !== 'application/pdf') return drawPicture(file, page, area, limits);
  return pictureOf((await pdfs.perform({ kind: 'draw', path: file.path, limits, page, area })) as PagePixels);
}

async function compare(old: PageArea, current: PageArea, limits: RenderLimits): Promise<ComparisonPng> {
  const before = await greyOf(await draw(old, limits));
  const after = await greyOf(await draw(current, limits));
  const both = overlaid(before, after);
  return { ...(await pngOfColours(both)), removed: both.removed, added: both.added };
}

/** Only what is what it is said to be is given to its decoder. */
async function checkContent({ path, content_type }: PageFile, limits: RenderLimits): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size === 0) throw new PageFailure('damaged', 'The file is empty.');
    if (size > limits.bytes)
      throw new PageFailure(
        'too_large',
        `The file has ${size} bytes, which are more than the limit of ${limits.bytes}.`,
      );
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const found = drawingTypeOf(buffer.subarray(0, bytesRead));
    if (found !== content_type)
      throw new PageFailure(
        'unsupported',
        `The file is said to be ${content_type}, but its content is ${found ?? 'nothing that can be drawn'}.`,
      );
  } finally {
    await file.close();
  }
}
