import type { PictureScores } from '../picture-scores';
import { GREYEST, type ValidationRules } from '../rules';
import type { Check } from './check';

/** Checks that compare a score with the least one that the rules take. */
const LOOKS: readonly [
  name: keyof PictureScores,
  least: (rules: ValidationRules) => number | null,
  sentence: string,
][] = [
  ['dark', (rules) => rules.dark, 'The picture is dark'],
  ['bright', (rules) => rules.bright, 'The picture is hardly more than white'],
  ['low_information', (rules) => rules.low_information, 'The picture shows hardly anything'],
  ['blurred', (rules) => rules.blurred, 'The picture is blurred'],
  ['grey', (rules) => (rules.grey === 'refuse' ? GREYEST : null), 'The picture has no colour'],
];

/** How the picture looks. */
export const looks: Check[] = LOOKS.map(([name, leastOf, sentence]) => ({
  name,
  level: 'basic',
  judge: ({ scores }, rules) => {
    const least = leastOf(rules);
    if (least === null || scores === null) return null;
    const score = scores[name];
    if (score >= least) return { passed: true, score };
    return { passed: false, score, detail: `${sentence}: its score is ${score}, less than ${least}.` };
  },
}));
