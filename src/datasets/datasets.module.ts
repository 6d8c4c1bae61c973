import { Module } from '@nestjs/common';
import './datasets.constraints';
import './datasets.resources';

/** Crawl jobs and their images: requirement 001. */
@Module({})
export class DatasetsModule {}
