import { type Outcome, type ProcessLimits, TaskProcess } from './task-process';

/** What a pool may use. */
export interface ProcessPoolOptions {
  /** The compiled file that calls {@link serveTasks}. */
  module: string;
  /** Processes at most; each does one task at a time. */
  processes: number;
  /** Tasks after which a process makes room for a fresh one, because memory fragments. */
  tasksPerProcess: number;
  limits: ProcessLimits;
}

interface Waiting<Task, Result> {
  task: Task;
  /** A second try: with no other task in work, which might be to blame for the first. */
  alone: boolean;
  settle: (outcome: Outcome<Result>) => void;
  fail: (error: unknown) => void;
}

/**
 * Does tasks on files that nobody vouches for in child processes, which see nothing of this process but one task at a time, are
 * killed when it takes too long or too much memory, and replaced when they die: a bad file costs its own task and nothing else.
 * Processes start when there is work for them, and end with {@link close}, or with this process.
 */
export class ProcessPool<Task, Result> {
  private readonly waiting: Waiting<Task, Result>[] = [];
  private readonly idle: TaskProcess<Task, Result>[] = [];
  private readonly working = new Set<TaskProcess<Task, Result>>();
  private readonly ending = new Set<Promise<void>>();
  private isAlone = false;
  private isClosed = false;

  constructor(private readonly options: ProcessPoolOptions) {}

  /**
   * Does one task. Tasks wait in the order of the calls. One whose process died, or grew beyond its limit in company, gets a
   * second try, alone in a fresh process.
   *
   * @throws UnreadableFile · Error when no process can be started, or the pool is closed; never for what is in a file
   */
  async perform(task: Task): Promise<Outcome<Result>> {
    const first = await this.queued(task, false);
    const isFinal = 'result' in first || ('killed' in first && first.killed === 'too_slow');
    return isFinal ? first : this.queued(task, true);
  }

  /** Ends all processes; what still waits or is in work fails. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { fail } of this.waiting.splice(0)) fail(CLOSED());
    for (const child of [...this.idle.splice(0), ...this.working]) this.dismiss(child);
    await Promise.all(this.ending);
  }

  private queued(task: Task, alone: boolean): Promise<Outcome<Result>> {
    return new Promise((settle, fail) => {
      if (this.isClosed) throw CLOSED();
      if (alone) this.waiting.unshift({ task, alone, settle, fail });
      else this.waiting.push({ task, alone, settle, fail });
      this.startWaiting();
    });
  }

  private startWaiting(): void {
    while (!this.isAlone && this.working.size < this.options.processes) {
      const next = this.waiting[0];
      if (!next || (next.alone && this.working.size > 0)) return;
      this.waiting.shift();
      this.isAlone = next.alone;
      void this.start(next);
    }
  }

  private async start({ task, alone, settle, fail }: Waiting<Task, Result>): Promise<void> {
    if (alone) for (const child of this.idle.splice(0)) this.dismiss(child);
    const child = this.idleOne() ?? new TaskProcess<Task, Result>(this.options.module, this.options.limits);
    this.working.add(child);
    let isUsable = false;
    try {
      const outcome = await child.run(task);
      isUsable = 'result' in outcome && child.tasks < this.options.tasksPerProcess && !this.isClosed;
      if (this.isClosed && !('result' in outcome)) throw CLOSED();
      settle(outcome);
    } catch (error) {
      // One that was ended before it had even started says otherwise.
      fail(this.isClosed ? CLOSED() : error);
    }
    this.working.delete(child);
    if (alone) this.isAlone = false;
    if (isUsable) this.idle.push(child);
    else this.dismiss(child);
    this.startWaiting();
  }

  /** One that waits for work; those that were killed meanwhile are forgotten. */
  private idleOne(): TaskProcess<Task, Result> | undefined {
    let child = this.idle.pop();
    while (child?.isGone) child = this.idle.pop();
    return child;
  }

  private dismiss(child: TaskProcess<Task, Result>): void {
    const end = child.end().finally(() => this.ending.delete(end));
    this.ending.add(end);
  }
}

const CLOSED = () => new Error('The pool of child processes is closed.');
