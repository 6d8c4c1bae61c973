import type { ProblemError } from '../http/problem';

/** What became of one item: the row's id, or why not. In the order of the items given. */
export type Outcome = { id: string; unchanged?: true } | { problem: ProblemError };

/** Was the item done? */
export function isDone(outcome: Outcome): outcome is { id: string; unchanged?: true } {
  return 'id' in outcome;
}
