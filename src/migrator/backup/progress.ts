/** How far a backup or a restore has come. */
export interface Progress {
  phase: 'save' | 'verify' | 'load' | 'compare';
  /** The table that is being copied, where it is one. */
  table?: string;
  /** Rows or, where whole files are read, bytes; of all tables so far. */
  done: number;
  /** The same for all of them together, an estimate while saving. */
  total: number;
}

/** Called often; must return at once. */
export type OnProgress = (progress: Progress) => void;

/** A function that counts up and tells. */
export function counter(phase: Progress['phase'], total: number, onProgress: OnProgress): (more: number) => void {
  let done = 0;
  return (more) => {
    done += more;
    onProgress({ phase, done, total });
  };
}
