import { type Described, describeProblems } from '../http/problem-catalogue';

/** Who may not. */
export const accessProblems = describeProblems({
  unauthenticated: {
    status: 401,
    title: 'Sign in first',
    example: { detail: 'The token is not valid or has expired. Sign in again.' },
  },
  invalid_credentials: {
    status: 401,
    title: 'Sign-in failed',
    example: { detail: 'The e-mail address or the password is wrong.' },
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    example: {
      detail:
        'You may see this project, but not change its shots. Ask its owner or a manager for the role of an artist.',
    },
  },
  too_many_requests: {
    status: 429,
    title: 'Too many attempts',
    example: { detail: 'Too many failed sign-ins. Try again in 15 minutes.' },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof accessProblems> {}
}
