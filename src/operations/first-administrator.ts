import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { lockAdministrators } from '../access/administrators';
import { Authenticator } from '../access/authenticator';
import { Passwords } from '../access/passwords';
import { ActivityLog } from '../activity/activity-log';
import { SETTINGS, type Settings } from '../config/settings';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';
import { newId } from '../database/new-id';
import { SchemaGate } from '../migrator/schema-gate';

/** The administrator that was made. */
export interface NewAdministrator {
  email: string;
  /** To be shown once; undefined when it came from the settings, or the profile had one already. */
  password: string | undefined;
}

/** Sees to it that somebody can sign in to a new installation. */
@Injectable()
export class FirstAdministrator {
  private present = false;

  constructor(
    private readonly database: Database,
    private readonly schemaGate: SchemaGate,
    private readonly activity: ActivityLog,
    private readonly passwords: Passwords,
    private readonly authenticator: Authenticator,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Makes an administrator from `ADMIN_EMAIL` and `ADMIN_PASSWORD` when the schema is there and no profile is one; an
   * existing profile with that address becomes it. May be called again and again, and by several processes at once: one of
   * them makes one. Costs nothing once there is one.
   *
   * @returns what was made; undefined: nothing, since there is one already or the schema is not there yet
   */
  async ensure(): Promise<NewAdministrator | undefined> {
    if (this.present || (await this.schemaGate.look()).missing.length > 0) return undefined;
    this.present = await this.exists();
    if (this.present) return undefined;
    const given = this.settings.ADMIN_PASSWORD;
    const password = given ?? randomBytes(15).toString('base64url');
    const hash = await this.passwords.hash(password);
    const made = await this.database.atomic(() => this.make(hash, given !== undefined));
    this.present = true;
    this.authenticator.forgetAll();
    if (!made) return undefined;
    return { email: made.email, password: made.withNewPassword && given === undefined ? password : undefined };
  }

  private async make(hash: string, always: boolean): Promise<{ email: string; withNewPassword: boolean } | undefined> {
    await lockAdministrators(this.database);
    if (await this.exists()) return undefined;
    const email = this.settings.ADMIN_EMAIL.trim().normalize('NFC');
    const [known] = await this.database.write<{
      id: string;
      email: string;
      role: string;
      password_hash: string | null;
    }>(
      'first_administrator.find',
      `select id, email, role, password_hash from profiles where ${nameKey('email')} = ${nameKey('$1::text')} for no key update`,
      [email],
    );
    if (!known) {
      const id = newId();
      await this.database.write(
        'first_administrator.insert',
        `insert into profiles (id, email, role, password_hash) values ($1, $2, 'admin', $3)`,
        [id, email, hash],
      );
      await this.activity.record({
        action: 'create',
        resource: 'profiles',
        projectId: null,
        by: null,
        changes: [{ id }],
      });
      return { email, withNewPassword: true };
    }
    const { id } = known;
    const withNewPassword = always || known.password_hash === null;
    await this.database.write(
      'first_administrator.promote',
      `update profiles set role = 'admin', password_hash = coalesce($2, password_hash),
          tokens_valid_from = case when $2::text is null then tokens_valid_from else clock_timestamp() end,
          version = version + 1, updated_at = now(), updated_by = null where id = $1`,
      [id, withNewPassword ? hash : null],
    );
    if (withNewPassword)
      await this.database.write('first_administrator.revoke_tokens', 'delete from api_tokens where profile_id = $1', [
        id,
      ]);
    await this.activity.record({
      action: 'update',
      resource: 'profiles',
      projectId: null,
      by: null,
      changes: [
        { id, before: { role: known.role }, after: { role: 'admin', ...(withNewPassword && { password: 'changed' }) } },
      ],
    });
    return { email: known.email, withNewPassword };
  }

  private async exists(): Promise<boolean> {
    const row = await this.database.readOne(
      'first_administrator.exists',
      `select id from profiles where role = 'admin' limit 1`,
    );
    return row !== undefined;
  }
}
