import { type Pixels, type Plane, lumaOf } from './pixels';

/** The long edge in pixels to which pictures are scaled down before they are scored; smaller ones stay as they are. */
export const SCORED_EDGE = 256;

/**
 * How a picture looks: 1 where nothing is amiss, 0 at the worst. All are measured on the picture scaled to
 * {@link SCORED_EDGE}, so that its resolution does not count; transparent parts count as white.
 */
export interface PictureScores {
  /** The lightness below which 95 % of the picture lie. */
  dark: number;
  /** One minus the lightness above which 95 % of the picture lie. */
  bright: number;
  /** The lesser of the lightness histogram's entropy (8 bits are 1) and twice the range that 99 % of the picture take up. */
  low_information: number;
  /** How steeply the strongest edges turn; 1 for edges as narrow as pixels. A picture without any edge counts as 1. */
  blurred: number;
  /** The greatest difference of red, green and blue, without the 1 % most colourful pixels. */
  grey: number;
}

const WHITE = 255;

/** Grey values a pixel; below it there is no edge to judge a picture by, only grain. */
const FAINTEST_EDGE = 2;

/** The scores of pixels that were scaled to {@link SCORED_EDGE}; `luma` is their {@link lumaOf}. */
export function pictureScores(pixels: Pixels, luma: Plane = lumaOf(pixels)): PictureScores {
  const lightness = new Histogram(1, WHITE);
  for (let at = 0; at < luma.values.length; at++) lightness.add(luma.values[at] ?? 0);
  const range = (lightness.quantile(0.995) - lightness.quantile(0.005)) / WHITE;
  return {
    dark: score(lightness.quantile(0.95) / WHITE),
    bright: score(1 - lightness.quantile(0.05) / WHITE),
    low_information: score(Math.min(lightness.entropy() / 8, 2 * range)),
    blurred: score(sharpness(luma)),
    grey: score(chroma(pixels)),
  };
}

const score = (value: number): number => Math.round(1000 * Math.min(1, Math.max(0, value))) / 1000;

function chroma({ data }: Pixels): number {
  const differences = new Histogram(1, WHITE);
  for (let at = 0; at + 2 < data.length; at += 3) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    differences.add(Math.max(red, green, blue) - Math.min(red, green, blue));
  }
  return differences.quantile(0.99) / WHITE;
}

/**
 * The second derivative of the strongest edges (99th percentile of the Laplacian) over their first: what blurs a picture makes
 * edges wider, which lowers the former more, while contrast lowers both alike. The picture is smoothed first, and the share
 * that grain has in the Laplacian is taken off; its strength is estimated as by Immerkær (1996), from the calmer pixels.
 */
function sharpness({ values, width, height }: Plane): number {
  if (width < 5 || height < 5) return 1;
  const smooth = smoothed(values, width, height);
  const gradients = new Histogram(0.25, WHITE);
  const laplacians = new Histogram(0.25, 4 * WHITE);
  const grain = new Histogram(0.25, WHITE);
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2, at = y * width + 2; x < width - 2; x++, at++) {
      const left = smooth[at - 1] ?? 0;
      const right = smooth[at + 1] ?? 0;
      const above = smooth[at - width] ?? 0;
      const below = smooth[at + width] ?? 0;
      gradients.add(Math.sqrt((right - left) * (right - left) + (below - above) * (below - above)) / 2);
      laplacians.add(Math.abs(left + right + above + below - 4 * (smooth[at] ?? 0)));
      // The mask 1 −2 1, −2 4 −2, 1 −2 1 is the smoothing's 1 2 1, 2 4 2, 1 2 1 less four times the four neighbours.
      const cross =
        (values[at - 1] ?? 0) + (values[at + 1] ?? 0) + (values[at - width] ?? 0) + (values[at + width] ?? 0);
      grain.add(Math.abs(16 * (smooth[at] ?? 0) - 4 * cross));
    }
  }
  const edge = gradients.quantile(0.99);
  if (edge < FAINTEST_EDGE) return 1;
  // The mask gives 6 σ; 30 % of a normal distribution lie within 0.385 σ.
  const sigma = grain.quantile(0.3) / (6 * 0.385);
  // White grain of σ passes smoothing and Laplacian with a deviation of 0.64 σ, whose 99th percentile is 2.58 times as much.
  const turn = Math.sqrt(Math.max(0, laplacians.quantile(0.99) ** 2 - (0.64 * 2.58 * sigma) ** 2));
  return turn / edge;
}

/** Means of 3 × 3 pixels, weighed 1 2 1; the outermost pixels are left at 0. */
function smoothed(values: Float32Array, width: number, height: number): Float32Array {
  const rows = new Float32Array(values.length);
  for (let at = 1; at < values.length - 1; at++)
    rows[at] = ((values[at - 1] ?? 0) + 2 * (values[at] ?? 0) + (values[at + 1] ?? 0)) / 4;
  const smooth = new Float32Array(values.length);
  for (let y = 1; y < height - 1; y++)
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++)
      smooth[at] = ((rows[at - width] ?? 0) + 2 * (rows[at] ?? 0) + (rows[at + width] ?? 0)) / 4;
  return smooth;
}

/** Counts of values from 0, in bins of one width. */
class Histogram {
  private readonly counts: Uint32Array;
  private total = 0;

  constructor(
    private readonly width: number,
    greatest: number,
  ) {
    this.counts = new Uint32Array(Math.ceil(greatest / width) + 1);
  }

  add(value: number): void {
    const bin = Math.min((value / this.width + 0.5) | 0, this.counts.length - 1);
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
    this.total += 1;
  }

  /** The value that so great a part of the values do not exceed, as exactly as the bins are wide. */
  quantile(part: number): number {
    let left = part * this.total;
    const last = this.counts.length - 1;
    let bin = -1;
    do left -= this.counts[++bin] ?? 0;
    while (left > 0 && bin < last);
    return bin * this.width;
  }

  /** In bits. */
  entropy(): number {
    return this.counts.reduce((bits, count) => {
      const part = count / this.total;
      return count === 0 ? bits : bits - part * Math.log2(part);
    }, 0);
  }
}
