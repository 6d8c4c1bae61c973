import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../access/permissions';
import { Database } from '../../../database/database.service';
import { RunAgainError } from '../../../database/errors';
import { Answer } from '../../../http/answer';
import { Lists } from '../../../http/lists/lists';
import { invalidField, notFound, ProblemError } from '../../../http/problem';
import { isDone } from '../../../resources/bulk/outcome';
import { Rows } from '../../../resources/rows';
import { ComponentWriter } from '../component-writer';
import { ComponentPatchItem } from '../component.dto';
import { meantMarks } from './mistyped';
import type {
  MarkConflictQuery,
  MarkSearchQuery,
  MATCHES,
  MeantMark,
  PieceMarkChanged,
  PieceMarkPatch,
  PieceMarkQuery,
} from './piece-mark.dto';
import {
  type CandidateMark,
  candidateMarks,
  COMPONENTS_OF_MARK,
  MARK_CONFLICTS,
  PIECE_MARKS,
} from './piece-marks.queries';

/** So many components are changed at once, as in a bulk call. */
const AT_ONCE = 1000;

/** The marks of a project: found when they are mistyped, listed, changed as a whole, compared. */
@Injectable()
export class PieceMarksService {
  constructor(
    private readonly database: Database,
    private readonly lists: Lists,
    private readonly rows: Rows,
    private readonly writer: ComponentWriter,
  ) {}

  /** Marks that may have been meant, best first. @throws ProblemError 400 a project that the caller may not see */
  async search({ project_id, q, limit }: MarkSearchQuery, caller: Caller): Promise<Answer> {
    const values = [project_id, caller.id, q];
    const found = await this.database.read<CandidateMark>('piece_marks.candidates', candidateMarks(caller), values);
    const [first] = found;
    if (!first) await this.rows.refuseUnseen('project_id', 'project', project_id, caller);
    const items = meantMarks(first?.typed ?? '', found, limit).map(
      ({ piece_mark, score, components, quantity, drawings, component_ids, ...rest }): MeantMark => ({
        piece_mark,
        score: Math.round(score * 1000) / 1000,
        match: matchOf(rest),
        components,
        quantity: Number(quantity),
        drawings,
        component_ids,
      }),
    );
    return Answer.json(JSON.stringify({ items }));
  }

  /** One page of a project's marks. @throws ProblemError 404 */
  list(projectId: string, query: PieceMarkQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(PIECE_MARKS, query, caller, { project: projectId });
  }

  /** One page of what contradicts itself in a project. @throws ProblemError 404 */
  conflicts(projectId: string, query: MarkConflictQuery, caller: Caller): Promise<Answer> {
    return this.lists.page(MARK_CONFLICTS, query, caller, { project: projectId });
  }

  /**
   * Changes all live components of a mark in a project, or on one of its drawings, or none.
   *
   * @throws ProblemError 404 the project, or the mark in it · 403 · 409 more than a thousand
   */
  async update(
    projectId: string,
    mark: string,
    drawingId: string | undefined,
    patch: PieceMarkPatch,
    caller: Caller,
  ): Promise<Answer> {
    await this.rows.requireSeen('project', projectId, caller);
    if (drawingId !== undefined) await this.rows.refuseUnseen('drawing_id', 'drawing', drawingId, caller);
    const components = await this.database.write<{ id: string; drawing_id: string }>(
      'piece_marks.components',
      COMPONENTS_OF_MARK,
      [projectId, mark, drawingId ?? null, AT_ONCE + 1],
    );
    if (components.length === 0)
      throw notFound(
        `component of the project with the mark`,
        `"${mark}"${drawingId === undefined ? '' : ' on this drawing'}`,
      );
    if (components.length > AT_ONCE) throw tooMany(mark, drawingId);
    const outcomes = await this.writer.update(
      components.map(({ id }): ComponentPatchItem => Object.assign(new ComponentPatchItem(), patch, { id })),
      caller,
    );
    const problems = outcomes.flatMap((outcome) => (isDone(outcome) ? [] : [outcome.problem]));
    const [problem] = problems;
    // One of them has been deleted in this moment.
    if (problems.some(({ code }) => code === 'not_found')) throw new RunAgainError();
    if (problem) throw problem;
    const changed: PieceMarkChanged = {
      components: components.length,
      changed: outcomes.filter((outcome) => isDone(outcome) && outcome.unchanged !== true).length,
      drawings: new Set(components.map(({ drawing_id }) => drawing_id)).size,
    };
    return Answer.json(JSON.stringify(changed));
  }
}

function matchOf({
  mark,
  typed,
  is_confusable,
}: Pick<CandidateMark, 'mark' | 'typed' | 'is_confusable'>): (typeof MATCHES)[number] {
  if (mark === typed) return 'exact';
  if (is_confusable) return 'confusable';
  return mark.startsWith(typed) ? 'prefix' : 'near';
}

function tooMany(mark: string, drawingId: string | undefined): ProblemError {
  const narrower =
    drawingId === undefined
      ? 'Say one drawing after the other by drawing_id.'
      : 'Change them in several calls of PATCH /components/bulk.';
  return new ProblemError(
    'state_conflict',
    `More than ${String(AT_ONCE)} components have the mark "${mark}", and no more are changed at once. ${narrower}`,
  );
}

/** The mark in an address. @throws ProblemError 400 */
export function markInAddress(text: string): string {
  const mark = text.trim().normalize('NFC');
  if (mark === '' || Array.from(mark).length > 50)
    throw invalidField('mark', 'The mark in the address must have 1 to 50 characters.');
  return mark;
}
