/** Roles on the whole system; kept on the profile. */
export const GLOBAL_ROLES = ['admin', 'moderator', 'user'] as const;
export type GlobalRole = (typeof GLOBAL_ROLES)[number];

/** Roles that a member has in one project. */
export const MEMBER_ROLES = ['manager', 'artist', 'viewer'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** What somebody is in one project: its owner, or a member. */
export type ProjectRole = 'owner' | MemberRole;

/** Who may do one thing. What nobody is named for, nobody may do. */
export interface Permission {
  /** The documentation's line. */
  what: string;
  /** These may do it everywhere. */
  global: readonly GlobalRole[];
  /** These may do it in their project. */
  project?: readonly ProjectRole[];
  /** These may do it in their project, to what they made themselves. */
  made?: readonly ProjectRole[];
  /** These may do it in their project, within the limit that the note names. */
  limited?: { roles: readonly ProjectRole[]; to: string };
  /** These may do it outside of projects, to what the note names. */
  own?: { roles: readonly GlobalRole[]; to: string };
}

const EVERYONE = GLOBAL_ROLES;
const TEAM = ['owner', 'manager', 'artist', 'viewer'] as const;

/** The permission table: what each role may do. The guard, the queries and docs/permissions.md all read this one. */
export const PERMISSIONS = {
  'projects:create': { what: 'create a project, and own it', global: EVERYONE },
  'projects:read': {
    what: 'read projects, their members, activity and trash',
    global: ['admin', 'moderator'],
    project: TEAM,
  },
  'projects:update': { what: 'change a project', global: ['admin'], project: ['owner', 'manager'] },
  'projects:transfer': { what: 'give a project to another owner', global: ['admin'], project: ['owner'] },
  'projects:delete': { what: 'delete and restore a project', global: ['admin'], project: ['owner'] },
  'members:change': {
    what: 'add, change and remove members',
    global: ['admin'],
    project: ['owner'],
    limited: { roles: ['manager'], to: 'artists and viewers' },
  },
  'content:read': {
    what: 'read content: episodes, shots, stories, scenelets',
    global: ['admin', 'moderator'],
    project: TEAM,
  },
  'content:write': {
    what: 'create, change, import content, one or many at once',
    global: ['admin'],
    project: ['owner', 'manager', 'artist'],
  },
  'content:delete': {
    what: 'delete and restore content',
    global: ['admin', 'moderator'],
    project: ['owner', 'manager'],
    made: ['artist'],
  },
  'profiles:read': {
    what: 'read profiles',
    global: ['admin', 'moderator'],
    own: { roles: ['user'], to: 'oneself and co-members' },
  },
  'profiles:update': {
    what: 'change a profile (but its role)',
    global: ['admin'],
    own: { roles: ['moderator', 'user'], to: 'oneself' },
  },
  'profiles:manage': { what: 'create and delete profiles, change roles', global: ['admin'] },
  'tokens:own': { what: 'see, make and revoke API tokens', global: [], own: { roles: EVERYONE, to: 'own' } },
  'migrations:read': { what: 'read the state of migrations', global: ['admin', 'moderator'] },
} as const satisfies Record<string, Permission>;

export type PermissionName = keyof typeof PERMISSIONS;

/** The signed-in person behind a request. */
export interface Caller {
  id: string;
  role: GlobalRole;
}

const table: Record<PermissionName, Permission> = PERMISSIONS;

/** May the caller do this everywhere? */
export function isAllowedEverywhere(caller: Caller, name: PermissionName): boolean {
  return table[name].global.includes(caller.role);
}

/** May the caller do this anywhere at all? The guard's question, before any row is known. */
export function isAllowedSomewhere(caller: Caller, name: PermissionName): boolean {
  const permission = table[name];
  if (permission.project !== undefined || permission.made !== undefined) return true;
  return isAllowedEverywhere(caller, name) || permission.own?.roles.includes(caller.role) === true;
}

/**
 * May the caller do this in a project where their role is `role` (null: none)?
 *
 * @param madeBy who made the row in question; absent where that does not matter
 */
export function isAllowedInProject(
  caller: Caller,
  name: PermissionName,
  role: ProjectRole | null,
  madeBy?: string | null,
): boolean {
  const permission = table[name];
  if (isAllowedEverywhere(caller, name)) return true;
  if (role === null) return false;
  if (permission.project?.includes(role)) return true;
  return permission.made?.includes(role) === true && madeBy === caller.id;
}

/** May the caller do this only within the limit that the table notes? */
export function isLimited(caller: Caller, name: PermissionName, role: ProjectRole | null): boolean {
  return !isAllowedInProject(caller, name, role) && role !== null && table[name].limited?.roles.includes(role) === true;
}
