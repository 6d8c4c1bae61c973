import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/permissions';
import { visibleProject } from '../access/project-rights';
import { Database } from '../database/database.service';
import { nameKey } from '../database/name-key';
import { notFound, unknownReference } from '../http/problem';
import { chosenColumns } from '../transfer/columns';
import { type Export, Exporter } from '../transfer/exporter';
import { SHOT_COLUMNS } from './shot-columns';
import type { ShotExportQuery } from './shot.dto';

/** Exports the shots of a project. */
@Injectable()
export class ShotExportService {
  constructor(
    private readonly database: Database,
    private readonly exporter: Exporter,
  ) {}

  /** In the order of a cut: by episode, then as the shots were made. @throws ProblemError 404 · 400 for an unknown column or episode */
  async export(projectId: string, query: ShotExportQuery, caller: Caller): Promise<Export> {
    const columns = chosenColumns(SHOT_COLUMNS, query.columns);
    const [project] = await this.database.read<{ name: string }>(
      'export.project',
      `select p.name from projects p where p.id = $1 and p.deleted_at is null and ${visibleProject(caller, 'p', '$2')}`,
      [projectId, caller.id],
    );
    if (!project) throw notFound('project', projectId);
    const { episode_id } = query;
    if (episode_id !== undefined) await this.refuseOtherEpisode(episode_id, projectId);
    const exported = {
      statement: 'export.shots',
      columns,
      from: 'shots s join episodes e on e.id = s.episode_id join projects p on p.id = s.project_id',
      where: `s.project_id = $1 and s.deleted_at is null${episode_id === undefined ? '' : ' and s.episode_id = $2'}`,
      orderBy: `e.position, ${nameKey('e.name')}, s.created_at, s.id`,
      values: [projectId, ...(episode_id === undefined ? [] : [episode_id])],
      title: project.name,
    };
    return this.exporter.export(exported, query.format);
  }

  private async refuseOtherEpisode(id: string, projectId: string): Promise<void> {
    const sql = 'select id from episodes where id = $1 and project_id = $2 and deleted_at is null';
    if (!(await this.database.readOne('export.episode', sql, [id, projectId])))
      throw unknownReference('episode_id', 'episode of this project', id);
  }
}
