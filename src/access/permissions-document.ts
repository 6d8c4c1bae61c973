import { GLOBAL_ROLES, type GlobalRole, type Permission, PERMISSIONS, type ProjectRole } from './permissions';

/** The columns: what somebody is, and how the heading calls it. A role in a project is meant of somebody who is a `user`. */
const COLUMNS: readonly { heading: string; global: GlobalRole; project?: ProjectRole }[] = [
  { heading: 'admin', global: 'admin' },
  { heading: 'moderator', global: 'moderator' },
  { heading: 'owner', global: 'user', project: 'owner' },
  { heading: 'manager', global: 'user', project: 'manager' },
  { heading: 'artist', global: 'user', project: 'artist' },
  { heading: 'viewer', global: 'user', project: 'viewer' },
  { heading: 'others signed in', global: 'user' },
];

/** The text of docs/permissions.md, from the permission table. */
export function permissionsDocument(): string {
  const headings = ['permission', 'lets you', ...COLUMNS.map(({ heading }) => heading)];
  const rows = Object.entries<Permission>(PERMISSIONS).map(([name, permission]) => [
    `\`${name}\``,
    permission.what,
    ...COLUMNS.map(({ global, project }) => cell(permission, global, project)),
  ]);
  return `# Who may do what

Written from the permission table in \`src/access/permissions.ts\`, which the service itself goes by.

A profile has one role on the whole system: ${GLOBAL_ROLES.join(', ')}. In a project, a person is its owner or a member
with a role of their own: manager, artist or viewer. Whoever is both, for instance a moderator who manages a project, may do
what either may.

${[headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

The name of the permission that an address needs is in the OpenAPI document: \`x-permission\`.

- Without a valid token, the answer is 401.
- What you may not see answers 404, as if it did not exist; a reference to it in a body or a filter answers 400.
- What you may see, but not do, answers 403.
- A change of role counts from the next request on; in other processes of the service, two seconds later at most.
`;
}

function cell(permission: Permission, global: GlobalRole, project: ProjectRole | undefined): string {
  if (permission.global.includes(global)) return 'yes';
  if (project !== undefined) {
    if (permission.project?.includes(project)) return 'yes';
    if (permission.made?.includes(project)) return 'what they made';
    if (permission.limited?.roles.includes(project)) return permission.limited.to;
  }
  return permission.own?.roles.includes(global) ? permission.own.to : 'no';
}
