import type { PictureFacts } from '../picture-facts';
import { LEVELS, type Level, type ValidationRules } from '../rules';

/** What is known of a picture besides its bytes. */
export interface PictureContext {
  /** The name that it came by (the last part of its address), or null. */
  file_name: string | null;
}

/** What one check says of a picture. */
export interface CheckResult {
  check: string;
  passed: boolean;
  /** 1 where nothing is amiss, 0 at the worst; absent where there is nothing to measure. */
  score?: number;
  /** One sentence: why it failed, or what is odd though it passed. */
  detail?: string;
}

/** What a check finds; the name is added to it. */
export type Finding = Omit<CheckResult, 'check'>;

/**
 * One thing that a picture is judged by. A validator of one's own is a class that implements it, and one call of
 * {@link registerCheck}.
 */
export interface Check {
  /** In lower case, as `dark`. */
  readonly name: string;
  /** The lowest level of rules at which it is asked. */
  readonly level: Level;
  /** Its finding, or null where the rules do not ask for it or the facts do not tell. */
  judge(facts: PictureFacts, rules: ValidationRules, context: PictureContext): Finding | null;
}

const registered = new Map<string, Check>();

/**
 * From now on pictures are judged by this check, too, after those that are there already.
 *
 * @returns takes it back
 * @throws Error when the name is taken, or no name
 */
export function registerCheck(check: Check): () => void {
  const { name } = check;
  if (!/^[a-z][a-z0-9_]{0,49}$/.test(name))
    throw new Error(`"${name}" is no name of a check: use lower case and _, as in low_information`);
  if (registered.has(name)) throw new Error(`There is a check named ${name} already`);
  registered.set(name, check);
  return () => {
    if (registered.get(name) === check) registered.delete(name);
  };
}

/** The checks that rules of a level are asked about, in the order of their registration. */
export const checksAt = (level: Level): Check[] =>
  [...registered.values()].filter((check) => LEVELS.indexOf(check.level) <= LEVELS.indexOf(level));
