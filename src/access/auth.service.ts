import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';
import { Answer } from '../http/answer';
import { ProblemError } from '../http/problem';
import type { SignIn } from './auth.dto';
import { Authenticator, SESSION } from './authenticator';
import { Passwords } from './passwords';
import { SignInThrottle } from './sign-in-throttle';

interface Known {
  /** The e-mail address as it is compared. */
  person: string;
  id: string | null;
  password_hash: string | null;
  session: string | null;
}

/** Signing in. */
@Injectable()
export class AuthService {
  constructor(
    private readonly database: Database,
    private readonly authenticator: Authenticator,
    private readonly passwords: Passwords,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * Checks a password and gives a token. An unknown address, a profile without a password and a wrong password get the
   * same answer after the same time, so that nobody finds out who has an account.
   *
   * @param address where the request comes from
   * @throws ProblemError 401 · 429 after too many failures
   */
  async signIn({ email, password }: SignIn, address: string): Promise<Answer> {
    const [known] = await this.database.read<Known>(
      'auth.find',
      `select k.person, p.id, p.password_hash, ${SESSION} as session
        from (select ${nameKey('$1::text')} as person) k left join profiles p on ${nameKey('p.email')} = k.person`,
      [email],
    );
    const { person = email, id = null, password_hash: hash = null, session = null } = known ?? {};
    const matches = await this.throttle.attempt({ person, address }, () => this.passwords.matches(hash, password));
    if (!matches || id === null || hash === null || session === null)
      throw new ProblemError('invalid_credentials', 'The e-mail address or the password is wrong.', [], {
        'www-authenticate': 'Bearer realm="continuity"',
      });
    if (this.passwords.isOutdated(hash)) await this.renewHash(id, hash, password);
    return new Answer(200, JSON.stringify(await this.authenticator.issue(id, session)), {
      'cache-control': 'no-store',
    });
  }

  /** The password is the same, so nothing that anybody sees changes. Not when it has been changed meanwhile. */
  private async renewHash(id: string, outdated: string, password: string): Promise<void> {
    const hash = await this.passwords.hash(password);
    await this.database.atomic(() =>
      this.database.write(
        'auth.renew_hash',
        'update profiles set password_hash = $3 where id = $1 and password_hash = $2',
        [id, outdated, hash],
      ),
    );
  }
}
