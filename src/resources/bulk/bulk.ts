import { Answer, itemsJson, type RenderedItem } from '../../http/answer';
import { type FieldError, type ProblemCode, ProblemError } from '../../http/problem';
import { checked, sentenceOf } from '../../http/validation';
import type { BulkQuery } from './bulk.dto';
import { isDone, type Outcome } from './outcome';

/** `atomic`: one bad item refuses all. `partial`: good items are done, and each has a result. */
export type Mode = BulkQuery['mode'];

/** Does the items, which have the right shape; says of each what became of it. */
export type WriteItems<Item> = (items: Item[]) => Promise<Outcome[]>;

/** Which refusal names a set of different ones: the more fundamental first; of those with one status, the first here. */
const PRECEDENCE: readonly number[] = [400, 404, 403, 412, 409];
const FIRST_OF_STATUS: readonly ProblemCode[] = ['invalid_input', 'unknown_reference'];

/**
 * The bulk calls of one collection: up to a thousand items that are checked one by one, written together, and answered in
 * the order of the request.
 */
export class Bulk {
  /**
   * @param key the list's name in the body, such as `shots`, with which pointers begin
   * @param render the rows with these ids, in their order
   */
  constructor(
    private readonly key: string,
    private readonly render: (ids: readonly string[]) => Promise<RenderedItem[]>,
  ) {}

  /**
   * Makes rows: 201 with all of them, or 207.
   *
   * @param given the list of the body, as it came
   * @param type the class of an item
   * @param shared pointers to what all items have in common, which stands beside them in the body
   * @throws ProblemError in atomic mode, that names every bad item
   */
  create<Item extends object>(
    given: readonly unknown[],
    type: new () => Item,
    mode: Mode,
    write: WriteItems<Item>,
    shared: readonly string[] = [],
  ): Promise<Answer> {
    return this.answer(given, type, mode, write, 201, shared);
  }

  /** Changes rows: 200 with all of them, or 207. Otherwise as {@link create}. */
  update<Item extends object>(
    given: readonly unknown[],
    type: new () => Item,
    mode: Mode,
    write: WriteItems<Item>,
  ): Promise<Answer> {
    return this.answer(given, type, mode, write, 200);
  }

  /** Deletes rows: 200 with their ids, or 207. Otherwise as {@link create}. */
  delete<Item extends object>(
    given: readonly unknown[],
    type: new () => Item,
    mode: Mode,
    write: WriteItems<Item>,
  ): Promise<Answer> {
    return this.answer(given, type, mode, write, 204);
  }

  /** @param status what a good item would have been answered alone */
  private async answer<Item extends object>(
    given: readonly unknown[],
    type: new () => Item,
    mode: Mode,
    write: WriteItems<Item>,
    status: 200 | 201 | 204,
    shared: readonly string[] = [],
  ): Promise<Answer> {
    const outcomes = await outcomesOf(given, type, write);
    const done = outcomes.filter(isDone).map(({ id }) => id);
    if (mode === 'atomic') {
      if (done.length < outcomes.length) throw refusalOfAll(outcomes, this.key, shared);
      if (status === 204) return Answer.json(JSON.stringify({ deleted: done }));
      return Answer.json(itemsJson(await this.render(done)), status);
    }
    const rendered = status === 204 ? [] : await this.render(done);
    return Answer.json(resultsJson(outcomes, rendered, status), 207);
  }
}

/**
 * The items of a list that is done as a whole or not at all.
 *
 * @param key the list's name in the body, with which pointers begin
 * @param further what else is wrong with an item, beside the others; told whether its shape is right
 * @throws ProblemError 400 that names every bad item
 */
export function checkedItems<Item extends object>(
  given: readonly unknown[],
  type: new () => Item,
  key: string,
  further: (item: Item, index: number, isRight: boolean) => readonly FieldError[] = () => [],
): Item[] {
  const wrong: FieldError[] = [];
  const items = given.map((raw, index) => {
    const prefix = `/${key}/${index}`;
    const { value, errors } = checked(type, raw, prefix);
    const more = further(value, index, errors.length === 0);
    wrong.push(...errors, ...more.map((error) => ({ ...error, pointer: prefix + error.pointer })));
    return value;
  });
  if (wrong.length > 0) throw new ProblemError('invalid_input', sentenceOf(wrong), wrong);
  return items;
}

/** Checks every item; lets `write` do the good ones, and puts the outcomes in the order of all. */
async function outcomesOf<Item extends object>(
  given: readonly unknown[],
  type: new () => Item,
  write: WriteItems<Item>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const good: { index: number; item: Item }[] = [];
  for (const [index, raw] of given.entries()) {
    const { value, errors } = checked(type, raw);
    if (errors.length === 0) good.push({ index, item: value });
    else outcomes[index] = { problem: new ProblemError('invalid_input', sentenceOf(errors), errors) };
  }
  // Also when all are refused in the end: every bad item is to be named, not only those of the wrong shape.
  const written = good.length > 0 ? await write(good.map(({ item }) => item)) : [];
  for (const [place, { index }] of good.entries()) outcomes[index] = written[place] as Outcome;
  return outcomes;
}

/** `{results: […]}`. @param rendered the rows that were done, in their order; none for what leaves nothing to show */
function resultsJson(outcomes: readonly Outcome[], rendered: readonly RenderedItem[], status: 200 | 201 | 204): string {
  let next = 0;
  const results = outcomes.map((outcome, index) => {
    if (!isDone(outcome))
      return `{"index":${index},"status":${outcome.problem.status},"problem":${JSON.stringify(outcome.problem.toProblem())}}`;
    const item = status === 204 ? '' : `,"item":${rendered[next++]?.json ?? 'null'}`;
    return `{"index":${index},"status":${status}${item}}`;
  });
  return `{"results":[${results.join(',')}]}`;
}

/**
 * One problem that names every bad item by its pointer, and once what is wrong with all of them.
 *
 * @param key the list's name in the body
 * @param shared as in {@link Bulk.create}
 */
export function refusalOfAll(outcomes: readonly Outcome[], key: string, shared: readonly string[] = []): ProblemError {
  const errors: FieldError[] = [];
  const ofAll = new Map<string, FieldError>();
  const problems = outcomes.flatMap((outcome, index) => (isDone(outcome) ? [] : [{ ...outcome, index }]));
  for (const { problem, index } of problems) {
    const { code, detail, errors: own } = problem;
    const named = own.length > 0 ? own : [{ pointer: '', detail }];
    for (const error of named)
      if (code !== 'invalid_input' && shared.includes(error.pointer)) ofAll.set(error.pointer, { ...error, code });
      else errors.push({ ...error, pointer: `/${key}/${index}${error.pointer}`, code });
  }
  return new ProblemError(
    foremostOf(problems.map(({ problem }) => problem)),
    `${problems.length} of ${outcomes.length} items cannot be done, so nothing was. Mend them, or ask for mode=partial.`,
    [...ofAll.values(), ...errors],
  );
}

function foremostOf(problems: readonly ProblemError[]): ProblemCode {
  const place = <T>(order: readonly T[], value: T) => (order.includes(value) ? order.indexOf(value) : order.length);
  const [first] = [...problems].sort(
    (a, b) =>
      place(PRECEDENCE, a.status) - place(PRECEDENCE, b.status) ||
      place(FIRST_OF_STATUS, a.code) - place(FIRST_OF_STATUS, b.code),
  );
  return first?.code ?? 'invalid_input';
}
