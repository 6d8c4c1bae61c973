import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { colors } from '../config/colors';
import { Command, Option, StrictCommand, type WithDatabase } from '../command-line/command';
import { UsageError } from '../command-line/exit';
import type { Person } from './people';
import type { PersonalData } from './personal-data';
import type { Erasure } from './personal-data-erasure';
import { ask } from '../command-line/terminal-input';

@Command({
  name: 'export',
  arguments: '<email>',
  description: 'Write all that the database holds about a person as JSON. Changes nothing.',
})
export class PersonExportCommand extends StrictCommand {
  protected override readonly help = `
The document has the profile, the projects that the person owns, memberships, the names of API tokens, rows of other
tables that are theirs, activity, and "traces": in how many rows of which table their id stands as the one who made,
changed or deleted it. It is of one moment, and holds neither the password's hash nor those of tokens.

  continuity person export ada@example.org --out ada.json
  continuity person export ada@example.org > ada.json

A file is made readable for you alone; one that exists is not overwritten.

Exit codes: 0 done · 1 nobody has that address, the file exists, or the database is away · 2 wrong option ·
3 migrations are pending.`;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run([email = '']: string[], { out, json = false }: { out?: string; json?: boolean }): Promise<void> {
    const { withPeople } = await import('./people.module.js');
    const person = await withPeople(this.withDatabase, async ({ people, personalData }) => {
      const found = await people.find(email);
      await (out === undefined ? personalData.export(found, toStandardOutput) : toFile(out, personalData, found));
      return found;
    });
    if (out === undefined) return;
    const line = `${colors.green('Written')}: what is known about ${person.email}, in ${out}.`;
    process.stdout.write(`${json ? JSON.stringify({ ...person, file: out }) : line}\n`);
  }

  @Option({ flags: '--out <file>', description: 'where to write it (default: standard output)' })
  parseOut(file: string): string {
    return file;
  }

  @Option({ flags: '--json', description: 'with --out: the outcome as JSON; without, the document is JSON anyway' })
  parseJson(): boolean {
    return true;
  }
}

@Command({
  name: 'erase',
  arguments: '<email>',
  description: 'Delete a person for good, and what the activity log tells about them.',
})
export class PersonEraseCommand extends StrictCommand {
  protected override readonly help = `
The profile goes, with its API tokens, memberships, and other rows that are the person's: exports of datasets in projects
of others, too, whose files are removed after the grace. Before it asks, it tells how many. Projects must have a new owner,
those in the trash included. Activity stays, but says no more who it was, and e-mail addresses in it are replaced by
"[erased]". On other rows the id of who made or changed them stays; it leads to nobody. What people
have written about the person into shots and other content stays as well. All of it is one transaction, while the
service runs; sign-ins end within two seconds.

It cannot be undone. Backups made before still hold the person: delete them, or erase again after a restore.

  continuity person export ada@example.org --out ada.json
  continuity person erase ada@example.org --new-owner grace@example.org

Exit codes: 0 done · 1 nobody has that address, or the database is away · 2 wrong option, or not confirmed ·
3 migrations are pending · 6 refused: the person still owns projects, or is the last administrator.`;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run(
    [email = '']: string[],
    { yes = false, newOwner, json = false }: { yes?: boolean; newOwner?: string; json?: boolean },
  ): Promise<void> {
    if (!yes && !process.stdin.isTTY)
      throw new UsageError('Erasing asks before it begins, and there is no terminal to ask on. Give --yes.');
    const { withPeople } = await import('./people.module.js');
    const { person, owner, erased } = await withPeople(this.withDatabase, async ({ people, erasure }) => {
      const person = await people.find(email);
      const owner = newOwner === undefined ? undefined : await people.find(newOwner);
      if (owner?.id === person.id) throw new UsageError('--new-owner must be somebody else than who is erased.');
      if (!yes) await confirm(person, owner, await erasure.takenAlong(person));
      return { person, owner, erased: await erasure.erase(person, owner) };
    });
    const lines = described(person, owner, erased);
    process.stdout.write(`${json ? JSON.stringify({ ...person, ...erased }) : lines.join('\n')}\n`);
  }

  @Option({ flags: '--new-owner <email>', description: 'who shall own the projects of the person' })
  parseNewOwner(email: string): string {
    return email;
  }

  @Option({ flags: '--yes', description: 'do not ask' })
  parseYes(): boolean {
    return true;
  }

  @Option({
    flags: '--json',
    description: 'the outcome as JSON: id, email, projects_handed_over, rows_deleted, entries_redacted',
  })
  parseJson(): boolean {
    return true;
  }
}

@Command({
  name: 'person',
  description: 'What the database holds about a person: hand it out, or erase it.',
})
export class PersonCommand extends StrictCommand {
  protected override readonly help = `
  continuity person export EMAIL [--out FILE]
  continuity person erase EMAIL [--new-owner EMAIL]

Each explains itself: continuity person erase --help`;

  protected override readonly subCommands: readonly StrictCommand[];

  constructor(withDatabase: WithDatabase) {
    super();
    this.subCommands = [new PersonExportCommand(withDatabase), new PersonEraseCommand(withDatabase)];
  }

  run(): Promise<void> {
    throw new UsageError('Say what to do: continuity person export EMAIL, or continuity person erase EMAIL');
  }
}

async function toStandardOutput(piece: string): Promise<void> {
  if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}

async function toFile(path: string, data: PersonalData, person: Person): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST'
      ? new Error(`${path} exists already. Name another file.`)
      : new Error(`${path} cannot be written: ${(error as Error).message}.`);
  });
  try {
    await data.export(person, async (piece) => {
      await file.write(piece);
    });
    await file.sync();
  } catch (error) {
    // Half a document must not be taken for a whole one.
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function confirm({ email }: Person, owner: Person | undefined, rows: Record<string, number>): Promise<void> {
  const projects = owner ? ` ${owner.email} gets their projects.` : '';
  const taken = Object.keys(rows).length > 0 ? ` With the profile go ${counted(rows)}, wherever they are.` : '';
  const typed = await ask(`Erase ${email} for good?${projects}${taken} Type the e-mail address: `);
  if (typed.trim() !== email) throw new UsageError('Not confirmed. Nothing was changed.');
}

function described({ email }: Person, owner: Person | undefined, erasure: Erasure): string[] {
  const handed = erasure.projects_handed_over.map(({ name }) => name);
  const deleted = counted(erasure.rows_deleted);
  return [
    `${colors.green('Erased')}: ${email}.`,
    ...(handed.length > 0 ? [`${owner?.email ?? ''} now owns ${handed.join(', ')}.`] : []),
    ...(deleted === '' ? [] : [`Deleted with the profile: ${deleted}.`]),
    `${String(erasure.entries_redacted)} activity entries named the person, and no longer do.`,
    colors.yellow('Backups made before still hold the person.'),
  ];
}

/** `2 of api_tokens, 3 of export_jobs` */
function counted(rows: Record<string, number>): string {
  return Object.entries(rows)
    .map(([table, count]) => `${String(count)} of ${table}`)
    .join(', ');
}
