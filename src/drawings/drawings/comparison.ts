import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { nameKey } from '../../database/name-key';
import { Answer } from '../../http/answer';
import { belonging, readCursor, writeCursor } from '../../http/lists/cursor';
import { comesAfter, type Key } from '../../http/lists/keyset';
import { Rows } from '../../resources/rows';
import type { ComparisonCounts, DrawingComparisonQuery } from './comparison.dto';

/** What a component is, and where. A value that is not there and its column's default are one. */
const VALUES = [
  ...([
    'piece_mark',
    'instance_identifier',
    'component_type',
    'description',
    'material_type',
    'size',
    'length_mm',
    'finish',
  ] as const),
  ...(['mark_level', 'assembly_mark'] as const),
];
const PLACES = ['page_number', 'location_x', 'location_y'] as const;

const differs = (column: string): string => `a.${column} is distinct from b.${column}`;
const QUANTITY_DIFFERS = 'coalesce(a.quantity, 1) <> coalesce(b.quantity, 1)';
// A box of an old client may be JSON's null.
const box = (row: string): string => `nullif(${row}.bounding_box::jsonb, 'null')`;
const BOX_DIFFERS = `${box('a')} is distinct from ${box('b')}`;

/** SQL: the fields in which `a` and `b` differ, as JSON. */
const FIELDS = `array_to_json(array_remove(array[
    ${[
      ...[...VALUES, ...PLACES].map((field) => [field, differs(field), `a.${field}`, `b.${field}`]),
      ['quantity', QUANTITY_DIFFERS, 'coalesce(a.quantity, 1)', 'coalesce(b.quantity, 1)'],
      ['bounding_box', BOX_DIFFERS, 'a.bounding_box', 'b.bounding_box'],
    ]
      .map(
        ([field, differ, before, after]) =>
          `case when ${String(differ)} then jsonb_build_object('field', '${String(field)}', 'before', ${String(before)}, 'after', ${String(after)}) end`,
      )
      .join(',\n    ')}], null))`;

const instance = (row: string): string => `coalesce(${nameKey(`${row}.instance_identifier`)}, '')`;
const componentsOf = (at: string): string =>
  `(select c.*, ${nameKey('c.piece_mark')} as mark_key, ${instance('c')} as instance_key from components c where c.drawing_id = ${at} and c.deleted_at is null)`;

/** SQL: every component of the drawings `$1` and `$2`, met by mark and instance, and what became of it. */
const PAIRS = `pairs as materialized (
  select a.id as before_id, b.id as after_id, a.quantity as quantity_before, b.quantity as quantity_after,
    coalesce(b.piece_mark, a.piece_mark) as piece_mark, case when b.id is null then a.instance_identifier else b.instance_identifier end as instance_identifier,
    case when a.id is null then 'added' when b.id is null then 'removed'
      when ${[...VALUES.map(differs), QUANTITY_DIFFERS].join(' or ')} then 'changed'
      when ${[...PLACES.map(differs), BOX_DIFFERS].join(' or ')} then 'moved' else 'unchanged' end as difference
  from ${componentsOf('$1')} a full join ${componentsOf('$2')} b on a.mark_key = b.mark_key and a.instance_key = b.instance_key)`;

const COUNTS = `select count(*) filter (where difference = 'added')::int as added, count(*) filter (where difference = 'removed')::int as removed,
    count(*) filter (where difference = 'changed')::int as changed, count(*) filter (where difference = 'moved')::int as moved,
    count(*) filter (where difference = 'unchanged')::int as unchanged,
    coalesce(sum(coalesce(quantity_before, 1)) filter (where before_id is not null), 0)::float8 as quantity_before,
    coalesce(sum(coalesce(quantity_after, 1)) filter (where after_id is not null), 0)::float8 as quantity_after
  from pairs`;

const ORDER: readonly Key[] = [
  { sql: 'mark_order(p.piece_mark) collate "C"', type: 'text', required: true },
  { sql: `mark_order(coalesce(p.instance_identifier, '')) collate "C"`, type: 'text', required: true },
  { sql: 'coalesce(p.after_id, p.before_id)', type: 'uuid', required: true },
];

/** Compares the components of two drawings, such as two revisions of a sheet. */
@Injectable()
export class DrawingComparisons {
  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
  ) {}

  /** Counts, and a page of what differs. @throws ProblemError 404 for either drawing · 400 for a wrong cursor */
  async compare(id: string, other: string, query: DrawingComparisonQuery, caller: Caller): Promise<Answer> {
    await this.rows.requireSeen('drawing', id, caller);
    await this.rows.requireSeen('drawing', other, caller);
    const { difference, cursor, limit } = query;
    const values: unknown[] = [id, other];
    const at = (value: unknown) => `$${String(values.push(value))}`;
    const of = belonging('drawing_comparison', '', { id, other, difference });
    const conditions = [`p.difference ${difference === undefined ? `<> 'unchanged'` : `= ${at(difference)}`}`];
    if (cursor !== undefined) conditions.push(comesAfter(ORDER, readCursor(cursor, of, ORDER), '>', at));
    const page = `select p.*, ${ORDER.map(({ sql }, place) => `${sql} as key_${String(place)}`).join(', ')} from pairs p
      where ${conditions.join(' and ')} order by ${ORDER.map(({ sql }) => sql).join(', ')} limit ${String(limit + 1)}`;
    const [row] = await this.database.read<{ counts: string; items: string; places: string }>(
      'drawings.compare',
      `with ${PAIRS}, page as materialized (${page}),
        shown as (select p.difference, p.piece_mark, p.instance_identifier, p.piece_mark || coalesce('-' || p.instance_identifier, '') as display_name,
            p.before_id, p.after_id, case when p.before_id is not null then coalesce(p.quantity_before, 1) end as quantity_before,
            case when p.after_id is not null then coalesce(p.quantity_after, 1) end as quantity_after,
            case when p.before_id is null or p.after_id is null then '[]' else ${FIELDS} end as fields,
            p.key_0, p.key_1, p.key_2
          from page p left join components a on a.id = p.before_id left join components b on b.id = p.after_id)
        select (select row_to_json(c) from (${COUNTS}) c) as counts,
          (select coalesce(json_agg(row_to_json(i) order by s.key_0, s.key_1, s.key_2), '[]') from shown s
            cross join lateral (select s.difference, s.piece_mark, s.instance_identifier, s.display_name, s.before_id, s.after_id, s.quantity_before, s.quantity_after, s.fields) i) as items,
          (select coalesce(json_agg(json_build_array(s.key_0, s.key_1, s.key_2) order by s.key_0, s.key_1, s.key_2), '[]') from shown s) as places`,
      values,
    );
    const items = JSON.parse(row?.items ?? '[]') as unknown[];
    const places = JSON.parse(row?.places ?? '[]') as (readonly string[])[];
    const last = items.length > limit ? places[limit - 1] : undefined;
    const counts = JSON.parse(row?.counts ?? '{}') as ComparisonCounts;
    const next_cursor = last === undefined ? null : writeCursor(of, last);
    return Answer.json(JSON.stringify({ counts, items: items.slice(0, limit), next_cursor }));
  }
}
