import { describeConstraints } from '../database/constraint-catalogue';

const machinery = (field: string) => ({ field, sentence: 'This is for the workers to say.' });

describeConstraints('job_slots', {
  uq_job_slots_run: machinery('run_id'),
  uq_job_slots_chunk: machinery('chunk_id'),
  ck_job_slots_slot: machinery('slot'),
  ck_job_slots_taken: machinery('run_id'),
});

describeConstraints('job_chunks', {
  uq_job_chunks_run: machinery('run_id'),
  uq_job_chunks_crawl: machinery('chunk_index'),
  uq_job_chunks_validation: machinery('chunk_index'),
  uq_job_chunks_export: machinery('chunk_index'),
  uq_job_chunks_rendering: machinery('chunk_index'),
  ck_job_chunks_one_job: machinery('crawl_job_id'),
  ck_job_chunks_status: machinery('status'),
  ck_job_chunks_run: machinery('run_id'),
  ck_job_chunks_figures: machinery('chunk_index'),
  fk_job_chunks_crawl_job: {
    field: 'crawl_job_id',
    sentence: 'There is no such crawl job.',
    parentSentence: 'The crawl job still has chunks.',
  },
  fk_job_chunks_validation_job: {
    field: 'validation_job_id',
    sentence: 'There is no such validation job.',
    parentSentence: 'The validation job still has chunks.',
  },
  fk_job_chunks_export_job: {
    field: 'export_job_id',
    sentence: 'There is no such export job.',
    parentSentence: 'The export job still has chunks.',
  },
  fk_job_chunks_rendering_job: {
    field: 'rendering_job_id',
    sentence: 'There is no such rendering job.',
    parentSentence: 'The rendering job still has chunks.',
  },
});
