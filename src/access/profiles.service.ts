import { Injectable } from '@nestjs/common';
import { ActivityLog } from '../activity/activity-log';
import { Database } from '../database/database.service';
import { newId } from '../database/new-id';
import { Answer, type RenderedItem } from '../http/answer';
import { refuseStale } from '../http/etag';
import { Lists } from '../http/lists/lists';
import { invalidField, notFound, ProblemError, unknownReference } from '../http/problem';
import { lockAdministrators } from './administrators';
import { type Caller, type GlobalRole, isAllowedEverywhere } from './permissions';
import type { PreparedPassword } from './prepared-password';
import type { ProfileCreate, ProfileDeleteQuery, ProfilePatch, ProfileQuery } from './profile.dto';
import { PROFILES, readProfile, RENDER_PROFILE, visibleProfile } from './profiles.queries';
import { takenAlong, type TakenFromProject } from './taken-along';

/** The columns that a client may change as they are. */
const MUTABLE = ['email', 'full_name', 'avatar_url', 'role'] as const;

/** How many of somebody's projects a refusal names. */
const NAMED_PROJECTS = 20;

interface ProfileRow {
  id: string;
  email: string;
  full_name: string | null;
  avatar_url: string | null;
  role: GlobalRole;
  password_hash: string | null;
  version: number;
}

interface OwnedProject {
  id: string;
  name: string;
}

