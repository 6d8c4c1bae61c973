import type { Caller } from '../../../access/permissions';
import { visibleProject } from '../../../access/project-rights';
import { nameKey } from '../../../database/name-key';
import { List } from '../../../http/lists/list';
import { conflictsSql, involvedSql } from './conflicts';
import { MarkConflictQuery, PieceMarkQuery } from './piece-mark.dto';

/** SQL: what the components `c` of one mark come to. */
const TOTALS = `mode() within group (order by btrim(c.piece_mark) collate "C") as piece_mark,
      count(*)::int as components, sum(coalesce(c.quantity, 1))::bigint as quantity, count(distinct c.drawing_id)::int as drawings`;

const KEY = nameKey('c.piece_mark');

/** So many marks are ranked at most. */
const CANDIDATES = 500;

/** A mark that somebody may have meant, as it is found before it is ranked. */
export interface CandidateMark {
  /** As marks are compared. */
  mark: string;
  /** What was typed, so compared. */
  typed: string;
  is_confusable: boolean;
  piece_mark: string;
  components: number;
  /** A bigint, as the driver gives it. */
  quantity: string;
  drawings: number;
  component_ids: string[];
}

/**
 * Marks of a project that the caller may see: those which are the typed one when a character is left out of either or both and
 * what looks alike is the same, and those that begin with it. In their natural order. Both conditions are asked of an index,
 * as ranges and arrays that are computed once. Values: project, caller, what was typed.
 */
export function candidateMarks(caller: Caller): string {
  const typed = `(select ${nameKey('$3::text')})`;
  return `select f.mark, f.typed, f.is_confusable, f.piece_mark, f.components, f.quantity, f.drawings, f.component_ids
    from (select g.*, ${typed} as typed, confusable_mark(g.mark) = (select confusable_mark($3::text)) as is_confusable
      from (select ${KEY} as mark, ${TOTALS}, (array_agg(c.id order by c.created_at, c.id))[1:10] as component_ids
          from projects p join drawing_projects a on a.project_id = p.id join components c on c.drawing_id = a.drawing_id
          where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2')} and c.deleted_at is null
            and (mark_neighbours(c.piece_mark) && (select mark_neighbours($3::text))
              or ${KEY} ~>=~ ${typed} and ${KEY} ~<~ (${typed} || chr(1114111)))
          group by 1) g
      order by g.mark = ${typed} desc, is_confusable desc, abs(length(g.mark) - length(${typed})), mark_order(g.mark) collate "C"
      limit ${String(CANDIDATES)}) f
    order by mark_order(f.mark) collate "C", f.mark collate "C"`;
}

/** The marks of a project, each with what its components come to. */
export const PIECE_MARKS = new List<Caller>({
  name: 'piece_marks',
  from: ({ project }, at) => `(select ${KEY} as mark_key, md5(${KEY})::uuid as id, ${TOTALS},
        (array_agg(distinct btrim(c.piece_mark) collate "C"))[1:10] as spellings,
        count(distinct btrim(c.piece_mark) collate "C") > 1 as case_differs,
        coalesce(array_agg(distinct c.mark_level) filter (where c.mark_level is not null), '{}') as mark_levels,
        coalesce(array_agg(distinct c.component_type) filter (where c.component_type is not null), '{}') as component_types
      from drawing_projects a join components c on c.drawing_id = a.drawing_id and c.deleted_at is null
      where a.project_id = ${at(project)}::uuid group by 1) m cross join projects p`,
  id: 'm.id',
  fields:
    'm.piece_mark, m.spellings, m.case_differs, m.mark_levels, m.component_types, m.components, m.quantity, m.drawings',
  query: PieceMarkQuery,
  visible: (caller, at) => `p.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { project: 'p.id' },
});

/** The conflicts between the components of a project. */
export const MARK_CONFLICTS = new List<Caller>({
  name: 'mark_conflicts',
  from: ({ project }, at) => `${conflictsSql(`${at(project)}::uuid`)} m cross join projects p`,
  id: 'm.id',
  fields: `m.code, m.message, m.piece_mark, m.level as mark_level, m.only_between_revisions, m.components, m.drawings, ${involvedSql('p.id')} as involved`,
  query: MarkConflictQuery,
  visible: (caller, at) => `p.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
  within: { project: 'p.id' },
  order: [
    { sql: 'm.place collate "C"', type: 'text', required: true },
    { sql: 'm.code', type: 'text', required: true },
  ],
});

/**
 * Components of a mark in a project, and whether there are more than are asked for. Values: project, mark, drawing or null,
 * how many.
 */
export const COMPONENTS_OF_MARK = `select c.id, c.drawing_id from drawing_projects a join components c on c.drawing_id = a.drawing_id
  where a.project_id = $1 and ${KEY} = ${nameKey('$2::text')} and c.deleted_at is null and ($3::uuid is null or c.drawing_id = $3)
  order by c.id limit $4`;
