import { nameKey } from '../database/name-key';
import { type PagePlan, pageSql, type SortKey } from '../http/pages';
import { type Caller, type GlobalRole, isAllowedEverywhere } from './permissions';

/** A profile `p` as every response shows it: never with the password's hash. */
const PROFILE = `lateral (select p.id, p.email, p.full_name, p.avatar_url, p.role, p.created_at, p.updated_at, p.created_by,
    p.updated_by, p.version) r`;

const RENDERED = `row_to_json(r) as json, p.version::text as etag`;

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
  return `select ${RENDERED} from profiles p cross join ${PROFILE} where p.id = $1 and ${visibleProfile(caller, 'p', '$2')}`;
}

/** One profile, for the answer of a write that has checked rights already. Values: id. */
export const RENDER_PROFILE = `select ${RENDERED} from profiles p cross join ${PROFILE} where p.id = $1`;

/** What profiles may be sorted by. */
export const PROFILE_SORTS: Readonly<Record<string, SortKey>> = {
  created_at: { sql: 'p.created_at', type: 'timestamptz', required: true },
  email: { sql: nameKey('p.email'), from: nameKey, type: 'text', required: true },
  full_name: { sql: nameKey('p.full_name'), from: nameKey, type: 'text' },
};

/** What profiles may be filtered by; each a value or undefined. */
export interface ProfileFilters {
  email?: string;
  role?: GlobalRole;
}

/** The condition of a list of profiles that the caller may see; appends to `values`. */
export function matchingProfiles(caller: Caller, filters: ProfileFilters, values: unknown[]): string {
  const at = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = [visibleProfile(caller, 'p', at(caller.id))];
  if (filters.email !== undefined) conditions.push(`${nameKey('p.email')} = ${nameKey(`${at(filters.email)}::text`)}`);
  if (filters.role !== undefined) conditions.push(`p.role = ${at(filters.role)}`);
  return conditions.join(' and ');
}

/** One page of {@link matchingProfiles}. */
export function pageOfProfiles(matching: string, page: PagePlan): string {
  return pageSql('from profiles p', PROFILE, matching, page);
}

/** All ids of {@link matchingProfiles}, to be counted. */
export function idsOfProfiles(matching: string): string {
  return `select p.id from profiles p where ${matching}`;
}