/** People: read, list, make, change, delete. */
@Injectable()
export class ProfilesService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly activity: ActivityLog,
  ) {}

  /** One profile. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('profiles.read', readProfile(caller), [id, caller.id]);
    if (!item) throw notFound('profile', id);
    return Answer.item(item);
  }

  /** One page of the profiles that the caller may see. */
  list(query: ProfileQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(PROFILES, query, caller);
  }

  /** Makes a profile that can sign in at once. @throws the database's 409 for an e-mail address that is taken */
  async create(profile: ProfileCreate, password: PreparedPassword, caller: Caller): Promise<Answer> {
    const id = newId();
    await this.database.write(
      'profiles.insert',
      `insert into profiles (id, email, full_name, role, password_hash, created_by, updated_by) values ($1, $2, $3, $4, $5, $6, $6)`,
      [id, profile.email, profile.full_name ?? null, profile.role ?? 'user', password.hash, caller.id],
    );
    await this.activity.record({
      action: 'create',
      resource: 'profiles',
      projectId: null,
      by: caller.id,
      changes: [{ id }],
    });
    return Answer.created(await this.render(id), `/api/v1/profiles/${id}`);
  }

  /**
   * Changes a profile: one's own, or any as an administrator. A new password ends all sign-ins of the profile and revokes
   * its API tokens: whoever had got hold of the old one loses what they made with it.
   *
   * @param password what became of `patch.password`
   * @param expected the version from `If-Match`
   * @throws ProblemError 404 · 403 somebody else, or a role · 412 · 409 the last administrator, or an e-mail address that is taken
   */
  async update(
    id: string,
    patch: ProfilePatch,
    password: PreparedPassword | undefined,
    expected: number | undefined,
    caller: Caller,
  ): Promise<Answer> {
    if (patch.role !== undefined && isAllowedEverywhere(caller, 'profiles:manage'))
      await lockAdministrators(this.database);
    const [before] = await this.database.write<ProfileRow>(
      'profiles.lock',
      `select p.id, p.email, p.full_name, p.avatar_url, p.role, p.password_hash, p.version from profiles p
        where p.id = $1 and ${visibleProfile(caller, 'p', '$2')} for no key update of p`,
      [id, caller.id],
    );
    if (!before) throw notFound('profile', id);
    refuseForbidden(before, patch, caller);
    refuseStale(expected, before.version, 'profile');
    refuseUnprovenPassword(before, patch, password, caller);

    const after = {
      ...before,
      ...Object.fromEntries(MUTABLE.flatMap((field) => (patch[field] === undefined ? [] : [[field, patch[field]]]))),
    };
    const fields = MUTABLE.filter((field) => before[field] !== after[field]);
    if (fields.length === 0 && !password) return Answer.item(await this.render(before.id));
    if (before.role === 'admin' && after.role !== 'admin') await this.refuseLastAdministrator(before.id);
    await this.database.write(
      'profiles.update',
      `update profiles set email = $2, full_name = $3, avatar_url = $4, role = $5, password_hash = coalesce($6, password_hash),
          tokens_valid_from = case when $6::text is null then tokens_valid_from else clock_timestamp() end,
          version = version + 1, updated_at = now(), updated_by = $7 where id = $1`,
      [before.id, after.email, after.full_name, after.avatar_url, after.role, password?.hash ?? null, caller.id],
    );
    if (password) await this.revokeTokens(before.id, caller);
    const image = (row: ProfileRow) => Object.fromEntries(fields.map((field) => [field, row[field]]));
    await this.activity.record({
      action: 'update',
      resource: 'profiles',
      projectId: null,
      by: caller.id,
      changes: [
        { id: before.id, before: image(before), after: { ...image(after), ...(password && { password: 'changed' }) } },
      ],
    });
    return Answer.item(await this.render(before.id));
  }

  /**
   * Deletes a profile for good, with its tokens and memberships. Its entries in the activity log stay, without a name.
   *
   * @param query who shall own its projects, those in the trash included; and whether what it has made for itself in projects,
   *   which goes with it, may go
   * @param expected the version from `If-Match`
   * @throws ProblemError 404 · 412 · 409 the last administrator, projects without a new owner, or what
   *   goes along and nobody has said that it may · 400 an unknown new owner
   */
  async delete(
    id: string,
    { new_owner_id: newOwnerId, take_along: mayTakeAlong }: ProfileDeleteQuery,
    expected: number | undefined,
    caller: Caller,
  ): Promise<Answer> {
    await lockAdministrators(this.database);
    // Whoever makes a project locks its owner `for key share`, so that none comes in between.
    const [profile] = await this.database.write<ProfileRow>(
      'profiles.lock_to_delete',
      'select id, email, role, version from profiles where id = $1 for update',
      [id],
    );
    if (!profile) throw notFound('profile', id);
    refuseStale(expected, profile.version, 'profile');
    if (profile.role === 'admin') await this.refuseLastAdministrator(profile.id);
    if (newOwnerId !== undefined) await this.refuseUnknownOwner(newOwnerId, profile);
    const projects = await this.database.write<OwnedProject>(
      'profiles.projects',
      'select id, name from projects where user_id = $1 order by id for no key update',
      [profile.id],
    );
    if (projects.length > 0) {
      if (newOwnerId === undefined) throw stillOwns(profile, projects);
      await this.handOver(projects, profile.id, newOwnerId, caller);
    }
    if (!mayTakeAlong) {
      const taken = await takenAlong(this.database, profile.id);
      if (taken.length > 0) throw takesAlong(profile, taken);
    }
    await this.activity.record({
      action: 'delete',
      resource: 'profiles',
      projectId: null,
      by: caller.id,
      changes: [{ id: profile.id }],
    });
    await this.database.write(
      'profiles.make_activity_nameless',
      'update activity_logs set user_id = null where user_id = $1',
      [profile.id],
    );
    await this.database.write('profiles.forget_replays', 'delete from idempotency_keys where user_id = $1', [
      profile.id,
    ]);
    await this.database.write('profiles.delete', 'delete from profiles where id = $1', [profile.id]);
    return Answer.none();
  }

  private async render(id: string): Promise<RenderedItem> {
    const [item] = await this.database.write<RenderedItem>('profiles.render', RENDER_PROFILE, [id]);
    if (!item) throw new Error(`the profile ${id} cannot be read in its own transaction`);
    return item;
  }

  private async refuseLastAdministrator(id: string): Promise<void> {
    const [other] = await this.database.write(
      'profiles.other_administrator',
      `select id from profiles where role = 'admin' and id <> $1 limit 1`,
      [id],
    );
    if (!other)
      throw new ProblemError(
        'state_conflict',
        'This is the last administrator. Make somebody else an administrator first, with PATCH {"role": "admin"}.',
      );
  }

  private async refuseUnknownOwner(newOwnerId: string, profile: ProfileRow): Promise<void> {
    if (newOwnerId === profile.id)
      throw invalidField('new_owner_id', 'new_owner_id must name somebody else than the profile that is deleted.');
    const [owner] = await this.database.write(
      'profiles.new_owner',
      'select id from profiles where id = $1 for key share',
      [newOwnerId],
    );
    if (!owner) throw unknownReference('new_owner_id', 'profile', newOwnerId);
  }

  /** An owner is no member of their own project, so a membership that the new owner had ends. */
  private async handOver(projects: readonly OwnedProject[], from: string, to: string, caller: Caller): Promise<void> {
    const ids = projects.map(({ id }) => id);
    await this.database.write(
      'profiles.hand_projects_over',
      'update projects set user_id = $2, version = version + 1, updated_at = now(), updated_by = $3 where id = any($1::uuid[])',
      [ids, to, caller.id],
    );
    const memberships = await this.database.write<{ id: string; project_id: string; role: string }>(
      'profiles.end_memberships',
      'delete from project_members where project_id = any($1::uuid[]) and user_id = $2 returning id, project_id, role',
      [ids, to],
    );
    for (const { id, project_id, role } of memberships)
      await this.activity.record({
        action: 'delete',
        resource: 'project_members',
        projectId: project_id,
        by: caller.id,
        changes: [{ id, before: { user_id: to, role } }],
      });
    // One entry each: an entry shows in the activity of one project.
    for (const { id } of projects)
      await this.activity.record({
        action: 'update',
        resource: 'projects',
        projectId: id,
        by: caller.id,
        changes: [{ id, before: { user_id: from }, after: { user_id: to } }],
      });
  }

  private async revokeTokens(id: string, caller: Caller): Promise<void> {
    const revoked = await this.database.write<{ id: string }>(
      'profiles.revoke_tokens',
      'delete from api_tokens where profile_id = $1 returning id',
      [id],
    );
    await this.activity.record({
      action: 'delete',
      resource: 'api_tokens',
      projectId: null,
      by: caller.id,
      changes: revoked,
    });
  }
}

