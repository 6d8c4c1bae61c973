import { type Described, describeProblems } from '../http/problem-catalogue';

/** What keeps a story from being a tree, a picture or a bundle. */
export const storyProblems = describeProblems({
  no_root: {
    status: 409,
    title: 'The story has no root',
    example: { detail: 'The story has no scenelet to begin with. Create one without a parent.' },
  },
  several_roots: {
    status: 409,
    title: 'The story has several roots',
    example: { detail: 'scenelet-4 is a second beginning of the story. Move it under another scenelet.' },
  },
  unreachable: {
    status: 409,
    title: 'A scenelet cannot be reached',
    example: {
      detail:
        'No way leads from the root to the scenelet 01a1fc8c-f007-76c8-9179-9b31a5f0d416. Move it under another, or delete it.',
    },
  },
  branch_without_prompt: {
    status: 409,
    title: 'A branch point asks nothing',
    example: {
      detail: 'scenelet-2 branches without asking anything. Give it a choice_prompt.',
      errors: [
        {
          pointer: '/scenelets/01a1fc8c-f007-76c8-9179-9b31a5f0d416',
          detail: 'scenelet-2 branches without asking anything. Give it a choice_prompt.',
          code: 'branch_without_prompt',
        },
      ],
    },
  },
  branch_with_fewer_than_two_children: {
    status: 409,
    title: 'A branch point has too few choices',
    example: { detail: 'scenelet-2 is a branch point with no choice. Add two, or let it branch no more.' },
  },
  choice_without_label: {
    status: 409,
    title: 'A choice has no words',
    example: { detail: 'scenelet-3 is a choice of scenelet-2 without words. Give it a choice_label_from_parent.' },
  },
  several_children_without_branch_point: {
    status: 409,
    title: 'A scenelet goes on in several ways',
    example: { detail: 'scenelet-2 goes on in 2 ways, but is no branch point. Make it one, or move what is too many.' },
  },
  dead_end: {
    status: 409,
    title: 'A scenelet leads nowhere',
    example: { detail: 'scenelet-9 goes nowhere. Let it end the story, or hang a scenelet from it.' },
  },
  shots_missing: {
    status: 409,
    title: 'A scenelet has no shots',
    example: { detail: 'scenelet-1 has no shots, so a player skips it. Give it some.' },
  },
  media_missing: {
    status: 409,
    title: 'A shot has no media',
    example: { detail: 'scenelet-1 lacks media: shot 1 (neither picture nor sound).' },
  },
  tree_too_deep: {
    status: 409,
    title: 'The tree is too deep to be nested',
    example: {
      detail:
        'The longest way through the story has 612 scenelets; the nested form shows 500 at most. Ask for form=flat, or for the YAML.',
    },
  },
  tree_too_large: {
    status: 409,
    title: 'The tree is too large for a picture',
    example: { detail: 'The story has 2,400 scenelets; a picture shows 2,000 at most.' },
  },
});

declare module '../http/problem-catalogue' {
  interface ProblemKinds extends Described<typeof storyProblems> {}
}
