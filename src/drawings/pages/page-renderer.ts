import { Injectable, Optional, type OnApplicationShutdown } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { type ProcessLimits, ProcessPool, compiledBeside } from '../../child-processes';
import type { Area, Region } from './areas';
import type {
  ComparisonPng,
  PageArea,
  PageFile,
  Png,
  RenderLimits,
  RenderResult,
  RenderTask,
  RenderWork,
} from './engine/render-messages';
import type { PageSlice } from './engine/pdf-file';
import { shownSize } from './geometry';
import { type PageFacts, PageFailure } from './page-facts';

const MEBIBYTE = 2 ** 20;

/** Limits of the engine; those of time and memory end its process. */
export const RENDER_LIMITS: RenderLimits & ProcessLimits = {
  bytes: 256 * MEBIBYTE,
  pages: 10_000,
  // An A0 scan of 1,200 dots an inch has 2,000 million; one of 600 has 560.
  source_pixels: 600_000_000,
  drawn_bytes: 96 * MEBIBYTE,
  seconds: 30,
  memory: 1024 * MEBIBYTE,
};

/** The longest side of a preview, in pixels, where nothing else is asked for. */
export const PREVIEW = 2000;

/** Of processor time and in seconds: what all pages of a document may take together to be described. */
const FACTS_SECONDS = 120;

/** Tasks after which a process makes room for a fresh one. */
const TASKS_PER_PROCESS = 500;

/** One page of a file, with what was found of it. */
export interface KnownPage {
  file: PageFile;
  page: PageFacts;
}

/**
 * Reads drawings and makes pictures of their pages, in child processes that are killed at their limits: a hostile file costs its
 * own failure and nothing else. What is wrong with a file is a {@link PageFailure} with a code to keep and a sentence for people.
 * Whatever else is thrown is not the file's fault, and may be tried again.
 */
@Injectable()
export class PageRenderer implements OnApplicationShutdown {
  private readonly limits: RenderLimits & ProcessLimits;
  private pool: ProcessPool<RenderTask, RenderResult> | undefined;

  /** @param limits what differs from {@link RENDER_LIMITS} */
  constructor(@Optional() limits: Partial<RenderLimits & ProcessLimits> = {}) {
    this.limits = { ...RENDER_LIMITS, ...limits };
  }

  /**
   * Every page of a file, in order.
   *
   * @throws PageFailure · UnreadableFile
   */
  async facts(file: PageFile): Promise<PageFacts[]> {
    const pages: PageFacts[] = [];
    const deadline = Date.now() + 1000 * FACTS_SECONDS;
    for (let slice: PageSlice | undefined; slice === undefined || pages.length < slice.page_count;) {
      if (Date.now() > deadline) throw TOOK_TOO_LONG(`All pages together take more than ${FACTS_SECONDS} seconds.`);
      const first = pages.length + 1;
      slice = (await this.perform({
        kind: 'slice',
        file,
        first,
        has_user_units: slice?.has_user_units,
      })) as PageSlice;
      pages.push(...slice.pages);
    }
    return pages;
  }

  /**
   * A picture of all of a page.
   *
   * @param longest side in pixels; a picture is not enlarged
   * @throws PageFailure · UnreadableFile
   */
  async preview(file: PageFile, page: number, longest = PREVIEW): Promise<Png> {
    return (await this.perform({ kind: 'draw', file, page, area: { longest } })) as Png;
  }

  /**
   * A rectangle of a page as it is shown, in pixels of the picture that all of the page would make at the scale: a tile
   * ({@link areaOfTile}), or whatever a viewer looks at. What of it lies outside of the page is cut off.
   *
   * @param region `scale` in pixels per unit of the page
   * @throws PageFailure · UnreadableFile
   */
  async region(file: PageFile, page: number, region: Region): Promise<Png> {
    return (await this.perform({ kind: 'draw', file, page, area: region })) as Png;
  }

  /**
   * Two pages over each other: what only the old one has is red, what only the new one has is green. PDFs are drawn at one
   * scale, so that a larger sheet is larger; where one of them is a picture, whose pixels have no length, both are made equally
   * long.
   *
   * @throws PageFailure · UnreadableFile
   */
  async compare(old: KnownPage, current: KnownPage, longest = PREVIEW): Promise<ComparisonPng> {
    const [before, after] = areasToCompare(old.page, current.page, longest);
    const of = ({ file, page }: KnownPage, area: Area): PageArea => ({ file, page: page.page_number, area });
    return (await this.perform({
      kind: 'compare',
      old: of(old, before),
      current: of(current, after),
    })) as ComparisonPng;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.close();
  }

  private async perform(work: RenderWork): Promise<RenderResult> {
    this.pool ??= new ProcessPool({
      module: compiledBeside(__filename, 'engine/render-child'),
      processes: Math.min(2, availableParallelism()),
      tasksPerProcess: TASKS_PER_PROCESS,
      limits: this.limits,
    });
    const { bytes, pages, source_pixels, drawn_bytes, seconds, memory } = this.limits;
    const outcome = await this.pool.perform({ work, limits: { bytes, pages, source_pixels, drawn_bytes } });
    if ('died' in outcome) throw new PageFailure('damaged', `The renderer died of the file, twice: ${outcome.died}.`);
    if ('killed' in outcome && outcome.killed === 'too_slow')
      throw TOOK_TOO_LONG(`The page takes more than the limit of ${seconds} seconds.`);
    if ('killed' in outcome)
      throw new PageFailure(
        'out_of_memory',
        `The page takes more memory than the limit of ${Math.round(memory / MEBIBYTE)} MB.`,
      );
    const { result } = outcome;
    if ('failure' in result) throw new PageFailure(result.failure.code, result.failure.detail);
    return result;
  }
}

const TOOK_TOO_LONG = (detail: string) => new PageFailure('took_too_long', detail);

/** What is drawn of two pages, so that what is the same in both comes to the same pixels. */
function areasToCompare(old: PageFacts, current: PageFacts, longest: number): [Area, Area] {
  const lengthOf = (page: PageFacts): number => {
    const { width, height } = shownSize(page);
    return Math.max(width, height) * page.user_unit;
  };
  if (old.unit === 'px' && current.unit === 'px') {
    const scale = Math.min(1, longest / Math.max(lengthOf(old), lengthOf(current)));
    return [areaAt(old, scale), areaAt(current, scale)];
  }
  if (old.unit !== current.unit)
    return [old, current].map((page) => areaAt(page, longest / lengthOf(page))) as [Area, Area];
  const scale = longest / Math.max(lengthOf(old), lengthOf(current));
  return [areaAt(old, scale), areaAt(current, scale)];
}

/** All of a page, at pixels per unit of length. */
function areaAt(page: PageFacts, pixels: number): Area {
  const { width, height } = shownSize(page);
  const scale = pixels * page.user_unit;
  return { scale, x: 0, y: 0, width: Math.ceil(width * scale) + 1, height: Math.ceil(height * scale) + 1 };
}
