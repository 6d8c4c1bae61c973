import { Injectable } from '@nestjs/common';
import type { Caller, ProjectRole } from '../../access/permissions';
import { Database } from '../../database/database.service';
import { isSeenAs, roleOnRow } from '../../resources/rights';
import { COMPONENT } from '../drawings.resources';
import type { Box } from './component-fields';
import type { ReviewStatus } from './component.dto';

/** A component that is being changed, as it is before. */
export interface ComponentRow {
  id: string;
  drawing_id: string | null;
  /** The piece mark, as the trash calls the row. */
  name: string;
  project_id: null;
  piece_mark: string;
  instance_identifier: string | null;
  component_type: string | null;
  description: string | null;
  quantity: number | null;
  material_type: string | null;
  size: string | null;
  length_mm: number | null;
  finish: string | null;
  mark_level: string | null;
  assembly_mark: string | null;
  page_number: number | null;
  location_x: number | null;
  location_y: number | null;
  bounding_box: Box | null;
  confidence_score: number | null;
  review_status: ReviewStatus;
  review_reason: string | null;
  version: number;
  created_by: string | null;
  role: ProjectRole | null;
}

/** The fields of a component that a client gives it, and an import overwrites. */
export const GIVEN_FIELDS = [
  ...(['piece_mark', 'instance_identifier', 'component_type', 'description', 'quantity', 'material_type'] as const),
  ...(['size', 'length_mm', 'finish', 'mark_level', 'assembly_mark', 'page_number'] as const),
  ...(['location_x', 'location_y', 'bounding_box', 'confidence_score'] as const),
] as const;

/** Columns of `json` are passed on as text; a box is compared, and written again. */
const COLUMNS = GIVEN_FIELDS.map((field) =>
  field === 'bounding_box' ? 'c.bounding_box::jsonb as bounding_box' : `c.${field}`,
).join(', ');

/** Reads what is about to be written, locked. Must run inside a transaction. */
@Injectable()
export class ComponentRows {
  constructor(private readonly database: Database) {}

  /**
   * Live components by id, with the caller's role; those that the caller may not see are left out. Locked in the order of their
   * ids, after their drawings, so that nobody waits in a circle; see docs/decisions/018.
   */
  async lock(ids: readonly string[], caller: Caller): Promise<Map<string, ComponentRow>> {
    const distinct = [...new Set(ids)];
    await this.database.write(
      'components.lock_drawings',
      'select d.id from drawings d where d.id in (select drawing_id from components where id = any($1::uuid[])) order by d.id for key share',
      [distinct],
    );
    const rows = await this.database.write<ComponentRow>(
      'components.lock',
      `select c.id, c.drawing_id, c.piece_mark as name, null as project_id, ${COLUMNS},
          coalesce(c.review_status, 'pending') as review_status, c.review_reason, c.version, c.created_by, ${roleOnRow(COMPONENT, 'c', '$2')} as role
        from components c where c.id = any($1::uuid[]) and c.deleted_at is null order by c.id for no key update of c`,
      [distinct, caller.id],
    );
    return new Map(rows.filter(({ role }) => isSeenAs('component', role, caller)).map((row) => [row.id, row]));
  }
}
