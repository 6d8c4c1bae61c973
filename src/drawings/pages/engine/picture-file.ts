import sharp, { type Metadata, type Sharp } from 'sharp';
import { type Area, drawn } from '../areas';
import type { GreyPicture } from '../comparison';
import type { Size } from '../geometry';
import { type PageFacts, PageFailure } from '../page-facts';
import type { PagePixels, PageSlice } from './pdf-file';
import type { PageFile, Png, RenderLimits } from './render-messages';

/** The loaders of pictures that drawings are made of. */
const LOADERS = ['Jpeg', 'Png', 'Tiff'].map((name) => `VipsForeignLoad${name}`);

/** As in a PDF: what was read in so many milliseconds is handed over. */
const SLICE = 2000;

/**
 * Prepares this process for pictures that nobody vouches for: no loader but those that are needed, no cache, one thread for one
 * picture.
 */
export function restrictLoaders(): void {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
}

/**
 * Facts of the pages of a picture from one on, as many as there is time for: a TIFF may have many, each of its own size. A page
 * is as it is shown, whatever way up its pixels are stored: it is never turned.
 *
 * @throws PageFailure
 */
export async function pictureSlice(file: PageFile, first: number, limits: RenderLimits): Promise<PageSlice> {
  const began = Date.now();
  const page_count = countOf(await metadataOf(file, 1));
  if (page_count > limits.pages)
    throw new PageFailure(
      'too_large',
      `The picture has ${page_count} pages, which are more than the limit of ${limits.pages}.`,
    );
  const pages: PageFacts[] = [];
  for (let number = first; number <= page_count && (pages.length === 0 || Date.now() - began < SLICE); number++)
    pages.push(factsOf(await metadataOf(file, number), number, limits));
  return { page_count, pages, has_user_units: false };
}

/**
 * An area of a picture's page, on white.
 *
 * @throws PageFailure
 */
export async function drawPicture(file: PageFile, page: number, area: Area, limits: RenderLimits): Promise<Sharp> {
  const count = countOf(await metadataOf(file, 1));
  if (page < 1 || page > count)
    throw new PageFailure('no_such_page', `There is no page ${page}: the picture has ${count}.`);
  const shown = factsOf(await metadataOf(file, page), page, limits);
  const { whole, part } = drawn(shown, 'px', area, limits.drawn_bytes);
  return opened(file, page)
    .autoOrient()
    .resize(whole.width, whole.height, { fit: 'fill' })
    .extract({ left: part.x, top: part.y, width: part.width, height: part.height })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
}

/** Pixels that PDFium drew, on their way to a file. */
export const pictureOf = ({ data, width, height }: PagePixels): Sharp =>
  sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();

/** @throws PageFailure `damaged` */
export async function pngOf(picture: Sharp): Promise<Png> {
  const { data, info } = await decoded(picture.png().toBuffer({ resolveWithObject: true }));
  return { png: data, width: info.width, height: info.height };
}

/** @throws PageFailure `damaged` */
export async function greyOf(picture: Sharp): Promise<GreyPicture> {
  const grey = picture.toColourspace('b-w').extractChannel(0).raw();
  const { data, info } = await decoded(grey.toBuffer({ resolveWithObject: true }));
  return { data, width: info.width, height: info.height };
}

/** A PNG of rows of red, green and blue. */
export const pngOfColours = ({ data, width, height }: Size & { data: Uint8Array }): Promise<Png> =>
  pngOf(sharp(data, { raw: { width, height, channels: 3 } }));

/** How many pixels there may be is asked of the metadata, before anything is decoded. */
const opened = ({ path }: PageFile, page: number): Sharp =>
  sharp(path, { page: page - 1, limitInputPixels: false, sequentialRead: true, failOn: 'error' });

const metadataOf = (file: PageFile, page: number): Promise<Metadata> => decoded(opened(file, page).metadata());

const countOf = ({ pages }: Metadata): number => pages ?? 1;

function factsOf({ autoOrient }: Metadata, page_number: number, limits: RenderLimits): PageFacts {
  const { width, height } = autoOrient;
  if (width * height > limits.source_pixels)
    throw new PageFailure(
      'too_large',
      `Page ${page_number} has ${width} × ${height} pixels, which are more than the limit of ${limits.source_pixels}.`,
    );
  return { page_number, width, height, rotation: 0, user_unit: 1, unit: 'px', crop_box: [0, height, width, 0] };
}

async function decoded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const [said = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    if (/out of memory|unable to allocate/i.test(said))
      throw new PageFailure('out_of_memory', 'The picture takes more memory than there is for it.');
    throw new PageFailure(
      'damaged',
      `The picture is damaged, or not complete: ${said.replace(/\.$/, '').slice(0, 200)}.`,
    );
  }
}
