import type { Flaw } from '../flaw';
import { DATASET_FLAWS } from './datasets';
import { DRAWING_FLAWS } from './drawings';
import { PEOPLE_FLAWS } from './people';
import { SHOT_FLAWS } from './shots';
import { STORY_FLAWS } from './stories';

/** All flaws, by area. Their names are stable: rehearsals are repeated by them. */
export const FLAWS: readonly Flaw[] = [
  ...PEOPLE_FLAWS,
  ...SHOT_FLAWS,
  ...STORY_FLAWS,
  ...DATASET_FLAWS,
  ...DRAWING_FLAWS,
];
