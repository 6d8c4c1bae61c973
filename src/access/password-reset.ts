import { type CommandFailure, EXIT } from '../command-line/exit';
import { Injectable } from '@nestjs/common';
import { validateSync } from 'class-validator';
import { ActivityLog } from '../activity/activity-log';
import { Database } from '../database/database.service';
import { NewPassword } from './credential-fields';
import { Passwords } from './passwords';
import { type Person, UnknownPersonError } from './people';

/** The same rules as in a request. */
class Candidate {
  @NewPassword()
  readonly password: string;

  constructor(password: string) {
    this.password = password;
  }
}

/** The new password is not one that the API would take. */
export class UnfitPasswordError extends Error implements CommandFailure {
  override name = 'UnfitPasswordError';
  readonly exitCode = EXIT.usage;
}

/** Gives somebody a password without knowing the old one: who has the database at hand may. */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly database: Database,
    private readonly activity: ActivityLog,
    private readonly passwords: Passwords,
  ) {}

  /** @throws UnfitPasswordError */
  check(password: string): void {
    const [wrong] = validateSync(new Candidate(password));
    const [rule] = Object.values(wrong?.constraints ?? {});
    if (rule !== undefined) throw new UnfitPasswordError(`The password ${rule}. Nothing was changed.`);
  }

  /**
   * Sets the password, ends all sign-ins and revokes all API tokens: whoever had got hold of the account loses it.
   *
   * @returns how many API tokens were revoked
   * @throws UnfitPasswordError · UnknownPersonError when the profile is gone meanwhile
   */
  async set({ id, email }: Person, password: string): Promise<number> {
    this.check(password);
    const hash = await this.passwords.hash(password);
    return this.database.atomic(async () => {
      const [changed] = await this.database.write(
        'password_reset.set',
        `update profiles set password_hash = $2, tokens_valid_from = clock_timestamp(), version = version + 1,
            updated_at = now(), updated_by = null where id = $1 returning id`,
        [id, hash],
      );
      if (!changed) throw new UnknownPersonError(`The profile of ${email} has just been deleted.`);
      const revoked = await this.database.write<{ id: string }>(
        'password_reset.revoke_tokens',
        'delete from api_tokens where profile_id = $1 returning id',
        [id],
      );
      const entry = { projectId: null, by: null };
      await this.activity.record({ ...entry, action: 'delete', resource: 'api_tokens', changes: revoked });
      await this.activity.record({
        ...entry,
        action: 'update',
        resource: 'profiles',
        changes: [{ id, before: {}, after: { password: 'changed' } }],
      });
      return revoked.length;
    });
  }
}
