import { describeConstraints } from '../database/constraint-catalogue';

const gone = (what: string) => ({
  field: 'deletion_id',
  sentence: 'There is no such deletion.',
  parentSentence: `The deletion still holds ${what}.`,
});

describeConstraints('stories', {
  stories_display_name_check: { field: 'display_name', sentence: 'The name must not be blank.' },
  ck_stories_deletion: { field: 'deleted_at', sentence: 'A story is deleted through the trash only.' },
  stories_episode_id_fkey: {
    field: 'episode_id',
    sentence: 'There is no such episode.',
    parentSentence: 'The episode still has stories.',
  },
  fk_stories_episode_project: {
    field: 'episode_id',
    sentence: 'The episode belongs to another project.',
    parentSentence:
      'The episode has stories, in the trash perhaps, so it cannot go to another project: they would not match.',
  },
  fk_stories_episode_live: {
    field: 'episode_id',
    sentence: 'The episode is in the trash. Restore it first, or take another one.',
    parentSentence: 'The episode still has live stories.',
  },
  fk_stories_deletion_id: gone('stories'),
  uq_stories_episode: { field: 'id', sentence: 'The story exists already.' },
  uq_stories_project: { field: 'id', sentence: 'The story exists already.' },
  uq_stories_live: { field: 'id', sentence: 'The story exists already.' },
});

describeConstraints('scenelets', {
  idx_scenelets_one_root: {
    field: 'parent_id',
    sentence: 'The story has a root already. Delete that first; or make a new scenelet under a parent.',
    rowInTheWay: {
      sql: 'select id from scenelets where story_id = $1 and parent_id is null and deleted_at is null',
      values: (key) => [key],
    },
  },
  ck_scenelets_no_cycle: {
    field: 'parent_id',
    sentence: 'A scenelet cannot hang from itself, nor from what hangs below it.',
  },
  uq_scenelets_sibling_position: { field: 'position', sentence: 'Another scenelet has this place already.' },
  ck_scenelets_position: { field: 'position', sentence: 'Places are counted from 1.' },
  ck_scenelets_deletion: { field: 'deleted_at', sentence: 'A scenelet is deleted through the trash only.' },
  scenelets_story_id_fkey: {
    field: 'story_id',
    sentence: 'There is no such story.',
    parentSentence: 'The story still has scenelets.',
  },
  fk_scenelets_story_project: {
    field: 'story_id',
    sentence: 'The story belongs to another project.',
    parentSentence: 'The story still has scenelets.',
  },
  fk_scenelets_story_live: {
    field: 'story_id',
    sentence: 'The story is in the trash. Restore it first, or take another one.',
    parentSentence: 'The story still has live scenelets.',
  },
  scenelets_parent_id_fkey: {
    field: 'parent_id',
    sentence: 'There is no such scenelet.',
    parentSentence: 'Other scenelets still hang from this one.',
  },
  fk_scenelets_parent_story: {
    field: 'parent_id',
    sentence: 'The parent is a scenelet of another story.',
    parentSentence: 'Other scenelets still hang from this one.',
  },
  fk_scenelets_parent_live: {
    field: 'parent_id',
    sentence: 'The parent is in the trash. Restore it first, or take another one.',
    parentSentence: 'Live scenelets still hang from this one.',
  },
  fk_scenelets_deletion_id: gone('scenelets'),
  uq_scenelets_story: { field: 'id', sentence: 'The scenelet exists already.' },
  uq_scenelets_live: { field: 'id', sentence: 'The scenelet exists already.' },
});
