import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a link is for. A signature for one thing is none for another. */
export interface LinkTarget {
  /** Such as `download`. */
  purpose: string;
  /** Of the export job. */
  id: string;
}

export type LinkVerdict = 'ok' | 'expired' | 'wrong';

/**
 * A signature that opens one thing until a moment, for whoever has it: `<seconds since 1970>.<HMAC-SHA-256, base64url>`.
 *
 * @param key of the service; other things may be signed with it too, a key of its own is derived from it
 * @param expires rounded down to whole seconds
 */
export function signLink(target: LinkTarget, expires: Date, key: Uint8Array): string {
  const seconds = String(Math.floor(expires.getTime() / 1000));
  return `${seconds}.${macOf(target, seconds, key).toString('base64url')}`;
}

/** Whether a signature opens this, now. Only one that was right says that it has expired. */
export function verifyLink(signature: string, target: LinkTarget, key: Uint8Array, now: Date): LinkVerdict {
  const [, seconds, mac] = /^(0|[1-9]\d{0,11})\.([\w-]{43})$/.exec(signature) ?? [];
  if (seconds === undefined || mac === undefined) return 'wrong';
  const right = macOf(target, seconds, key);
  // Compared as text: several texts decode to the same bytes.
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(right.toString('base64url')))) return 'wrong';
  return now.getTime() < Number(seconds) * 1000 ? 'ok' : 'expired';
}

function macOf({ purpose, id }: LinkTarget, seconds: string, key: Uint8Array): Buffer {
  const own = hkdfSync('sha256', key, '', 'continuity signed link 1', 32);
  return createHmac('sha256', new Uint8Array(own))
    .update(JSON.stringify([purpose, id, seconds]))
    .digest();
}
