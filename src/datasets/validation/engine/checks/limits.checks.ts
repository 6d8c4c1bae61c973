import type { Check, Finding } from './check';

/** A finding about numbers that must lie within limits, inclusive; null where there are no limits, or no numbers. */
function within(
  ...wanted: [what: string, found: number | null, least: number | null, greatest: number | null][]
): Finding | null {
  const asked = wanted.flatMap(([what, found, least, greatest]) =>
    found === null || (least === null && greatest === null) ? [] : [{ what, found, least, greatest }],
  );
  if (asked.length === 0) return null;
  const wrong = asked.flatMap(({ what, found, least, greatest }) => {
    if (least !== null && found < least) return [`The ${what} is ${shown(found)}, less than ${shown(least)}.`];
    if (greatest !== null && found > greatest) return [`The ${what} is ${shown(found)}, more than ${shown(greatest)}.`];
    return [];
  });
  return wrong.length === 0 ? { passed: true } : { passed: false, detail: wrong.join(' ') };
}

const shown = (value: number): string => String(Math.round(value * 1000) / 1000);

/** Width and height in pixels. */
export const dimensions: Check = {
  name: 'dimensions',
  level: 'basic',
  judge: ({ width, height }, rules) =>
    within(['width', width, rules.min_width, rules.max_width], ['height', height, rules.min_height, rules.max_height]),
};

/** The file's size in bytes. */
export const fileSize: Check = {
  name: 'file_size',
  level: 'basic',
  judge: ({ bytes }, rules) => within(['size in bytes', bytes, rules.min_bytes, rules.max_bytes]),
};

/** Width over height; the score is the short edge over the long one. */
export const aspectRatio: Check = {
  name: 'aspect_ratio',
  level: 'basic',
  judge: ({ width, height }, rules) => {
    if (width === null || height === null) return null;
    const finding = within(['aspect ratio', width / height, rules.min_aspect_ratio, rules.max_aspect_ratio]);
    const score = Math.round((1000 * Math.min(width, height)) / Math.max(width, height)) / 1000;
    return finding && { score, ...finding };
  },
};

/** How many frames there are, and whether they move. */
export const frames: Check = {
  name: 'frames',
  level: 'basic',
  judge: ({ frames, animated }, rules) => {
    if (rules.animated === 'refuse' && animated)
      return { passed: false, detail: `The picture is an animation of ${frames ?? 'many'} frames.` };
    const isAsked = rules.animated === 'refuse' && animated !== null;
    return within(['number of frames', frames, null, rules.max_frames]) ?? (isAsked ? { passed: true } : null);
  },
};
