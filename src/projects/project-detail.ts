import { ApiProperty } from '@nestjs/swagger';
import { Project } from './project.dto';

/** What a later room tells of a project, where one project is answered with. */
export interface ProjectDetailPart {
  /** The field of the answer. */
  field: string;
  /** The class of what stands in it, for the OpenAPI document. */
  type: new () => object;
  /**
   * SQL: a query of one row about the project `p`: `json`, and `revision`, a whole number from 0 to 2^29 that is another one
   * when `json` is; 0 while there is nothing to tell.
   */
  sql: string;
}

/** One project, with what other rooms tell of it. */
export class ProjectDetail extends Project {}

const parts: ProjectDetailPart[] = [];

/** From now on a project is answered with this, too; in lists it is not. */
export function declareProjectDetail(part: ProjectDetailPart): void {
  parts.push(part);
  ApiProperty({ type: part.type })(ProjectDetail.prototype, part.field);
}

/** SQL: the parts as joins to the project `p`, as fields, and what changes with them. */
export function projectDetail(): { joins: string; fields: string; revision: string } {
  return {
    joins: parts.map(({ field, sql }) => `cross join lateral (${sql}) ${field}`).join(' '),
    fields: parts.map(({ field }) => `, ${field}.json as ${field}`).join(''),
    revision: ['p.version', ...parts.map(({ field }) => `${field}.revision`)].join(' + '),
  };
}
