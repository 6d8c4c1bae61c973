import { lookalikeKeySql } from './confusion-key';

/** What is said of marks that contradict each other, by code. */
export const CONFLICTS = {
  type_differs: 'Components of one mark have different types.',
  material_differs: 'Components of one mark have different materials.',
  size_differs: 'Components of one mark have different sizes.',
  quantity_differs: 'The total quantity of one mark differs from drawing to drawing.',
  case_differs: 'Marks differ by upper and lower case alone.',
  confusable: 'Marks differ by what is easily misread: O and 0, I and 1, or punctuation.',
} as const;

/** The code of a conflict between components of a project. */
export type ConflictCode = keyof typeof CONFLICTS;

/** The fields that a mark has one value of, by the code that says it has more. */
const FIELDS = { type_differs: 'component_type', material_differs: 'material_type', size_differs: 'size' } as const;

/** Values are compared without regard to case and spaces: W12X40 and w12 x 40 are one size. An unknown one contradicts none. */
const compared = (column: string): string => `nullif(lower(replace(${column}, ' ', '')), '')`;

/**
 * SQL: the conflicts of a project, a row each: `code`, `mark_key` (of confusable marks: the key that they share), `mark_level`
 * (null where the conflict is between marks). A main and a minor mark that differ by case are two things to a fabricator: they
 * are reported as such, and their types and sizes are not compared. One pass over the components, hashed; the smallest and
 * the largest value are compared since counting distinct ones would sort all rows.
 *
 * @param components a select of the project's live components with the columns drawing_id, piece_mark, mark_key, mark_level,
 *   component_type, material_type, size, quantity
 */
export function conflictsSql(components: string): string {
  const fields = Object.values(FIELDS);
  return `
with per_drawing as (
  select mark_key, mark_level, drawing_id, sum(coalesce(quantity, 1)) as quantity,
    min(btrim(piece_mark) collate "C") as low_spelling, max(btrim(piece_mark) collate "C") as high_spelling,
    ${fields.map((field) => `min(${compared(field)} collate "C") as low_${field}, max(${compared(field)} collate "C") as high_${field}`).join(',\n    ')}
  from (${components}) as components
  group by mark_key, mark_level, drawing_id
), per_level as (
  select mark_key, mark_level, min(quantity) as low_quantity, max(quantity) as high_quantity,
    min(low_spelling) as low_spelling, max(high_spelling) as high_spelling,
    ${fields.map((field) => `min(low_${field}) as low_${field}, max(high_${field}) as high_${field}`).join(',\n    ')}
  from per_drawing
  group by mark_key, mark_level
), per_mark as (
  select mark_key, min(low_spelling) as low_spelling, max(high_spelling) as high_spelling from per_level group by mark_key
)
${Object.entries(FIELDS)
  .map(
    ([code, field]) =>
      `select '${code}' as code, mark_key, mark_level::text as mark_level from per_level where low_${field} <> high_${field}`,
  )
  .join('\nunion all\n')}
union all
select 'quantity_differs', mark_key, mark_level::text from per_level where low_quantity <> high_quantity
union all
select 'case_differs', mark_key, null from per_mark where low_spelling <> high_spelling
union all
select 'confusable', ${lookalikeKeySql('mark_key')}, null from per_mark where ${lookalikeKeySql('mark_key')} <> ''
group by ${lookalikeKeySql('mark_key')} having count(*) > 1`;
}

/**
 * SQL: what a page of conflicts is about, a row a spelling, level, drawing and value: `mark_key`, `mark_level`, `piece_mark`,
 * `drawing_id`, `component_type`, `material_type`, `size`, `quantity` (their sum), `component_count`. The select that is given
 * should already be limited to the marks of the page (`mark_key = any(…)`; of confusable ones by {@link lookalikeKeySql}).
 */
export function conflictDetailsSql(components: string): string {
  return `
select mark_key, mark_level, btrim(piece_mark) as piece_mark, drawing_id, component_type, material_type, size,
  sum(coalesce(quantity, 1)) as quantity, count(*)::int as component_count
from (${components}) as components
group by mark_key, mark_level, btrim(piece_mark), drawing_id, component_type, material_type, size
order by mark_key collate "C", mark_level, btrim(piece_mark) collate "C", drawing_id, component_type, material_type, size`;
}
