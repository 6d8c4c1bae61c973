import { inTurn, twin, TWINS, type Flaw } from '../flaw';

/** Profiles and projects. */
export const PEOPLE_FLAWS: readonly Flaw[] = [
  ...TWINS.map((twins): Flaw => ({
    name: `email-${twins.name}`,
    description: `profiles with e-mail addresses ${twins.says}`,
    legal: false,
    offenders: 'profiles',
    steps: [{ table: 'profiles', each: 2, columns: ({ common }) => ({ email: twin(twins, common) }) }],
  })),
  {
    name: 'email-blank',
    description: 'profiles with a blank e-mail address',
    legal: false,
    offenders: 'profiles',
    overlap: 'two or more are twins of each other as well',
    steps: [{ table: 'profiles', columns: () => ({ email: inTurn([`''`, `'  '`]) }) }],
  },
  {
    name: 'profile-role-unknown',
    description: 'profiles with a role other than user, moderator and admin',
    legal: false,
    offenders: 'profiles',
    steps: [{ table: 'profiles', columns: () => ({ role: inTurn([`'root'`, `'Admin'`, `''`]) }) }],
  },
  {
    name: 'project-status-unknown',
    description: 'projects with a status other than active, archived and deleted',
    legal: false,
    offenders: 'projects',
    steps: [
      { table: 'profiles' },
      { table: 'projects', columns: () => ({ status: inTurn([`'paused'`, `'Active'`, `''`]) }) },
    ],
  },
  {
    name: 'project-name-blank',
    description: 'projects with a blank name',
    legal: false,
    offenders: 'projects',
    steps: [{ table: 'profiles' }, { table: 'projects', columns: () => ({ name: inTurn([`''`, `'   '`]) }) }],
  },
  {
    name: 'project-of-missing-profile',
    description: 'projects whose owner is no profile',
    legal: false,
    offenders: 'projects',
    steps: [{ table: 'projects', columns: ({ missingId }) => ({ user_id: missingId }) }],
  },
  {
    name: 'activity-of-missing-profile',
    description: 'activity entries of somebody who is no profile',
    legal: false,
    offenders: 'activity_logs',
    steps: [{ table: 'activity_logs', columns: ({ missingId }) => ({ user_id: missingId }) }],
  },
  {
    name: 'activity-of-nobody',
    description: 'activity entries without a person',
    legal: true,
    offenders: 'activity_logs',
    steps: [{ table: 'activity_logs', columns: () => ({ user_id: 'null' }) }],
  },
  {
    name: 'project-names-alike',
    description: 'projects of one person with the same name',
    legal: true,
    offenders: 'projects',
    steps: [{ table: 'profiles' }, { table: 'projects', each: 2, columns: ({ common }) => ({ name: common }) }],
  },
  {
    name: 'live-episode-in-deleted-project',
    description: 'live episodes with a live shot in a project that is marked as deleted',
    legal: true,
    offenders: 'episodes',
    steps: [
      { table: 'profiles' },
      { table: 'projects', columns: () => ({ status: `'deleted'` }) },
      { table: 'episodes' },
      { table: 'shots' },
    ],
  },
];
