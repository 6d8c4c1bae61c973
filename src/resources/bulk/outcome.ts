import { ProblemError } from '../../http/problem';

/** An item that was done: the row's id; `unchanged` when everything was so already. */
export interface Done {
  id: string;
  unchanged?: true;
}

/** What became of one item: the row's id, or why not. Outcomes stand in the order of the items given. */
export type Outcome = Done | { problem: ProblemError };

/** Was the item done? */
export function isDone(outcome: Outcome | undefined): outcome is Done {
  return outcome !== undefined && 'id' in outcome;
}

/** The id of the only item of a call. @throws ProblemError why it was not done */
export function idOf([outcome]: readonly Outcome[]): string {
  if (isDone(outcome)) return outcome.id;
  throw outcome?.problem ?? new Error('an item has no outcome');
}

/** What became of an item that `judge` lets pass or refuses by a ProblemError; any other error is thrown on. */
export function outcomeOf(judge: () => Done): Outcome {
  try {
    return judge();
  } catch (error) {
    if (error instanceof ProblemError) return { problem: error };
    throw error;
  }
}
