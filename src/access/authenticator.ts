import { Inject, Injectable } from '@nestjs/common';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { SETTINGS, type Settings } from '../config/settings';
import { Database } from '../database/database.service';
import { LOGGER, type Logger } from '../database/logger';
import { ProblemError } from '../http/problem';
import type { Caller, GlobalRole } from './permissions';
import { SIGNING_KEY } from '../config/signing-key';

/** How long a verified token is believed without asking the database again: the longest that a revoked one still works. */
const BELIEVED_MS = 2000;
const CACHED_TOKENS = 10_000;
/** SQL: how exact `last_used_at` is. */
const MARKED_USED_EVERY = `interval '1 minute'`;
const API_TOKEN = /^cty_[A-Za-z0-9_-]{43}$/;

/**
 * SQL: what ties signed tokens to one password of a profile. It is read together with the hash that a password is checked
 * against, so a sign-in that overlaps a change of password ends with it, and no two clocks are compared.
 */
export const SESSION = `(extract(epoch from p.tokens_valid_from) * 1000000)::bigint::text`;

interface Believed {
  caller: Caller;
  /** When the database is asked again, and when the token ends; milliseconds since the epoch. */
  until: number;
  expires: number;
}

/**
 * Who is behind a bearer token. A verified token is cached for two seconds, since checking a signature costs more than
 * all the rest of a small read; within a process, a revocation empties the cache at once.
 */
@Injectable()
export class Authenticator {
  private readonly believed = new Map<string, Believed>();
  private forgotten = 0;

  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SIGNING_KEY) private readonly key: Uint8Array,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param authorization the `Authorization` header
   * @throws ProblemError 401 for an absent, wrong, expired or revoked token
   */
  async authenticate(authorization: string | undefined): Promise<Caller> {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined)
      throw unauthenticated('Send a token: Authorization: Bearer <token>. Get one at /api/v1/auth/login.');
    const now = Date.now();
    const cached = this.believed.get(token);
    if (cached && now < cached.until && now < cached.expires) return cached.caller;
    this.believed.delete(token);
    const { forgotten } = this;
    const found = API_TOKEN.test(token) ? await this.byApiToken(token) : await this.bySignature(token);
    if (this.believed.size >= CACHED_TOKENS) this.believed.clear();
    // What was read before a revocation must not be cached after it.
    if (forgotten === this.forgotten) this.believed.set(token, { ...found, until: now + BELIEVED_MS });
    return found.caller;
  }

  /** Forgets what is cached: to be called when a revocation, a change of role or of password has been committed. */
  forgetAll(): void {
    this.forgotten++;
    this.believed.clear();
  }

  /**
   * A signed token for a fresh sign-in.
   *
   * @param session the {@link SESSION} that was read with the password's hash; absent, where no password was checked: the
   *   profile's present one
   */
  async issue(
    profileId: string,
    session?: string,
  ): Promise<{ access_token: string; token_type: 'Bearer'; expires_in: number }> {
    const seconds = this.settings.ACCESS_TOKEN_SECONDS;
    const current = session ?? (await this.sessionOf(profileId));
    const access_token = await new SignJWT({ session: current })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(profileId)
      .setIssuedAt()
      .setIssuer('continuity')
      .setExpirationTime(`${String(seconds)}s`)
      .sign(this.key);
    return { access_token, token_type: 'Bearer', expires_in: seconds };
  }

  /** A new personal token and the hash under which it is kept. */
  newApiToken(): { token: string; hash: Buffer } {
    const token = `cty_${randomBytes(32).toString('base64url')}`;
    return { token, hash: hashOf(token) };
  }

  private async sessionOf(profileId: string): Promise<string | undefined> {
    const row = await this.database.readOne<{ session: string }>(
      'access.session',
      `select ${SESSION} as session from profiles p where p.id = $1`,
      [profileId],
    );
    return row?.session;
  }

  private async bySignature(token: string): Promise<Omit<Believed, 'until'>> {
    let payload;
    try {
      ({ payload } = await jwtVerify(token, this.key, { algorithms: ['HS256'], issuer: 'continuity' }));
    } catch {
      throw unauthenticated('The token is not valid or has expired. Sign in again.');
    }
    const session = typeof payload.session === 'string' ? payload.session : '';
    const row = await this.database.readOne<{ id: string; role: GlobalRole }>(
      'access.profile',
      `select p.id, p.role from profiles p where p.id = $1 and ${SESSION} = $2`,
      [payload.sub, session],
    );
    if (!row)
      throw unauthenticated('The sign-in was ended: the password changed or the profile is gone. Sign in again.');
    return { caller: row, expires: (payload.exp ?? 0) * 1000 };
  }

  private async byApiToken(token: string): Promise<Omit<Believed, 'until'>> {
    const hash = hashOf(token);
    const row = await this.database.readOne<{
      id: string;
      role: GlobalRole;
      token_id: string;
      token_hash: Buffer;
      expires: number | null;
      unmarked: boolean;
    }>(
      'access.api_token',
      `select p.id, p.role, t.id as token_id, t.token_hash, (extract(epoch from t.expires_at) * 1000)::float8 as expires,
          t.last_used_at is null or t.last_used_at < now() - ${MARKED_USED_EVERY} as unmarked
         from api_tokens t join profiles p on p.id = t.profile_id
        where t.token_hash = $1 and (t.expires_at is null or t.expires_at > now())`,
      [hash],
    );
    if (!row || !timingSafeEqual(row.token_hash, hash))
      throw unauthenticated('The API token is not valid, has expired or was revoked.');
    if (row.unmarked) await this.markUsed(row.token_id);
    return { caller: { id: row.id, role: row.role }, expires: row.expires ?? Number.POSITIVE_INFINITY };
  }

  /** Lets its owner see which tokens are in use. Requests do not fail over it, nor wait for each other. */
  private async markUsed(tokenId: string): Promise<void> {
    try {
      await this.database.atomic(() =>
        this.database.write(
          'access.mark_token_used',
          `update api_tokens set last_used_at = now() where id = (select id from api_tokens where id = $1
            and (last_used_at is null or last_used_at < now() - ${MARKED_USED_EVERY}) for no key update skip locked)`,
          [tokenId],
        ),
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'the use of an API token could not be noted');
    }
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function unauthenticated(detail: string): ProblemError {
  return new ProblemError('unauthenticated', detail, [], { 'www-authenticate': 'Bearer realm="continuity"' });
}
