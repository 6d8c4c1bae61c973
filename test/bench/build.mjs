// The builds that are measured. They run as they are, so an older one may be measured too, whose files lie in other folders.
//
//   BENCH_DIST           another build than dist/
//   BENCH_DIST_BEFORE    a build to measure beside it, in the same rounds: the dist/ of an older clone
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** One build of the program. */
export class Build {
  #files;
  #require;

  /** @param dist its folder, absolute */
  constructor(dist) {
    this.dist = dist;
    this.#files = readdirSync(join(dist, 'src'), { recursive: true }).map((file) => join(dist, 'src', file));
  }

  /** The one file with this name, in whichever folder this build has it. */
  path(name) {
    const found = this.#files.filter((file) => basename(file) === name);
    if (found.length !== 1) throw new Error(`${this.dist} has ${found.length} files named ${name}.`);
    return found[0];
  }

  /** What that file exports. Only one build is loaded in a process; others run in processes of their own. */
  load(name) {
    return this.#requirer()(this.path(name));
  }

  /** Takes the database's schema to where this build wants it. */
  schemaChanges(url) {
    const { SchemaChanges } = this.load('schema-changes.js');
    return new SchemaChanges(url, this.#migrations().migrations);
  }

  /** The name of the newest migration that the build's service cannot do without; older builds say it beside their gate. */
  needed() {
    return this.#migrations().NEEDED ?? this.load('schema-gate.js').NEEDED;
  }

  #migrations() {
    return this.#requirer()(join(this.dist, 'migrations'));
  }

  #requirer() {
    if (this.#require === undefined) {
      this.#require = createRequire(this.path('main.js'));
      this.#require('reflect-metadata');
    }
    return this.#require;
  }
}

/** The build to measure, built when it is dist/ and stale, and the one before, if one is given. */
export function chosenBuilds() {
  const { BENCH_DIST, BENCH_DIST_BEFORE } = process.env;
  if (!BENCH_DIST) {
    const script = join(project, 'scripts', 'build-when-stale.mjs');
    if (spawnSync(process.execPath, [script], { stdio: 'inherit' }).status !== 0) process.exit(1);
  }
  return {
    build: new Build(resolve(project, BENCH_DIST || 'dist')),
    before: BENCH_DIST_BEFORE ? new Build(resolve(project, BENCH_DIST_BEFORE)) : undefined,
  };
}
