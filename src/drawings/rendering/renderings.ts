import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service';
import { newId } from '../../database/new-id';
import { Chunks } from '../../jobs/chunks';

/** What rendering jobs are called among the jobs that workers know. */
export const RENDERING = 'rendering_job';

/** Has drawings read. */
@Injectable()
export class Renderings {
  constructor(
    private readonly database: Database,
    private readonly chunks: Chunks,
  ) {}

  /**
   * Lets a worker read the drawing's pages. In the transaction of the drawing.
   *
   * @param projectId for whom, which workers are fair by
   */
  async begin(drawingId: string, projectId: string): Promise<void> {
    const id = newId();
    // By nobody: a person's uploads do not count among the jobs that a person may have running.
    await this.database.write(
      'rendering_jobs.insert',
      'insert into rendering_jobs (id, drawing_id, project_id) values ($1, $2, $3)',
      [id, drawingId, projectId],
    );
    await this.chunks.add(RENDERING, { id, project_id: projectId }, [
      { task: 'render', chunkIndex: 0, firstItem: 0, itemCount: 1, priority: 3 },
    ]);
  }
}
