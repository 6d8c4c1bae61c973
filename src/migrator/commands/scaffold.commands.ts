import { colors } from '../../config/colors';
import type { Entities } from '../check/entity-catalog';
import { Scaffold, ScaffoldError } from '../scaffold/scaffold';
import type { StepSources } from '../scaffold/scaffold-sources';
import { Command, Option, StrictCommand, type WithDatabase } from '../../command-line/command';

/** Loads the entities, which belong to features and so are handed in. */
export type LoadEntities = () => Promise<Entities>;

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

With --from-entities it has the steps that add what the entities describe and the migrated database lacks. They only
add: what differs or is too much becomes a comment that says what to decide. Tables without an entity are not looked
at, nor constraints and indexes that only the database has. Needs a role that may create a database, for a moment.

  npm run cli -- add ShotsHaveLenses
  npx jest test/migrations/shots-have-lenses.spec.ts
  npm run generate

Exit codes: 0 written · 1 not a checkout, or a name that is taken or not in PascalCase · 2 wrong option ·
3 migrations are pending (--from-entities).`;

  constructor(
    private readonly withDatabase: WithDatabase,
    private readonly loadEntities: LoadEntities,
  ) {
    super();
  }

  async run(
    [name = '']: string[],
    { json = false, fromEntities = false }: { json?: boolean; fromEntities?: boolean },
  ): Promise<void> {
    const scaffold = Scaffold.around(__filename);
    const sources = fromEntities ? await this.difference() : undefined;
    const nothing = sources?.steps.length === 0 && sources.remarks.length === 0;
    const added = nothing ? null : scaffold.add(name, sources);
    const lines = added
      ? [
          `${colors.green('Written')}: ${added.migration}`,
          `         ${added.test}`,
          ...(sources && sources.remarks.length > 0
            ? [
                colors.yellow(
                  `${String(sources.remarks.length)} differences are yours to decide: see the comments in it.`,
                ),
              ]
            : []),
          'Listed in migrations/index.ts. Next: look at its steps, then npm run generate.',
        ]
      : ['The database has all that the entities describe. Nothing was written.'];
    process.stdout.write(`${json ? JSON.stringify({ added, to_decide: sources?.remarks ?? [] }) : lines.join('\n')}\n`);
  }

  private difference(): Promise<StepSources> {
    return this.withDatabase(async ({ url, refusePending }) => {
      await refusePending();
      const { stepsFromEntities } = await import('../scaffold/steps-from-entities.js');
      return stepsFromEntities(url, await this.loadEntities());
    });
  }

  @Option({
    flags: '--from-entities',
    description: 'with the steps from the migrated database to what the entities describe',
  })
  parseFromEntities(): boolean {
    return true;
  }

  @Option({
    flags: '--json',
    description: 'the outcome as JSON: added (name, and the files migration and test; or null), to_decide',
  })
  parseJson(): boolean {
    return true;
  }
}

@Command({ name: 'remove', description: 'Take the newest migration’s files away again, unless it is applied.' })
export class RemoveCommand extends StrictCommand {
  protected override readonly help = `
Deletes the newest migration of migrations/index.ts, its test and its entry, and changes no database. Refused when the
connected database has it, or a run of it was stopped half-way: roll it back first. Other databases are not asked.
Works in a checkout of the sources only.

  npm run cli -- rollback
  npm run cli -- remove

Exit codes: 0 removed · 1 applied, or not a checkout, or the database is away · 2 wrong option.`;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run(_given: string[], { json = false }: { json?: boolean }): Promise<void> {
    const scaffold = Scaffold.around(__filename);
    const { newest } = scaffold;
    const { namesBegun } = await import('../scaffold/names-begun.js');
    const begun = await this.withDatabase(({ url }) => namesBegun(url));
    if (newest !== undefined && begun.includes(newest))
      throw new ScaffoldError(`${newest} is applied in the database. Take it back first: continuity rollback`);
    const removed = scaffold.remove();
    const lines = [`${colors.green('Removed')}: ${removed.migration}`, `         ${removed.test}`];
    process.stdout.write(`${json ? JSON.stringify(removed) : lines.join('\n')}\n`);
  }

  @Option({ flags: '--json', description: 'the outcome as JSON: name, and the files migration and test' })
  parseJson(): boolean {
    return true;
  }
}
