import { Inject, Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { EXIT, StrictCommand, WITH_DATABASE, type WithDatabase } from './command';

@Injectable()
@Command({ name: 'status', description: 'Show which schema changes are applied and which are pending.' })
export class StatusCommand extends StrictCommand {
  constructor(@Inject(WITH_DATABASE) private readonly withDatabase: WithDatabase) {
    super();
  }

  async run(_given: string[], options: { json?: boolean; check?: boolean }): Promise<void> {
    const migrations = await this.withDatabase(({ changes }) => changes.states());
    const pending = migrations.filter((migration) => !migration.applied).length;
    const lines = migrations.map(({ name, applied }) => `${applied ? 'applied' : 'pending'}  ${name}`);
    process.stdout.write(`${options.json ? JSON.stringify({ migrations, pending }) : lines.join('\n')}\n`);
    if (options.check && pending > 0) process.exitCode = EXIT.pending;
  }

  @Option({ flags: '--check', description: 'exit with 3 when something is pending' })
  parseCheck(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON' })
  parseJson(): boolean {
    return true;
  }
}