function refuseForbidden(row: ProfileRow, patch: ProfilePatch, caller: Caller): void {
  if (row.id !== caller.id && !isAllowedEverywhere(caller, 'profiles:update'))
    throw new ProblemError('forbidden', 'You may change your own profile only. Ask an administrator.');
  if (patch.role !== undefined && !isAllowedEverywhere(caller, 'profiles:manage'))
    throw new ProblemError('forbidden', 'Only an administrator may change a role. Leave it out.', [
      { pointer: '/role', detail: 'may be changed by an administrator only' },
    ]);
}

/** A password of one's own is changed by whoever knows the old one, not by whoever has got hold of a token. */
function refuseUnprovenPassword(
  row: ProfileRow,
  patch: ProfilePatch,
  password: PreparedPassword | undefined,
  caller: Caller,
): void {
  const own = row.id === caller.id;
  if (patch.current_password !== undefined && (!own || !password))
    throw invalidField(
      '/current_password',
      'current_password is taken only together with a new password of your own. Leave it out.',
    );
  if (own && password && password.proven !== row.password_hash)
    throw new ProblemError('state_conflict', 'Your password has just been changed by another request. Sign in again.');
}

function stillOwns(profile: ProfileRow, projects: readonly OwnedProject[]): ProblemError {
  const count = projects.length === 1 ? 'a project' : `${String(projects.length)} projects`;
  return new ProblemError(
    'still_referenced',
    `${profile.email} still owns ${count}, those in the trash included. Name who shall own them: DELETE /api/v1/profiles/${profile.id}?new_owner_id=<id>.`,
    projects.slice(0, NAMED_PROJECTS).map(({ id, name }) => ({
      pointer: 'new_owner_id',
      detail: `is needed for the project "${name}"`,
      conflicting_id: id,
    })),
  );
}

function takesAlong(profile: ProfileRow, taken: readonly TakenFromProject[]): ProblemError {
  const where = taken.length === 1 ? 'a project' : `${String(taken.length)} projects`;
  return new ProblemError(
    'still_referenced',
    `What ${profile.email} has made for themselves in ${where} goes with the profile, those in the trash included. Say that it may: DELETE /api/v1/profiles/${profile.id} again, with take_along=true.`,
    taken.slice(0, NAMED_PROJECTS).map(({ project_id, project_name, words }) => ({
      pointer: 'take_along',
      detail: `is needed for ${words} in the project "${project_name}"`,
      conflicting_id: project_id,
    })),
  );
}
