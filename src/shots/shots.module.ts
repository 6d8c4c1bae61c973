import { Module } from '@nestjs/common';
import { ShotExportService } from './shot-export.service';
import { ShotImportService } from './shot-import.service';
import { ShotRows } from './shot-rows';
import { ShotWriter } from './shot-writer';
import './shots.constraints';
import './shots.resources';
import { ShotsController } from './shots.controller';
import { ShotsService } from './shots.service';
import { ShotsTransferController } from './shots-transfer.controller';

/** Shots: requirement 000. */
@Module({
  controllers: [ShotsController, ShotsTransferController],
  providers: [ShotRows, ShotWriter, ShotsService, ShotImportService, ShotExportService],
})
export class ShotsModule {}
