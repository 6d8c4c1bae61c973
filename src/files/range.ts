/** What a request asks for: everything, a part (both ends inclusive, counted from 0), or a part that is not there. */
export type RequestedRange =
  { kind: 'whole' } | { kind: 'part'; start: number; end: number } | { kind: 'unsatisfiable' };

const WHOLE = { kind: 'whole' } as const;

/**
 * Reads a `Range` header (RFC 9110, 14.1.2 and 14.2). What is not of that form, or of another unit than bytes, is as if it
 * were not there. Of several ranges the first that can be satisfied is answered, which a server may do. Where none can be,
 * the answer is 416, with the size in its `Content-Range`.
 *
 * @param size bytes of the whole; of nothing there are no parts
 */
export function requestedRange(header: string | undefined, size: number): RequestedRange {
  const set = /^bytes=(.*)$/i.exec(header?.trim() ?? '')?.[1];
  if (set === undefined || size === 0) return WHOLE;
  const ranges: { start: number; end: number }[] = [];
  for (const text of set.split(',').map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ''))) {
    // A list may have empty elements (RFC 9110, 5.6.1.2).
    if (text === '') continue;
    const [, first = '', last = ''] = /^(\d*)-(\d*)$/.exec(text) ?? [];
    if (first === '' && last === '') return WHOLE;
    if (first !== '' && last !== '' && isLess(last, first)) return WHOLE;
    ranges.push(
      first === ''
        ? { start: Math.max(0, size - Number(last)), end: Number(last) === 0 ? -1 : size - 1 }
        : { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) },
    );
  }
  if (ranges.length === 0) return WHOLE;
  const satisfied = ranges.find(({ start, end }) => start <= end);
  return satisfied === undefined ? { kind: 'unsatisfiable' } : { kind: 'part', ...satisfied };
}

/** By value, also beyond what a number holds exactly. */
function isLess(one: string, other: string): boolean {
  return BigInt(one) < BigInt(other);
}
