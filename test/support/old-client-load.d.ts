import type { LegacyTable } from '../../src/rehearsal/legacy-tables';
import type { WriteLedger } from './write-ledger';

export interface LoadOptions {
  /** A database at the legacy schema or any later one, with live shots. */
  url: string;
  /** Requests a second. */
  rate: number;
  /** 4 by default. */
  connections?: number;
  /** The share of reads, from 0 to 1; 0.7 by default. */
  reads?: number;
  /** The same number makes the same mix; 1 by default. */
  seed?: number;
  /** How long a window of the results is; 1000 by default. */
  windowMs?: number;
}

/** What the load sends: by the name that results and failures have, a kind of statement that meets a table. */
export const STATEMENTS: readonly {
  name: string;
  kind: 'read' | 'create' | 'update' | 'upsert' | 'delete' | 'restore';
  table: LegacyTable;
}[];

/** Milliseconds from the time of arrival to the answer. */
export interface Latencies {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export interface LoadFailure {
  /** What was asked for, such as `create shot`. */
  statement: string;
  /** SQLSTATE, or what Node calls it; `none` where there is neither. */
  code: string;
  message: string;
  count: number;
}

export interface LoadResults {
  requests: number;
  reads: number;
  writes: number;
  failed: number;
  failures: LoadFailure[];
  /** How often each was asked for. */
  statements: Record<string, number>;
  latency: Latencies;
  /** By time of arrival. */
  windows: (Latencies & { fromMs: number; requests: number; failed: number })[];
}

/**
 * A load at a fixed rate, as the old application would make it. The times of arrival are fixed in advance and latency
 * counts from them, not from when a connection was free: a database that stalls is seen in every request that had to wait.
 *
 * In a process of its own: `node old-client-load.js OPTIONS` writes a line when it has started, runs until its input
 * ends, and writes `{results, differences, acknowledged}`, all as JSON.
 */
export class OldClientLoad {
  /** Every acknowledged write. To be verified when the load has stopped. */
  readonly ledger: WriteLedger;
  /** Takes its part of the rows that are there, connects, and begins. */
  static start(options: LoadOptions): Promise<OldClientLoad>;
  /** As start and, after so many seconds, stop. */
  static run(options: LoadOptions & { seconds: number }): Promise<{ load: OldClientLoad; results: LoadResults }>;
  /** Serves what was due until now, and ends. */
  stop(): Promise<LoadResults>;
}
