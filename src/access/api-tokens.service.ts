import { Injectable } from '@nestjs/common';
import { ActivityLog } from '../activity/activity-log';
import { Database } from '../database/database.service';
import { newId } from '../database/new-id';
import { Answer, type RenderedItem } from '../http/answer';
import { refuseStale } from '../http/etag';
import { List } from '../http/lists/list';
import { Lists } from '../http/lists/lists';
import { notFound } from '../http/problem';
import { type ApiTokenCreate, ApiTokenQuery } from './auth.dto';
import { Authenticator } from './authenticator';
import type { Caller } from './permissions';

/** A token `t` as every response shows it: never with its hash. */
const FIELDS = 't.id, t.name, t.expires_at, t.last_used_at, t.created_at, t.version';

const READ_TOKEN = `select row_to_json(r) as json, t.version::text as etag from api_tokens t
  cross join lateral (select ${FIELDS}) r where t.id = $1 and t.profile_id = $2`;

const TOKENS = new List<Caller>({
  name: 'tokens',
  from: 'api_tokens t',
  id: 't.id',
  fields: FIELDS,
  query: ApiTokenQuery,
  visible: (caller, at) => `t.profile_id = ${at(caller.id)}`,
});

/** API tokens of the caller's own; nobody sees another's. */
@Injectable()
export class ApiTokensService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly activity: ActivityLog,
    private readonly authenticator: Authenticator,
  ) {}

  /** One page of one's tokens, expired ones included. */
  list(query: ApiTokenQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(TOKENS, query, caller);
  }

  /** One of one's tokens. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('tokens.read', READ_TOKEN, [id, caller.id]);
    if (!item) throw notFound('API token', id);
    return Answer.item(item);
  }

  /** Makes a token. The answer is the only place where it can ever be read: its hash alone is kept. */
  async create({ name, expires_in_days }: ApiTokenCreate, caller: Caller): Promise<Answer> {
    const id = newId();
    const { token, hash } = this.authenticator.newApiToken();
    await this.database.write(
      'tokens.insert',
      `insert into api_tokens (id, profile_id, name, token_hash, expires_at, created_by, updated_by)
        values ($1, $2, $3, $4, now() + make_interval(days => $5::int), $2, $2)`,
      [id, caller.id, name, hash, expires_in_days ?? null],
    );
    await this.activity.record({
      action: 'create',
      resource: 'api_tokens',
      projectId: null,
      by: caller.id,
      changes: [{ id }],
    });
    const [item] = await this.database.write<RenderedItem>('tokens.render', READ_TOKEN, [id, caller.id]);
    if (!item) throw new Error(`the API token ${id} cannot be read in its own transaction`);
    const { headers } = Answer.created(item, `/api/v1/auth/tokens/${id}`);
    const json = `${item.json.slice(0, -1)},"token":${JSON.stringify(token)}}`;
    return new Answer(201, json, { ...headers, 'cache-control': 'no-store' });
  }

  /** Revokes a token. @param expected the version from `If-Match` @throws ProblemError 404 · 412 */
  async revoke(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const [token] = await this.database.write<{ id: string; version: number }>(
      'tokens.delete',
      'delete from api_tokens where id = $1 and profile_id = $2 returning id, version',
      [id, caller.id],
    );
    if (!token) throw notFound('API token', id);
    refuseStale(expected, token.version, 'API token');
    await this.activity.record({
      action: 'delete',
      resource: 'api_tokens',
      projectId: null,
      by: caller.id,
      changes: [{ id: token.id }],
    });
    return Answer.none();
  }
}
