import type { Direction } from './journal';

/** What a run tells while it goes on; views for people and programs are made of it. */
export type ProgressEvent =
  | { event: 'migration'; migration: string; direction: Direction; steps: number }
  | { event: 'step'; migration: string; title: string; place: number; steps: number }
  | { event: 'statement'; sql: string; wait_ms: number; hold_ms: number; attempts: number }
  | { event: 'waiting'; for: string; attempts: number; blockers: readonly Blocker[] }
  | {
      event: 'batch';
      title: string;
      scanned: number;
      changed: number;
      total: number;
      rate: number;
      seconds_left: number | null;
      batch: number;
    }
  | { event: 'throttled'; title: string; by: string }
  | { event: 'verified'; migration: string; tables: number; rows: number }
  | { event: 'note'; text: string }
  | { event: 'resolved'; code: string; policy: string; rows: number }
  | { event: 'done'; migration: string; direction: Direction; seconds: number };

export type Progress = (event: ProgressEvent) => void;

/** A session that stands in the way of a lock. */
export interface Blocker {
  pid: number;
  application: string;
  state: string | null;
  /** How long its transaction has been open, in seconds. */
  seconds: number;
  query: string;
}

/** What a run looks at between batches and steps. */
export interface Pulse {
  /** @throws InterruptedError when the run was asked to stop · MigratorLockLostError */
  beat(): Promise<void>;
}
