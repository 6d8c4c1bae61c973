import { Injectable } from '@nestjs/common';
import type { ChunkRun, JobTable } from './chunk-run';

/** What a task has done with its chunk. */
export type ChunkOutcome =
  /** It has ended; with a failure, in a sentence, when nothing came of it. */
  | { done: true; failure?: string }
  /** There is more to do, but not before this time; the chunk waits, and its place is free for another. */
  | { done: false; notBefore: Date };

/** Does one chunk. It may be run again from the beginning, after a kill between any two lines. */
export type ChunkTask = (run: ChunkRun) => Promise<ChunkOutcome>;

/** A kind of job whose work is done in chunks. */
export interface JobKind extends JobTable {
  /** By name, as in `job_chunks.task`. */
  tasks: Readonly<Record<string, ChunkTask>>;
  /**
   * No chunk is left to be worked on. Runs in a transaction that has locked the job, which is running unless its last chunk was
   * of a task that may write in other statuses: says how it ended, or adds chunks.
   */
  settle: (jobId: string) => Promise<void>;
}

/** Every kind of job that the program knows. */
@Injectable()
export class JobKinds {
  private readonly kinds = new Map<string, JobKind>();

  register(kind: JobKind): void {
    this.kinds.set(kind.type, kind);
  }

  all(): JobKind[] {
    return [...this.kinds.values()];
  }

  /** @throws Error for a type that no room has registered, which is a mistake in the program */
  of(type: string): JobKind {
    const kind = this.kinds.get(type);
    if (!kind) throw new Error(`no job of type ${type} is registered`);
    return kind;
  }
}
