import { type Described, describeProblems } from '../http/problem-catalogue';

/** What comes of rows lying in projects. */
export const projectProblems = describeProblems({
  project_mismatch: {
    status: 400,
    title: 'The project does not match',
    example: {
      detail: 'The project is not the project of the episode. Leave project_id out, or name the right one.',
      errors: [
        {
          pointer: '/project_id',
          detail: 'is another one than the episode belongs to',
          constraint: 'fk_shots_episode_project',
        },
      ],
    },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof projectProblems> {}
}
