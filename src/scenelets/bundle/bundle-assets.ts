import { extname } from 'node:path';
import { clipped } from '../tree/music-cues';
import { type IsThere, isAddress } from '../tree/story-media';

/** A file that belongs to a bundle: where it is in the file store, and where in the bundle. */
export interface BundleAsset {
  from: string;
  to: string;
}

/** In characters: file systems take 255 bytes, which is less of some scripts. */
const LONGEST_FILE_NAME = 50;

/** The files that a bundle takes along; addresses on the net stay what they are, what the file store lacks is left out. */
export class BundleAssets {
  readonly taken: BundleAsset[] = [];

  constructor(private readonly isThere: IsThere) {}

  /**
   * @param place where in the bundle, but for the extension, which is the file's own or else the one given
   * @returns what stands in the bundle: a path in it, an address, or null
   */
  take(path: string | null, place: string, extension: string): string | null {
    if (path === null || isAddress(path)) return path;
    if (!this.isThere(path)) return null;
    const own = extname(path).toLowerCase();
    const to = `${place}${/^\.[\w-]{1,10}$/.test(own) ? own : extension}`;
    this.taken.push({ from: path, to });
    return to;
  }
}

/** File names that say what things are called; no two are the same, upper and lower case being one. */
export class FileNames {
  private readonly taken = new Set<string>();
  /** Where counting goes on: many things may be called the same. */
  private readonly counted = new Map<string, number>();

  /** @returns a name that no call before was given */
  nameFor(called: string): string {
    const plain = clipped(called.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}_-]+/gu, '_'), LONGEST_FILE_NAME);
    let count = this.counted.get(folded(plain)) ?? 1;
    let name = plain;
    while (this.taken.has(folded(name))) name = `${plain}_${String(++count)}`;
    this.counted.set(folded(plain), count);
    this.taken.add(folded(name));
    return name;
  }
}

function folded(name: string): string {
  return name.toLowerCase().normalize('NFC');
}
