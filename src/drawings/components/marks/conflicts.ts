import { nameKey } from '../../../database/name-key';

/** What is said of marks that contradict each other, by code. */
export const CONFLICTS = {
  type_differs: 'Components of one mark have different types.',
  material_differs: 'Components of one mark have different materials.',
  size_differs: 'Components of one mark have different sizes.',
  quantity_differs: 'The total quantity of one mark differs from drawing to drawing.',
  case_differs: 'Marks differ by upper and lower case alone.',
  confusable: 'Marks differ by what is easily misread: O and 0, I and 1, or punctuation.',
} as const;

/** What components of one mark and level have in common, by the code that says they do not. */
const FIELDS = { type_differs: 'component_type', material_differs: 'material_type', size_differs: 'size' } as const;

/** Values are compared without regard to case and spaces: W12X40 and w12 x 40 are one size. An unknown one contradicts none. */
const compared = (column: string): string => `nullif(lower(replace(${column}, ' ', '')), '') collate "C" as ${column}`;

/**
 * SQL: a mark of which O and 0, I and 1 are the same, without punctuation. `confusable_mark` takes more for the same, which
 * is good for a search; a report in which CL1 stood beside every C11 would not be read.
 */
const LOOKALIKE = `translate(mark_key, 'oi-_./,#: ', '01')`;

/** The smallest and the largest value, since counting distinct ones would sort all rows; the same among drawings of today. */
const bounds = (column: string): string =>
  ['', 'now_']
    .flatMap((when) => {
      const which = when === '' ? '' : ' filter (where not is_superseded)';
      return [`min(${column})${which} as ${when}low_${column}`, `max(${column})${which} as ${when}high_${column}`];
    })
    .join(', ');

const COUNTS = 'count(*) as components, count(distinct drawing_id) as drawings';

const differing = (code: string, column: string, from: string): string =>
  `select '${code}' as code, mark_key, array[mark_key] as mark_keys, level, piece_mark, components, drawings,
      (now_low_${column} <> now_high_${column}) is not true as only_between_revisions
    from ${from} where low_${column} <> high_${column}`;

/**
 * SQL: the conflicts of a project, a row each, with `id`, `code`, `message`, `piece_mark`, `level`, `mark_keys` (the marks, as
 * they are compared), `place` (in the order of marks), `components`, `drawings`, and `only_between_revisions`: there is none
 * among the drawings that no other one of the project supersedes. A main and a minor mark of one spelling are two things to a
 * fabricator: where a mark is both, `level` says whose conflict it is (`unknown`: of those of which nobody has said), and only
 * the spelling is compared between them.
 *
 * @param project SQL of the project's id
 */
export function conflictsSql(project: string): string {
  return `(with pieces as (
    select c.drawing_id, d.is_superseded, ${nameKey('c.piece_mark')} collate "C" as mark_key, btrim(c.piece_mark) collate "C" as spelling,
      c.mark_level, ${Object.values(FIELDS).map(compared).join(', ')}, coalesce(c.quantity, 1) as quantity
    from (select a.drawing_id, exists (select from drawings n join drawing_projects o on o.drawing_id = n.id
          where n.supersedes_id = a.drawing_id and n.deleted_at is null and o.project_id = a.project_id) as is_superseded
        from drawing_projects a where a.project_id = ${project}) d
      join components c on c.drawing_id = d.drawing_id and c.deleted_at is null
  ), split as (
    select mark_key from pieces group by mark_key having min(mark_level) <> max(mark_level)
  ), levelled as (
    select p.*, case when s.mark_key is not null then coalesce(p.mark_level, 'unknown') end as level
    from pieces p left join split s on s.mark_key = p.mark_key
  ), alike as (
    select mark_key, level, min(spelling) as piece_mark, ${COUNTS}, ${Object.values(FIELDS).map(bounds).join(', ')}
    from levelled group by mark_key, level
  ), counted as (
    select mark_key, level, min(piece_mark) as piece_mark, sum(components) as components, count(*) as drawings, ${bounds('quantity')}
    from (select mark_key, level, is_superseded, min(spelling) as piece_mark, count(*) as components, sum(quantity) as quantity
        from levelled group by mark_key, level, drawing_id, is_superseded) q
    group by mark_key, level
  ), spelled as (
    select mark_key, null as level, min(spelling) as piece_mark, ${COUNTS}, bool_or(not is_superseded) as is_current, ${bounds('spelling')}
    from pieces group by mark_key
  ), conflicts as (
    ${Object.entries(FIELDS)
      .map(([code, field]) => differing(code, field, 'alike'))
      .join('\n    union all ')}
    union all ${differing('quantity_differs', 'quantity', 'counted')}
    union all ${differing('case_differs', 'spelling', 'spelled')}
    union all select 'confusable', min(mark_key), array_agg(mark_key order by mark_key), null, min(piece_mark), sum(components), max(drawings),
        count(*) filter (where is_current) < 2
      from spelled where ${LOOKALIKE} <> '' group by ${LOOKALIKE} having count(*) > 1
  )
  select md5(concat_ws(' ', code, level, mark_key))::uuid as id, code, piece_mark, level, mark_keys, mark_order(mark_key) as place,
    components, drawings, only_between_revisions,
    case code ${Object.entries(CONFLICTS)
      .map(([code, message]) => `when '${code}' then '${message}'`)
      .join(' ')} end as message
  from conflicts)`;
}

/** So many drawings of a conflict are shown, of every value at least one as long as there is room. */
const INVOLVED = 50;
/** So many components of a drawing. */
const COMPONENTS = 10;

/**
 * SQL: who is in the conflict `m`, as JSON: a value (a type, material, size, spelling, or the quantity in a drawing) and a
 * drawing an entry.
 *
 * @param project SQL of the project's id
 */
export function involvedSql(project: string): string {
  return `(select coalesce(json_agg(json_build_object('value', i.value, 'drawing_id', i.drawing_id, 'file_name', i.file_name,
        'sheet_number', i.sheet_number, 'revision', i.revision, 'superseded_by', i.superseded_by, 'components', i.components,
        'quantity', i.quantity, 'component_ids', i.component_ids) order by i.nth, i.value collate "C", i.drawing_id), '[]')
    from (select v.*, d.file_name, d.sheet_number, d.revision,
          (select n.id from drawings n join drawing_projects o on o.drawing_id = n.id
            where n.supersedes_id = d.id and n.deleted_at is null and o.project_id = ${project}) as superseded_by,
          row_number() over (partition by v.value order by v.drawing_id) as nth
        from (select e.value, e.drawing_id, count(*) as components, sum(e.quantity) as quantity, (array_agg(e.id order by e.id))[1:${String(COMPONENTS)}] as component_ids
            from (select c.id, c.drawing_id, coalesce(c.quantity, 1) as quantity,
                case m.code ${Object.entries(FIELDS)
                  .map(([code, field]) => `when '${code}' then nullif(btrim(c.${field}), '')`)
                  .join(' ')}
                  when 'quantity_differs' then (sum(coalesce(c.quantity, 1)) over (partition by c.drawing_id))::text
                  else btrim(c.piece_mark) end as value
              from drawing_projects a join components c on c.drawing_id = a.drawing_id
              where a.project_id = ${project} and c.deleted_at is null and ${nameKey('c.piece_mark')} = any(m.mark_keys)
                and (m.level is null or coalesce(c.mark_level, 'unknown') = m.level)) e
            where e.value is not null group by e.value, e.drawing_id) v
        join drawings d on d.id = v.drawing_id
        order by nth, v.value collate "C" limit ${String(INVOLVED)}) i)`;
}
