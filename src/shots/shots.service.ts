import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/permissions';
import { Trash } from '../resources/trash/trash';
import { Database } from '../database/database.service';
import { Answer, itemsJson, type RenderedItem } from '../http/answer';
import { Lists } from '../http/lists/lists';
import { type FieldError, notFound, type ProblemCode, ProblemError } from '../http/problem';
import { checked, sentenceOf } from '../http/validation';
import { isDone, type Outcome } from './outcome';
import { ShotWriter } from './shot-writer';
import {
  type EpisodeShotQuery,
  type ShotBulkCreate,
  type ShotBulkDelete,
  type ShotBulkPatch,
  ShotCreate,
  ShotDeleteItem,
  ShotItem,
  type ShotPatch,
  ShotPatchItem,
  type ShotQuery,
} from './shot.dto';
import { readShot, RENDER_SHOTS, SHOTS } from './shots.queries';

type Mode = 'atomic' | 'partial';

/** Which refusal names a set of different ones: the more fundamental first. */
const PRECEDENCE: readonly ProblemCode[] = [
  'invalid_input',
  'unknown_reference',
  'project_mismatch',
  'not_found',
  'forbidden',
  'stale_version',
  'duplicate',
];

/** Shots: read, list, write one or many. */
@Injectable()
export class ShotsService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly writer: ShotWriter,
    private readonly trash: Trash,
  ) {}

  /** One shot. @throws ProblemError 404 */
  async read(id: string, caller: Caller): Promise<Answer> {
    const item = await this.database.readOne<RenderedItem>('shots.read', readShot(caller), [id, caller.id]);
    if (!item) throw notFound('shot', id);
    return Answer.item(item);
  }

  /** One page of shots. @throws ProblemError 400 for a filter by what does not exist or may not be seen */
  list(query: ShotQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(SHOTS, query, caller);
  }

  /** The shots of one episode. @throws ProblemError 404 */
  listOfEpisode(episodeId: string, query: EpisodeShotQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(SHOTS, query, caller, { episode: episodeId });
  }

  /** Makes one shot. Refusals as {@link ShotWriter.create}. */
  async create(shot: ShotCreate, caller: Caller): Promise<Answer> {
    const [outcome] = await this.writer.create([shot], caller);
    const [item] = await this.render([idOf(outcome)]);
    return Answer.created(item as RenderedItem, `/api/v1/shots/${idOf(outcome)}`);
  }

  /** Changes one shot. @param expected the version from `If-Match` */
  async update(id: string, patch: ShotPatch, expected: number | undefined, caller: Caller): Promise<Answer> {
    const [outcome] = await this.writer.update(
      [Object.assign(patch, { id }, expected !== undefined && { version: expected })],
      caller,
    );
    const [item] = await this.render([idOf(outcome)]);
    return Answer.item(item as RenderedItem);
  }

  /** Deletes one shot. */
  async delete(id: string, expected: number | undefined, caller: Caller): Promise<Answer> {
    const [outcome] = await this.writer.delete([{ id, ...(expected !== undefined && { version: expected }) }], caller);
    idOf(outcome);
    return Answer.none();
  }

  /** Brings a deleted shot back; see {@link Trash.restore}. */
  async restore(
    id: string,
    expected: number | undefined,
    rename: Record<string, string>,
    caller: Caller,
  ): Promise<Answer> {
    await this.trash.restore('shot', id, caller, expected, rename);
    const [item] = await this.render([id]);
    return Answer.item(item as RenderedItem);
  }

  /** Makes up to a thousand shots of one episode. */
  async createMany(body: ShotBulkCreate, mode: Mode, caller: Caller): Promise<Answer> {
    const parent = {
      episode_id: body.episode_id,
      ...(body.project_id !== undefined && { project_id: body.project_id }),
    };
    const write = (items: ShotItem[]) =>
      this.writer.create(
        items.map((item) => Object.assign(item, parent)),
        caller,
      );
    return this.many(body.shots, ShotItem, mode, 201, write, ['/episode_id', '/project_id']);
  }

  /** Changes up to a thousand shots, each in its own way. */
  async updateMany(body: ShotBulkPatch, mode: Mode, caller: Caller): Promise<Answer> {
    return this.many(body.shots, ShotPatchItem, mode, 200, (items) => this.writer.update(items, caller));
  }

  /** Deletes up to a thousand shots. */
  async deleteMany(body: ShotBulkDelete, mode: Mode, caller: Caller): Promise<Answer> {
    return this.many(body.shots, ShotDeleteItem, mode, 204, (items) => this.writer.delete(items, caller));
  }

  /** @param shared pointers to what all items have in common, which stands beside them in the body */
  private async many<T extends object>(
    given: unknown[],
    type: new () => T,
    mode: Mode,
    status: 200 | 201 | 204,
    write: (items: T[]) => Promise<Outcome[]>,
    shared: readonly string[] = [],
  ): Promise<Answer> {
    const outcomes = await judged(given, type, write, mode === 'partial');
    const done = outcomes.filter(isDone).map(({ id }) => id);
    if (mode === 'atomic') {
      if (done.length < outcomes.length) throw refusalOfAll(outcomes, shared);
      if (status === 204) return Answer.json(JSON.stringify({ deleted: done }));
      return Answer.json(itemsJson(await this.render(done)), status);
    }
    const rendered = status === 204 ? [] : await this.render(done);
    let next = 0;
    const results = outcomes.map((outcome, index) => {
      if (!isDone(outcome))
        return `{"index":${String(index)},"status":${String(outcome.problem.status)},"problem":${JSON.stringify(outcome.problem.toProblem())}}`;
      const item = status === 204 ? '' : `,"item":${rendered[next++]?.json ?? 'null'}`;
      return `{"index":${String(index)},"status":${String(status)}${item}}`;
    });
    return Answer.json(`{"results":[${results.join(',')}]}`, 207);
  }

  private render(ids: readonly string[]): Promise<RenderedItem[]> {
    return this.database.write<RenderedItem>('shots.render', RENDER_SHOTS, [ids]);
  }
}

