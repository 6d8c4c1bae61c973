import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
/** Random bytes for 256 ids at once: asking the system for those of each id takes most of its time. */
const random = new Uint8Array(256 * BYTES);
let used = random.length;
let milliseconds = 0;
let sequence = 0;

/** A version 7 UUID, larger than every one that this process has made before. */
export function newId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const own = random.subarray(used, (used += BYTES));
  const now = Date.now();
  if (now > milliseconds) {
    milliseconds = now;
    // Room to count up within the millisecond.
    sequence = new DataView(own.buffer, own.byteOffset).getUint32(0) >>> 1;
  } else sequence++;
  return v7({ random: own, msecs: milliseconds, seq: sequence });
}
