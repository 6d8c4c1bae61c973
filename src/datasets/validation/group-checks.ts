import type { PictureFacts, ValidationRules } from './engine';

/** Checks that look at other pictures, too. A picture passes them until they have been looked at. */
export const GROUP_CHECKS = ['exact_duplicates', 'near_duplicates', 'placeholders'] as const;
export type GroupCheck = (typeof GROUP_CHECKS)[number];

/** Those that the rules ask for, and that can be answered of a picture. */
export function groupChecksOf(rules: ValidationRules, facts: PictureFacts): GroupCheck[] {
  const near = rules.near_duplicates;
  const asked: Readonly<Record<GroupCheck, boolean>> = {
    exact_duplicates: rules.exact_duplicates,
    near_duplicates: near !== null && facts.hash !== null && facts.hash.quality >= near.min_quality,
    placeholders: rules.placeholders,
  };
  return GROUP_CHECKS.filter((check) => asked[check]);
}

/** SQL: the checks of a result, without those that look at other pictures, hold one that failed. */
export function failedByItself(checks: string): string {
  return `jsonb_path_exists(${checks}, '$[*] ? (@.passed == false && ${GROUP_CHECKS.map((check) => `@.check != "${check}"`).join(' && ')})')`;
}