/** Checks every item; lets `write` do the good ones, unless one bad item refuses all; puts the outcomes back in order. */
async function judged<T extends object>(
  given: unknown[],
  type: new () => T,
  write: (items: T[]) => Promise<Outcome[]>,
  evenSome: boolean,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const good: { index: number; item: T }[] = [];
  for (const [index, raw] of given.entries()) {
    const { value, errors } = checked(type, raw);
    if (errors.length === 0) good.push({ index, item: value });
    else outcomes[index] = { problem: new ProblemError('invalid_input', sentenceOf(errors), errors) };
  }
  // Also when all are refused in the end: every bad item is to be named, not only those of the wrong shape.
  const written = evenSome || good.length > 0 ? await write(good.map(({ item }) => item)) : [];
  for (const [place, { index }] of good.entries()) outcomes[index] = written[place] as Outcome;
  return outcomes;
}

/** One problem that names every bad item by its pointer, and once what is wrong with all of them. */
function refusalOfAll(outcomes: readonly Outcome[], shared: readonly string[]): ProblemError {
  const errors: FieldError[] = [];
  const ofAll = new Map<string, FieldError>();
  const codes = new Set<ProblemCode>();
  for (const [index, outcome] of outcomes.entries()) {
    if (isDone(outcome)) continue;
    const { code, detail, errors: own } = outcome.problem;
    codes.add(code);
    const named = own.length > 0 ? own : [{ pointer: '', detail }];
    for (const error of named)
      if (code !== 'invalid_input' && shared.includes(error.pointer)) ofAll.set(error.pointer, { ...error, code });
      else errors.push({ ...error, pointer: `/shots/${String(index)}${error.pointer}`, code });
  }
  const code = PRECEDENCE.find((candidate) => codes.has(candidate)) ?? 'invalid_input';
  const bad = outcomes.filter((outcome) => !isDone(outcome)).length;
  return new ProblemError(
    code,
    `${String(bad)} of ${String(outcomes.length)} items cannot be done, so nothing was. Mend them, or ask for mode=partial.`,
    [...ofAll.values(), ...errors],
  );
}

function idOf(outcome: Outcome | undefined): string {
  if (outcome && isDone(outcome)) return outcome.id;
  throw outcome?.problem ?? new Error('an item has no outcome');
}
