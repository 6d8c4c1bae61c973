import { Inject, Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import pc from 'picocolors';
import { Journal } from '../journal';
import { Scaffold, ScaffoldError } from '../scaffold';
import { withSession } from '../session';
import { StrictCommand, WITH_DATABASE, type WithDatabase } from './command';

@Injectable()
@Command({
  name: 'add',
  arguments: '<name>',
  description: 'Write a new migration, its test and its entry in the list.',
})
export class AddCommand extends StrictCommand {
  protected override readonly help = `
The name says in PascalCase what the migration brings. Its file in migrations/ has an empty list of steps to fill; the
test goes there and back over generated rows and compares schema and rows, and passes from the start. Changes no
database. Works in a checkout of the sources only.

  npm run cli -- add ShotsHaveLenses
  npx jest test/migrations/shots-have-lenses.spec.ts
  npm run generate

Exit codes: 0 written · 1 not a checkout, or a name that is taken or not in PascalCase · 2 wrong option.`;

  run([name = '']: string[], { json = false }: { json?: boolean }): Promise<void> {
    const added = Scaffold.around(__filename).add(name);
    const lines = [
      `${pc.green('Written')}: ${added.migration}`,
      `         ${added.test}`,
      `Listed in migrations/index.ts. Next: fill in its steps, then npm run generate.`,
    ];
    process.stdout.write(`${json ? JSON.stringify(added) : lines.join('\n')}\n`);
    return Promise.resolve();
  }

  @Option({ flags: '--json', description: 'the outcome as JSON: name, and the files migration and test' })
  parseJson(): boolean {
    return true;
  }
}

@Injectable()
@Command({ name: 'remove', description: 'Take the newest migration’s files away again, unless it is applied.' })
export class RemoveCommand extends StrictCommand {
  protected override readonly help = `
Deletes the newest migration of migrations/index.ts, its test and its entry, and changes no database. Refused when the
connected database has it, or a run of it was stopped half-way: roll it back first. Other databases are not asked.
Works in a checkout of the sources only.

  npm run cli -- rollback
  npm run cli -- remove

Exit codes: 0 removed · 1 applied, or not a checkout, or the database is away · 2 wrong option.`;

  constructor(@Inject(WITH_DATABASE) private readonly withDatabase: WithDatabase) {
    super();
  }

  async run(_given: string[], { json = false }: { json?: boolean }): Promise<void> {
    const scaffold = Scaffold.around(__filename);
    const { newest } = scaffold;
    const begun = await this.withDatabase(({ url }) => namesBegun(url));
    if (newest !== undefined && begun.includes(newest))
      throw new ScaffoldError(`${newest} is applied in the database. Take it back first: continuity rollback`);
    const removed = scaffold.remove();
    const lines = [`${pc.green('Removed')}: ${removed.migration}`, `         ${removed.test}`];
    process.stdout.write(`${json ? JSON.stringify(removed) : lines.join('\n')}\n`);
  }

  @Option({ flags: '--json', description: 'the outcome as JSON: name, and the files migration and test' })
  parseJson(): boolean {
    return true;
  }
}

/** Migrations that are applied, or that a run was killed at. */
function namesBegun(url: string): Promise<string[]> {
  return withSession(url, async (session) => {
    const journal = new Journal(session);
    const [there] = await session.query<{ table: boolean; journal: boolean }>(
      `select to_regclass('public.migrations') is not null as table, to_regclass('migrator.migrations') is not null as journal`,
    );
    return [
      ...(there?.table ? await journal.appliedNames() : []),
      ...(there?.journal ? (await journal.unfinished()).map(({ name }) => name) : []),
    ];
  });
}
