/** A decoded picture: rows from the top, pixels from the left, red, green and blue a byte each. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** One value a pixel, 0 (black) to 255 (white). */
export interface Plane {
  values: Float32Array;
  width: number;
  height: number;
}

/** Lightness as television weighs it (ITU-R BT.601), of the values as they are stored. */
export function lumaOf({ data, width, height }: Pixels): Plane {
  const values = new Float32Array(width * height);
  for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += 3)
    values[pixel] = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  return { values, width, height };
}

/** The plane at another size; each value is the mean of the area that it covers, so that no pixel is left out. */
export function resized(plane: Plane, width: number, height: number): Plane {
  const across = shares(plane.width, width);
  const narrow = new Float32Array(width * plane.height);
  for (let y = 0; y < plane.height; y++)
    for (let x = 0; x < width; x++) narrow[y * width + x] = weighed(plane.values, y * plane.width, 1, across[x]);
  const down = shares(plane.height, height);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) values[y * width + x] = weighed(narrow, x, width, down[y]);
  return { values, width, height };
}

interface Share {
  from: number;
  weights: number[];
}

/** Which of `from` cells each of `to` cells covers, and how much of them; the weights of one add up to 1. */
function shares(from: number, to: number): Share[] {
  const size = from / to;
  return Array.from({ length: to }, (_, cell) => {
    const [start, end] = [cell * size, (cell + 1) * size];
    const first = Math.min(Math.floor(start + 1e-9), from - 1);
    const last = Math.min(Math.max(Math.ceil(end - 1e-9), first + 1), from);
    const weights: number[] = [];
    for (let at = first; at < last; at++) weights.push((Math.min(end, at + 1) - Math.max(start, at)) / size);
    return { from: first, weights };
  });
}

function weighed(values: Float32Array, offset: number, step: number, share: Share | undefined): number {
  if (!share) return 0;
  let sum = 0;
  let at = offset + share.from * step;
  for (const weight of share.weights) {
    sum += weight * (values[at] ?? 0);
    at += step;
  }
  return sum;
}
