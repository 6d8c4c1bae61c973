import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProgressEvent } from '../../src/migrator/run/progress';

/** What a runner says at its end. */
export interface RunnerOutcome {
  /** The signal that ended the process, if one did. */
  signal: NodeJS.Signals | null;
  error?: { name: string; message: string };
}

const program = `
const { migrations } = require('./dist/migrations');
const { SchemaChanges } = require('./dist/src/migrator/run/schema-changes.js');
const [url, direction, options] = process.argv.slice(1);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
const changes = new SchemaChanges(url, migrations);
const given = { ...JSON.parse(options), signal: stop.signal, progress: say };
(direction === 'up' ? changes.migrate(undefined, given) : changes.rollback({ to: 'LegacySchema' }, given))
  .catch(({ name, message }) => say({ error: { name, message } }));
`;

/** A run of all migrations, or of their way back to the legacy schema, in a process of its own that can be killed. */
export class RunnerProcess {
  /** What it has told until now. */
  readonly events: ProgressEvent[] = [];
  readonly ended: Promise<RunnerOutcome>;
  private error: RunnerOutcome['error'];
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly child: ChildProcess) {
    let complaints = '';
    child.stderr?.on('data', (piece: Buffer) => (complaints += piece.toString()));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const said = JSON.parse(line) as ProgressEvent | { error: RunnerOutcome['error'] };
      if ('error' in said) this.error = said.error;
      else this.events.push(said);
      for (const listener of this.listeners) listener();
    });
    this.ended = new Promise((settle, fail) =>
      child.once('close', (_code, signal) => {
        for (const listener of this.listeners) listener();
        if (complaints !== '') fail(new Error(complaints));
        else settle({ signal, ...(this.error && { error: this.error }) });
      }),
    );
  }

  /** @param options of the run, as far as JSON can hold them */
  static start(url: string, direction: 'up' | 'down', options: { batchMs?: number } = {}): RunnerProcess {
    const args = ['-e', program, url, direction, JSON.stringify(options)];
    return new RunnerProcess(spawn(process.execPath, args, { cwd: join(__dirname, '../..') }));
  }

  /** Waits until it has told so many events that `wanted` likes, or has ended. */
  async told(count: number, wanted: (event: ProgressEvent) => boolean = () => true): Promise<void> {
    const isReached = () => this.events.filter(wanted).length >= count;
    await Promise.race([
      this.ended,
      new Promise<void>((settle) => {
        const look = () => {
          if (isReached()) settle();
        };
        this.listeners.add(look);
        look();
      }),
    ]);
  }

  /** Ends it as a crash would, or asks it to stop; waits for its end. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<RunnerOutcome> {
    this.child.kill(signal);
    return this.ended;
  }
}
