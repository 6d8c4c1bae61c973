import { colors } from '../config/colors';
import { Command, Option, StrictCommand, type WithDatabase } from '../command-line/command';
import { UsageError } from '../command-line/exit';
import type { PasswordReset } from './password-reset';
import { askSecretly, firstLine } from '../command-line/terminal-input';

@Command({
  name: 'set-password',
  arguments: '<email>',
  description: 'Give somebody a new password, and end all their sign-ins.',
})
export class SetPasswordCommand extends StrictCommand {
  protected override readonly help = `
For profiles of the old application, which have no password, and for whoever has lost theirs. On a terminal the new
password is asked for twice and not shown; elsewhere it is one line of standard input. It is no option, since options
stand in the shell's history and in the list of processes. It must have 10 to 200 characters.

All sign-ins of the profile end within two seconds, and all its API tokens are revoked. Works while the service runs.

  continuity profile set-password ada@example.org
  continuity profile set-password ada@example.org < password.txt

Exit codes: 0 done · 1 nobody has that address, or the database is away · 2 wrong option or an unfit password ·
3 migrations are pending.`;

  constructor(private readonly withDatabase: WithDatabase) {
    super();
  }

  async run([email = '']: string[], { json = false }: { json?: boolean }): Promise<void> {
    const { withPeople } = await import('./people.module.js');
    const outcome = await withPeople(this.withDatabase, async ({ people, passwordReset }) => {
      const person = await people.find(email);
      const password = process.stdin.isTTY
        ? await this.ask(person.email, passwordReset)
        : await firstLine(process.stdin);
      return { ...person, tokens_revoked: await passwordReset.set(person, password) };
    });
    const { tokens_revoked: revoked } = outcome;
    const line = `${colors.green('Password set')} for ${outcome.email}. All sign-ins ended, ${String(revoked)} API tokens revoked.`;
    process.stdout.write(`${json ? JSON.stringify(outcome) : line}\n`);
  }

  private async ask(email: string, reset: PasswordReset): Promise<string> {
    const password = await askSecretly(`New password of ${email}: `);
    reset.check(password);
    if ((await askSecretly('Once more: ')) !== password)
      throw new UsageError('The two are not the same. Nothing was changed.');
    return password;
  }

  @Option({ flags: '--json', description: 'the outcome as JSON: id, email, tokens_revoked' })
  parseJson(): boolean {
    return true;
  }
}

@Command({
  name: 'profile',
  description: 'Change a profile from the server’s side.',
})
export class ProfileCommand extends StrictCommand {
  protected override readonly help = `
  continuity profile set-password EMAIL

Each explains itself: continuity profile set-password --help`;

  protected override readonly subCommands: readonly StrictCommand[];

  constructor(withDatabase: WithDatabase) {
    super();
    this.subCommands = [new SetPasswordCommand(withDatabase)];
  }

  run(): Promise<void> {
    throw new UsageError('Say what to do: continuity profile set-password EMAIL');
  }
}
