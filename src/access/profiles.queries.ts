import { List } from '../http/lists/list';
import { type Caller, isAllowedEverywhere } from './permissions';
import { ProfileQuery } from './profile.dto';

/** A profile `p` as every response shows it: never with the password's hash. */
const FIELDS = `p.id, p.email, p.full_name, p.avatar_url, p.role, p.created_at, p.updated_at, p.created_by,
    p.updated_by, p.version`;

const RENDERED = `select row_to_json(r) as json, p.version::text as etag
  from profiles p cross join lateral (select ${FIELDS}) r`;

/**
 * SQL: may the caller see this profile? Their own, and those of the people in the live projects that they are in.
 *
 * @param profile SQL of the `profiles` row, for instance `p`
 * @param callerAt the parameter that holds the caller's id, for instance `$2`
 */
export function visibleProfile(caller: Caller, profile: string, callerAt: string): string {
  if (isAllowedEverywhere(caller, 'profiles:read')) return `${callerAt}::uuid is not null`;
  const shared = `select j.id from projects j where j.user_id = ${callerAt}::uuid and j.deleted_at is null
    union select j.id from project_members m join projects j on j.id = m.project_id where m.user_id = ${callerAt}::uuid and j.deleted_at is null`;
  return `(${profile}.id = ${callerAt}::uuid or ${profile}.id in (
    select j.user_id from projects j where j.id in (${shared})
    union select m.user_id from project_members m where m.project_id in (${shared})))`;
}

/** One profile that the caller may see. Values: id, caller. */
export function readProfile(caller: Caller): string {
  return `${RENDERED} where p.id = $1 and ${visibleProfile(caller, 'p', '$2')}`;
}

/** One profile, for the answer of a write that has checked rights already. Values: id. */
export const RENDER_PROFILE = `${RENDERED} where p.id = $1`;

/** Profiles that the caller may see. */
export const PROFILES = new List<Caller>({
  name: 'profiles',
  from: 'profiles p',
  id: 'p.id',
  fields: FIELDS,
  query: ProfileQuery,
  visible: (caller, at) => visibleProfile(caller, 'p', at(caller.id)),
});
