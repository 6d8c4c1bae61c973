import { type CheckResult, type PictureContext, checksAt, registerCheck } from './checks/check';
import { extension } from './checks/extension.check';
import { format } from './checks/format.check';
import { integrity } from './checks/integrity.check';
import { aspectRatio, dimensions, fileSize, frames } from './checks/limits.checks';
import { looks } from './checks/looks.checks';
import type { PictureFacts, PictureVerdict } from './picture-facts';
import type { ValidationRules } from './rules';

for (const check of [integrity, format, extension, dimensions, fileSize, aspectRatio, frames, ...looks])
  registerCheck(check);

/** What is to be said of one picture by given rules. */
export interface Judgement {
  verdict: PictureVerdict;
  /** It passed all checks. */
  is_valid: boolean;
  /** What is wrong, and what is odd though it passed: one sentence each. */
  issues: { check: string; detail: string }[];
  /** One for each check that the rules ask for and the facts can answer. */
  checks: CheckResult[];
  checks_passed: number;
  checks_failed: number;
  /** {@link qualityOf} */
  quality_score: number;
  facts: PictureFacts;
}

/** Judges facts by rules; the same facts can be judged by other rules later, without the picture. */
export function judge(facts: PictureFacts, rules: ValidationRules, context: PictureContext): Judgement {
  const checks = checksAt(rules.level).flatMap((check): CheckResult[] => {
    const finding = check.judge(facts, rules, context);
    return finding === null ? [] : [{ check: check.name, ...finding }];
  });
  const failed = checks.filter(({ passed }) => !passed).length;
  return {
    verdict: facts.verdict,
    is_valid: failed === 0,
    issues: checks.flatMap(({ check, passed, detail }) =>
      passed && detail === undefined ? [] : [{ check, detail: detail ?? `The check ${check} is not passed.` }],
    ),
    checks,
    checks_passed: checks.length - failed,
    checks_failed: failed,
    quality_score: qualityOf(facts),
    facts,
  };
}

/** The scores from which on a picture is as good as it gets; colour is a matter of taste, and does not count. */
const GOOD = { dark: 0.5, bright: 0.5, low_information: 0.7, blurred: 0.8 };

/**
 * How good a picture is, 0 to 1, whatever the rules: the geometric mean of its scores, each in proportion to what is good; half
 * of it when it is damaged, nothing when it cannot be shown.
 */
export function qualityOf({ verdict, scores }: PictureFacts): number {
  if (scores === null) return 0;
  const parts = Object.entries(GOOD).map(([name, good]) => Math.min(1, scores[name as keyof typeof GOOD] / good));
  const mean = parts.reduce((product, part) => product * part, 1) ** (1 / parts.length);
  return Math.round(1000 * mean * (verdict === 'recoverable' ? 0.5 : 1)) / 1000;
}
