/** How far a backup or a restore has come. */
export interface CopyProgress {
  phase: 'save' | 'files' | 'verify' | 'put back' | 'load' | 'build' | 'compare';
  /** The table that is being copied or the object that is being made, where there is one. */
  subject?: string;
  /** Rows so far, of all tables; files of the store; bytes while a file is verified; objects while they are built. */
  done: number;
  /** The same for all of them together, an estimate while saving. */
  total: number;
}

/** Called often; must return at once. What it throws stops the work, which then cleans up and fails with that. */
export type OnProgress = (progress: CopyProgress) => void;

/** A function that counts up and tells. */
export function counter(phase: CopyProgress['phase'], total: number, onProgress: OnProgress): (more: number) => void {
  let done = 0;
  return (more) => {
    done += more;
    onProgress({ phase, done, total });
  };
}
