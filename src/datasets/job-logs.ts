import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { List } from '../http/lists/list';
import { JobLogQuery } from './crawl/crawl-progress.dto';

const FIELDS = "a.id, a.action, a.timestamp, a.user_id, (a.changes->0)::jsonb - 'id' as metadata";

/** SQL: the newest entries of a job's log as JSON. @param table of the job @param id SQL of its id */
export function newestLogs(table: string, id: string): string {
  return `coalesce((select json_agg(row_to_json(l)) from (select ${FIELDS} from activity_logs a
    where a.resource_type = '${table}' and a.resource_id = ${id}::text order by a.timestamp desc, a.id desc limit 10) l), '[]')`;
}

/** What was done to one job, and what it did. @param table of the job @param type as the resource is called */
export function jobLogs(table: string, type: string): List<Caller> {
  return new List<Caller>({
    name: `${table}_logs`,
    from: `activity_logs a join ${table} j on a.resource_type = '${table}' and a.resource_id = j.id::text join projects p on p.id = j.project_id`,
    id: 'a.id',
    fields: FIELDS,
    query: JobLogQuery,
    visible: (caller, at) => `j.deleted_at is null and ${visibleProject(caller, 'p', at(caller.id))}`,
    within: { [type]: 'j.id' },
  });
}
