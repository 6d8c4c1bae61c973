import { type Plane, resized } from './pixels';

const SIDE = 32;
const LOWEST = 8;

/** A coefficient this near to the median may fall on either side of it in a copy, in grey values of the 32 × 32 picture. */
const UNSURE = 3;

/** A 64-bit perceptual hash: pictures that look alike have hashes that differ in few bits. */
export interface PerceptualHash {
  /** 16 hexadecimal digits. */
  value: string;
  /**
   * How many bits of the hash are sure, in percent, 0 to 100. A flat picture has hardly any: its bits are noise, and it is alike
   * to any other flat one.
   */
  quality: number;
  /**
   * The hashes of its mirrored and rotated pictures, itself first, when asked for. The place is a sum: 1 mirrored left to right,
   * 2 then upside down, 4 then mirrored along the diagonal; 3 is thus half a turn, 5 and 6 are quarter turns.
   */
  variants?: string[];
}

/** Row u: cos(π (2x + 1) (u + 1) / 64), scaled to length 1: the DCT's frequencies 1 to 8 over 32 places. */
const BASIS = Array.from({ length: LOWEST }, (_, u) =>
  Float64Array.from(
    { length: SIDE },
    (_value, x) => Math.sqrt(2 / SIDE) * Math.cos((Math.PI * (2 * x + 1) * (u + 1)) / (2 * SIDE)),
  ),
);

/**
 * The perceptual hash of a picture (after the pHash of Zauner, 2010): of its 32 × 32 grey means, the 8 × 8 lowest frequencies of
 * the cosine transform without the constant ones, a bit each for those above their median.
 *
 * @param withVariants also the hashes of the seven mirrored and rotated pictures, which cost next to nothing: mirroring only
 *   changes the signs of the odd frequencies, the diagonal exchanges rows and columns
 */
export function perceptualHash(luma: Plane, withVariants = false): PerceptualHash {
  const block = coefficients(resized(luma, SIDE, SIDE).values);
  const median = medianOf(block);
  const sure = block.filter((coefficient) => Math.abs(coefficient - median) >= UNSURE).length;
  const quality = Math.round((100 * sure) / block.length);
  if (!withVariants) return { value: bitsOf(block), quality };
  const variants = Array.from({ length: 8 }, (_, place) => bitsOf(variant(block, place)));
  return { value: bitsOf(block), quality, variants };
}

/** Frequencies 1 to 8 down (rows) and across (columns) of 32 × 32 values. */
function coefficients(values: Float32Array): number[] {
  const across = BASIS.map((wave) =>
    Array.from({ length: SIDE }, (_, y) => {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += (wave[x] ?? 0) * (values[y * SIDE + x] ?? 0);
      return sum;
    }),
  );
  return BASIS.flatMap((wave) =>
    across.map((column) => column.reduce((sum, value, y) => sum + value * (wave[y] ?? 0), 0)),
  );
}

function variant(block: readonly number[], place: number): number[] {
  return block.map((_, at) => {
    const [row, column] = [Math.floor(at / LOWEST), at % LOWEST];
    const [v, u] = place & 4 ? [column, row] : [row, column];
    // Index 0 is frequency 1: an odd one, whose wave is its own negative when mirrored.
    const sign = (place & 1 && u % 2 === 0 ? -1 : 1) * (place & 2 && v % 2 === 0 ? -1 : 1);
    return sign * (block[v * LOWEST + u] ?? 0);
  });
}

function medianOf(block: readonly number[]): number {
  const sorted = block.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

function bitsOf(block: readonly number[]): string {
  const median = medianOf(block);
  const bits = block.reduce((sum, coefficient) => (sum << 1n) | (coefficient > median ? 1n : 0n), 0n);
  return bits.toString(16).padStart(16, '0');
}
