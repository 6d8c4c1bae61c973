import type { Caller } from '../../access/permissions';
import { List } from '../../http/lists/list';
import { ComponentHistoryQuery } from './component-details.dto';

/**
 * What requests did to components: of an entry that tells of many, the part that is one component's. Whoever asks has
 * made sure that the caller sees it.
 */
export const COMPONENT_HISTORY = new List<Caller>({
  name: 'component_history',
  from: `activity_logs a cross join lateral jsonb_path_query(a.changes, '$[*]') own(change)`,
  id: 'a.id',
  fields: `a.id, a.timestamp, a.user_id, a.action, a.request_id, a.metadata->'count' as component_count,
    (select coalesce(json_agg(json_build_object('field', f.name, 'before', own.change->'before'->f.name, 'after', own.change->'after'->f.name) order by f.name), '[]')
      from (select b->>'key' as name from jsonb_path_query(own.change, '$.before.keyvalue()', '{}', true) b
        union select c->>'key' from jsonb_path_query(own.change, '$.after.keyvalue()', '{}', true) c) f) as changes`,
  query: ComponentHistoryQuery,
  visible: () => 'true',
});
