import { IsOptional } from 'class-validator';
import { List, type ListDeclaration, type PageRequest } from './list';
import { PageQuery } from './page.dto';
import { FilterBy, FilterByReference, SortBy } from './query-fields';

class ThingQuery extends PageQuery {
  @IsOptional()
  @FilterBy('t.color')
  color?: string;

  @IsOptional()
  @FilterByReference('box', 't.box_id')
  box_id?: string;

  @SortBy({ made: { sql: 't.made', type: 'timestamptz', required: true }, size: { sql: 't.size', type: 'integer' } })
  sort: string = 'made';
}

const declared: ListDeclaration<string> = {
  name: 'things',
  from: 'things t',
  id: 't.id',
  fields: 't.id, t.made, (select json_build_array(t.a, t.b)) as pair',
  query: ThingQuery,
  visible: (caller, at) => `t.owner = ${at(caller)}`,
  within: { shelf: 't.shelf_id' },
};
/** A query as a DTO class would be. */
const asked = (query: PageRequest & Record<string, unknown>): PageRequest => query;
const flat = (sql: string) => sql.replace(/\s+/g, ' ');

describe('a declared list', () => {
  it('renders what it has found, sorted and cut off, and nothing else where the item tells the order', () => {
    const { page, matching } = new List(declared).plan(asked({ limit: 50, sort: 'made', color: 'red' }), 'me', {
      shelf: 's1',
    });
    expect(flat(page.sql)).toBe(
      `select row_to_json(page) as json from (select t.id, t.made, (select json_build_array(t.a, t.b)) as pair from things t` +
        ' where t.owner = $1 and t.shelf_id = $2::uuid and t.color = $3 order by t.made asc, t.id asc limit 51) page',
    );
    expect(page.values).toEqual(['me', 's1', 'red']);
    expect(matching.sql).toBe(
      'select t.id from things t where t.owner = $1 and t.shelf_id = $2::uuid and t.color = $3',
    );
  });

  it('asks beside the item for what that does not say as a text', () => {
    const { page } = new List(declared).plan({ limit: 1, sort: '-size' }, 'me');
    expect(flat(page.sql)).toBe(
      `select row_to_json(item) as json, json_build_array(page.hidden_0::text) as place` +
        ' from (select t.id, t.made, (select json_build_array(t.a, t.b)) as pair, t.size as hidden_0 from things t' +
        ' where t.owner = $1 order by t.size desc nulls last, t.id desc limit 2) page' +
        ' cross join lateral (select page.id, page.made, page.pair) item',
    );
  });

  it('names the references that it is filtered by', () => {
    expect(new List(declared).references(asked({ limit: 1, sort: 'made', color: 'red', box_id: 'b1' }))).toEqual([
      { property: 'box_id', type: 'box', id: 'b1', also: {} },
    ]);
  });

  it('has no property in its query that would do nothing', () => {
    class Forgetful extends ThingQuery {
      @IsOptional()
      smell?: string;
    }
    expect(() => new List({ ...declared, query: Forgetful })).toThrow('has no filter smell');
    expect(() => new List(declared).plan(asked({ limit: 1, sort: 'made', smell: 'no' }), 'me')).toThrow('smell');
  });

  it('has a name for every field', () => {
    expect(() => new List({ ...declared, fields: 't.id, t.a + t.b' })).toThrow('no name: t.a + t.b');
  });

  it('is refused by a sort that it does not know, and in what it is not in', () => {
    for (const sort of ['smell', '-smell', '--made', '__proto__', 'constructor'])
      expect(() => new List(declared).plan({ limit: 1, sort }, 'me')).toThrow('sort must be one of made, size');
    expect(() => new List(declared).plan({ limit: 1, sort: 'made' }, 'me', { box: 'b1' })).toThrow('is in no box');
  });
});
