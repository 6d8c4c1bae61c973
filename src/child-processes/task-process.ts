import { type ChildProcess, type Serializable, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { dirname, join, sep } from 'node:path';
import type { ChildMessage } from './child-messages';

/** Limits of a child process that it cannot keep by itself; at either of them it is killed. */
export interface ProcessLimits {
  /**
   * Of processor time for one task, so that a busy machine does not change what becomes of it; of wall clock five times as many,
   * for a file that makes it wait without working.
   */
  seconds: number;
  /** Of its resident memory, in bytes. */
  memory: number;
}

/** How a task ended: with a result, or with the end of the process that had it, which was killed for a limit or died of itself. */
export type Outcome<Result> = { result: Result } | { killed: 'too_slow' | 'too_much_memory' } | { died: string };

/** What the child shall see of this process's environment: nothing that hostile bytes could be after. */
const PASSED_ON = ['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP'];

/** glibc keeps what it frees in one heap a thread, libvips writes big pictures to temporary files: neither is wanted here. */
const OWN = { MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2', VIPS_DISC_THRESHOLD: '1000g' };

/** Neither pixels nor WebAssembly's memory are in V8's heap, which needs little; its young generation would grow to fill what it may. */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=1'];

const COMPLAINT_CHARACTERS = 1000;

const WALL_CLOCK = 5;

/**
 * The compiled module of a child process, beside the file that names it. From the sources, which Node cannot run, it is the one
 * that the build put into dist/.
 *
 * @param beside `__filename`
 * @param name   of the module, without an ending
 */
export function compiledBeside(beside: string, name: string): string {
  const folder = dirname(beside);
  const compiled = beside.endsWith('.ts') ? folder.replace(`${sep}src${sep}`, `${sep}dist${sep}src${sep}`) : folder;
  return join(compiled, `${name}.js`);
}

/** The file of a task cannot be read; that is not the fault of what is in it. */
export class UnreadableFile extends Error {}

/** A child process that does one task at a time. */
export class TaskProcess<Task, Result> {
  /** How many tasks it was given. */
  tasks = 0;
  private isReady = false;
  private complaints = '';
  private gone: string | undefined;
  private readonly child: ChildProcess;
  private readonly ended: Promise<string>;
  private settle: ((outcome: Outcome<Result> | Error) => void) | undefined;

  /** @param module the compiled file that calls {@link serveTasks} */
  constructor(
    module: string,
    private readonly limits: ProcessLimits,
  ) {
    const passedOn = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
    this.child = fork(module, [], {
      env: { ...Object.fromEntries(passedOn), ...OWN } as NodeJS.ProcessEnv,
      execArgv: HEAP,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (piece: Buffer) => {
      this.complaints = (this.complaints + piece.toString()).slice(-COMPLAINT_CHARACTERS);
    });
    this.child.on('message', (message: ChildMessage<Result>) => {
      this.hear(message);
    });
    this.holdParent(false);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        resolve(error.message);
      });
      this.child.once('close', (code, signal) => {
        resolve(signal === null ? `it ended with code ${String(code)}` : `it was ended by ${signal}`);
      });
    });
    void this.ended.then((how) => {
      this.gone = how;
      this.settle?.(
        this.isReady ? { died: how } : new Error(`A child process does not start: ${how}. ${this.complaints}`.trim()),
      );
    });
  }

  /** Whether it has ended, by whatever hand. */
  get isGone(): boolean {
    return this.gone !== undefined;
  }

  /**
   * Does one task; the next may be given when it has ended with a result.
   *
   * @throws UnreadableFile · Error when the process does not even start
   */
  async run(task: Task): Promise<Outcome<Result>> {
    if (this.gone !== undefined) return { died: this.gone };
    this.tasks += 1;
    let clock: NodeJS.Timeout | undefined;
    this.holdParent(true);
    try {
      const outcome = await new Promise<Outcome<Result> | Error>((resolve) => {
        this.settle = resolve;
        clock = setTimeout(
          () => {
            this.kill('too_slow');
          },
          WALL_CLOCK * 1000 * this.limits.seconds,
        );
        // The end of the process is told by `ended`, with more to say than an error of its channel.
        this.child.send(task as Serializable, () => undefined);
      });
      if (outcome instanceof Error) throw outcome;
      return outcome;
    } finally {
      clearTimeout(clock);
      this.holdParent(false);
      this.settle = undefined;
    }
  }

  /** Ends it at once, whatever it does; waits until it is gone. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** While it has nothing to do, it does not keep this process from ending. */
  private holdParent(held: boolean): void {
    const { child } = this;
    for (const handle of [child, child.channel])
      if (held) handle?.ref();
      else handle?.unref();
    const pipe = child.stderr as Socket | null;
    if (held) pipe?.ref();
    else pipe?.unref();
  }

  private hear(message: ChildMessage<Result>): void {
    if ('ready' in message) this.isReady = true;
    else if ('result' in message) this.settle?.({ result: message.result });
    else if ('failed' in message) this.settle?.(new UnreadableFile(message.failed));
    else if (message.gauge.processorSeconds > this.limits.seconds) this.kill('too_slow');
    else if (message.gauge.memoryBytes > this.limits.memory) this.kill('too_much_memory');
  }

  private kill(killed: 'too_slow' | 'too_much_memory'): void {
    this.child.kill('SIGKILL');
    this.settle?.({ killed });
  }
}
