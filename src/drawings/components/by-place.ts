import { invalidField } from '../../http/problem';
import type { DrawingComponentQuery } from './component.dto';

/**
 * The query as it is listed by: the nearest come first unless another order is asked for.
 *
 * @param pointer of a parameter by its name
 * @throws ProblemError 400 places stand in the frame of a drawing's page, so a place without a drawing says nothing
 */
export function byPlace<Query extends Pick<DrawingComponentQuery, 'near' | 'within' | 'sort'>>(
  query: Query,
  drawingId: string | undefined,
  pointer = (name: string): string => name,
): Query {
  const { near, within, sort } = query;
  for (const [name, place] of Object.entries({ near, within }))
    if (place !== undefined && drawingId === undefined)
      throw invalidField(pointer(name), `${name} is a place on a drawing: say which, by drawing_id.`);
  const byDistance = sort === 'distance' || sort === '-distance';
  if (byDistance && near === undefined)
    throw invalidField(pointer('sort'), 'distance is from the point that near says.');
  return near !== undefined && sort === 'created_at' ? Object.assign(query, { sort: 'distance' }) : query;
}
