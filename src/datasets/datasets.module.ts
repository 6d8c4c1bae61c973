import { Module } from '@nestjs/common';
import { DatasetsTrash } from './datasets.trash';

/** Crawl jobs and their images: requirement 001. */
@Module({ providers: [DatasetsTrash] })
export class DatasetsModule {}
