import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { declareTakenAlong } from '../access/taken-along';
import { SETTINGS, type Settings } from '../config/settings';
import { StoredFiles } from '../files/stored-files';
import { Upkeep } from '../jobs/upkeep';
import { CrawlJobsController } from './crawl/crawl-jobs.controller';
import { CrawlJobsService } from './crawl/crawl-jobs.service';
import { CrawlKind } from './crawl/crawl-kind';
import { CrawlOutcome } from './crawl/crawl-outcome';
import { CrawlProgress } from './crawl/crawl-progress';
import { CrawlProgressController } from './crawl/crawl-progress.controller';
import { Discovery } from './crawl/discovery';
import { FetchedImages } from './crawl/fetched-images';
import { Fetching } from './crawl/fetching';
import { FoundImages } from './crawl/found-images';
import { GivenPictures } from './crawl/given-pictures';
import { DatasetFiguresController, DatasetFiguresService } from './dataset-figures';
import './datasets.constraints';
import './datasets.problems';
import './datasets.resources';
import { ExportJobsController } from './exports/export-jobs.controller';
import { ExportJobsService } from './exports/export-jobs.service';
import { ExportKind } from './exports/export-kind';
import { ExportLinks } from './exports/export-links';
import { Exporting } from './exports/exporting';
import { Verifying } from './exports/verifying';
import { ImageWriter } from './images/image-writer';
import { ImagesController } from './images/images.controller';
import { ImagesService } from './images/images.service';
import { PictureSheets } from './images/picture-sheets';
import { PictureSheetsController } from './images/picture-sheets.controller';
import { Consequences } from './validation/consequences';
import { Decoders } from './validation/decoders';
import { Grouping } from './validation/grouping';
import { Judging } from './validation/judging';
import { NearPictures } from './validation/near-pictures';
import { ValidationJobsController } from './validation/validation-jobs.controller';
import { ValidationJobsService } from './validation/validation-jobs.service';
import { ValidationKind } from './validation/validation-kind';
import { ValidationStatistics } from './validation/validation-statistics';
import { webClientProvider } from './web-client.provider';

declareTakenAlong({ table: 'export_jobs', column: 'user_id', one: 'export', many: 'exports' });

/** Pictures crawled, validated and exported: requirement 001. */
@Module({
  controllers: [
    CrawlJobsController,
    CrawlProgressController,
    ImagesController,
    PictureSheetsController,
    ValidationJobsController,
    ExportJobsController,
    DatasetFiguresController,
  ],
  providers: [
    webClientProvider,
    FoundImages,
    CrawlJobsService,
    CrawlProgress,
    Discovery,
    FetchedImages,
    Fetching,
    CrawlOutcome,
    GivenPictures,
    CrawlKind,
    ImagesService,
    ImageWriter,
    PictureSheets,
    Decoders,
    Judging,
    NearPictures,
    Grouping,
    ValidationStatistics,
    Consequences,
    ValidationJobsService,
    ValidationKind,
    ExportJobsService,
    ExportLinks,
    Exporting,
    Verifying,
    ExportKind,
    DatasetFiguresService,
  ],
})
export class DatasetsModule implements OnModuleInit {
  constructor(
    private readonly upkeep: Upkeep,
    private readonly files: StoredFiles,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.upkeep.register({
      name: 'sweep_files',
      when: '*/10 * * * *',
      work: async () => {
        await this.files.sweep(this.settings.FILES_GRACE_SECONDS);
      },
    });
  }
}
