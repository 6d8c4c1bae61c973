import { toInstance } from '../../http/convert';
import { type FieldError, ProblemError } from '../../http/problem';
import { checked, sentenceOf } from '../../http/validation';
import { byPlace } from '../components/by-place';
import { ComponentQuery } from '../components/component.dto';
import { type SavedSearchRunQuery, SearchedComponents } from './saved-search.dto';

/**
 * What a saved query asks for, checked as the address of a list of components is.
 *
 * @throws ProblemError 400 that names every bad parameter, below `/query`
 */
export function searchedComponents(query: Record<string, unknown>): SearchedComponents {
  const { value, errors } = checked(SearchedComponents, query, '/query', toInstance);
  const all = [...notOfAddress(query), ...errors];
  if (all.length > 0) throw new ProblemError('invalid_input', sentenceOf(all), all);
  return byPlace(value, value.drawing_id, (name) => `/query/${name}`);
}

/** The query of a page of what a search finds in its project. */
export function pageOfSearch(found: SearchedComponents, project_id: string, page: SavedSearchRunQuery): ComponentQuery {
  return Object.assign(new ComponentQuery(), found, page, { project_id });
}

/** A list of numbers, which an address has as a text, would pass as what it is converted to, however long. */
function notOfAddress(query: Record<string, unknown>): FieldError[] {
  return Object.entries(query).flatMap(([name, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value)
      ? []
      : [
          {
            pointer: `/query/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
            detail: 'must be a text, a number, true or false',
          },
        ],
  );
}
