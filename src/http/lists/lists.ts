import { Injectable, Optional } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { Answer } from '../answer';
import type { List, PageRequest, PageRow, Within } from './list';
import { countTotal } from './totals';

/** Says what a caller may not see. The room that knows all types of resources provides it. */
export abstract class Sight {
  /** @throws ProblemError 404 */
  abstract requireSeen(type: string, id: string, caller: unknown): Promise<void>;

  /** @param pointer the filter's name @throws ProblemError 400 */
  abstract refuseUnseen(
    pointer: string,
    type: string,
    id: string,
    caller: unknown,
    also?: { deleted?: true },
  ): Promise<void>;
}

/** Answers pages of lists. */
@Injectable()
export class Lists {
  constructor(
    private readonly database: Database,
    /** Absent on the command line, which asks for no lists. */
    @Optional() private readonly sight?: Sight,
  ) {}

  /**
   * One page of a list.
   *
   * @param query as it was checked against the list's query class, or a part of it
   * @param within what the address says that the list is in
   * @throws ProblemError 404 for what the list is in, 400 for a filter, that the caller may not see; 400 for a wrong cursor
   */
  async page<Caller>(list: List<Caller>, query: PageRequest, caller: Caller, within: Within = {}): Promise<Answer> {
    const plan = list.plan(query, caller, within);
    const rows = await this.database.read<PageRow>(`${list.name}.list`, plan.page.sql, plan.page.values);
    if (rows.length === 0) await this.refuseUnseen(list, query, caller, within);
    const { count } = query;
    const counted =
      count === undefined
        ? ''
        : `,"total":${String(await countTotal(this.database, `${list.name}.count`, plan.matching.sql, plan.matching.values, count))}`;
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const next = last ? JSON.stringify(plan.next(last)) : 'null';
    return Answer.json(`{"items":[${shown.map(({ json }) => json).join(',')}],"next_cursor":${next}${counted}}`);
  }

  /** An empty page says nothing of what the list is in, nor of what it is filtered by. */
  private async refuseUnseen<Caller>(
    list: List<Caller>,
    query: PageRequest,
    caller: Caller,
    within: Within,
  ): Promise<void> {
    const references = list.references(query);
    if (references.length === 0 && Object.keys(within).length === 0) return;
    const { sight } = this;
    if (!sight) throw new Error('nobody says what a caller may see');
    for (const [type, id] of Object.entries(within)) await sight.requireSeen(type, id, caller);
    for (const { property, type, id, also } of references) await sight.refuseUnseen(property, type, id, caller, also);
  }
}
