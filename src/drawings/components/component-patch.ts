import type { Caller } from '../../access/permissions';
import { invalidField, ProblemError, unknownReference } from '../../http/problem';
import { isSpelledAnew } from '../../resources/changed-fields';
import { mayDo, refusalOf } from '../../resources/rights';
import type { HeldRow } from '../../resources/rows';
import { type ComponentPatch, REVIEW_STATUSES, type ReviewStatus } from './component.dto';
import { type ComponentRow, GIVEN_FIELDS } from './component-rows';

/**
 * The component after the patch.
 *
 * @param drawings those that the patches of the request name, as far as the caller sees them
 * @throws ProblemError 400 an unknown drawing, a review taken back without a reason · 403 no right in the drawing · 409 a step
 *   of the review is left out
 */
export function changed(
  row: ComponentRow,
  patch: ComponentPatch,
  drawings: ReadonlyMap<string, HeldRow>,
  caller: Caller,
): ComponentRow {
  const after = { ...row };
  if (patch.drawing_id !== undefined && patch.drawing_id !== row.drawing_id) {
    const refusal = refusalOfDrawing(patch.drawing_id, drawings.get(patch.drawing_id), caller);
    if (refusal) throw refusal;
    after.drawing_id = patch.drawing_id;
  }
  for (const field of GIVEN_FIELDS)
    if (patch[field] !== undefined) Object.assign(after, { [field]: patch[field] === '' ? null : patch[field] });
  if (!isSpelledAnew(row.piece_mark, patch.piece_mark)) after.piece_mark = row.piece_mark;
  after.name = after.piece_mark;
  if (patch.review_status !== undefined && patch.review_status !== row.review_status) {
    refuseStep(row.review_status, patch.review_status, patch.review_reason);
    after.review_status = patch.review_status;
    after.review_reason = patch.review_reason ?? null;
  } else if (patch.review_reason !== undefined)
    throw invalidField('/review_reason', 'A reason is given with the review_status that it is for.');
  return after;
}

/** Why a component may not be put on a drawing: 400 unseen · 403; or nothing. */
export function refusalOfDrawing(id: string, drawing: HeldRow | undefined, caller: Caller): ProblemError | undefined {
  if (!drawing) return unknownReference('/drawing_id', 'drawing', id, 'fk_components_drawing_live');
  return mayDo('drawing', 'add to', caller, drawing) ? undefined : refusalOf('drawing', drawing, 'add to');
}

/** One step forward at a time; back with a reason. */
function refuseStep(from: ReviewStatus, to: ReviewStatus, reason: string | null | undefined): void {
  const [before, after] = [REVIEW_STATUSES.indexOf(from), REVIEW_STATUSES.indexOf(to)];
  if (after > before + 1)
    throw new ProblemError(
      'state_conflict',
      `The component is ${from}; it is ${REVIEW_STATUSES[before + 1] ?? ''} before it is ${to}.`,
      [{ pointer: '/review_status', detail: `does not follow ${from}` }],
    );
  if (after < before && (reason ?? '').trim() === '')
    throw invalidField('/review_reason', `Say why the component goes back from ${from} to ${to}.`);
  if (after > before && (reason ?? '') !== '')
    throw invalidField('/review_reason', 'A reason is given only when a review is taken back.');
}
