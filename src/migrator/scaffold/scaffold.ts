import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { migrationSource, type StepSources, testSource } from './scaffold-sources';

/** A migration cannot be added or removed as asked; nothing was changed. */
export class ScaffoldError extends Error {
  override name = 'ScaffoldError';
}

/** A migration's name and files; the paths are those from the checkout's root. */
export interface ScaffoldedMigration {
  name: string;
  migration: string;
  test: string;
}

/** The files of migrations in a checkout of the sources. */
export class Scaffold {
  private constructor(readonly root: string) {}

  /**
   * The checkout that a file of this program is in.
   *
   * @throws ScaffoldError where there are no sources, as in an installed package
   */
  static around(file: string): Scaffold {
    for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder))
      if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'migrations/index.ts')))
        return new Scaffold(folder);
    throw new ScaffoldError('This works in a checkout of the sources only, and there are none here.');
  }

  /** The newest migration's name with its timestamp, as `migrations/index.ts` lists it. */
  get newest(): string | undefined {
    return [...this.index.matchAll(/^ {2}(\w+\d{13}),$/gm)].at(-1)?.[1];
  }

  /**
   * Writes a migration, its test and its entry.
   *
   * @param name in PascalCase, without a timestamp
   * @param steps source of the steps; none: to be written by hand
   * @throws ScaffoldError for a name that is not in PascalCase or taken
   */
  add(name: string, steps?: StepSources): ScaffoldedMigration {
    if (!/^([A-Z][a-z0-9]*)+$/.test(name) || /\d{13}$/.test(name))
      throw new ScaffoldError(
        `${name} is no name for a migration. Say in PascalCase what it brings, as in ShotsHaveLenses.`,
      );
    const taken = readdirSync(join(this.root, 'migrations')).find((file) =>
      file.toLowerCase().endsWith(`-${name.toLowerCase()}.ts`),
    );
    const test = `test/migrations/${kebab(name)}.spec.ts`;
    if (taken !== undefined) throw new ScaffoldError(`There is a migration ${name} already: migrations/${taken}.`);
    if (existsSync(join(this.root, test))) throw new ScaffoldError(`${test} exists already. Choose another name.`);
    const before = this.newest;
    if (before === undefined) throw new ScaffoldError('migrations/index.ts lists no migration in the usual way.');
    // Later than the newest, even where a clock was ahead.
    const timestamp = Math.max(Date.now(), Number(before.slice(-13)) + 1000);
    const type = `${name}${String(timestamp)}`;
    const migration = `migrations/${String(timestamp)}-${name}.ts`;
    this.write(migration, migrationSource(type, steps));
    this.write(test, testSource(type, before));
    const importLine = `import { ${type} } from './${String(timestamp)}-${name}';\n`;
    this.write(
      'migrations/index.ts',
      this.index
        .replace(/((?:^import .*\n)+)/m, `$1${importLine}`)
        .replace(`  ${before},\n`, `  ${before},\n  ${type},\n`),
    );
    this.format(migration, test);
    return { name: type, migration, test };
  }

  /** Takes the newest migration's files and entry away. @throws ScaffoldError when its file is not where `add` puts it */
  remove(): ScaffoldedMigration {
    const type = this.newest;
    if (type === undefined) throw new ScaffoldError('There is no migration to remove.');
    const [name, timestamp] = [type.slice(0, -13), type.slice(-13)];
    const migration = `migrations/${timestamp}-${name}.ts`;
    const test = `test/migrations/${kebab(name)}.spec.ts`;
    if (!existsSync(join(this.root, migration)))
      throw new ScaffoldError(`migrations/index.ts lists ${type}, but there is no ${migration}.`);
    this.write(
      'migrations/index.ts',
      this.index.replace(new RegExp(`^import \\{ ${type} \\} .*\\n`, 'm'), '').replace(`  ${type},\n`, ''),
    );
    for (const file of [migration, test]) rmSync(join(this.root, file), { force: true });
    return { name: type, migration, test };
  }

  private get index(): string {
    return readFileSync(join(this.root, 'migrations/index.ts'), 'utf8');
  }

  private write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  /** With the project's own formatter, where it is installed. */
  private format(...paths: string[]): void {
    const prettier = join(this.root, 'node_modules/prettier/bin/prettier.cjs');
    if (existsSync(prettier)) spawnSync(process.execPath, [prettier, '--write', ...paths], { cwd: this.root });
  }
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}
