import { Module } from '@nestjs/common';
import './shots.constraints';
import { ShotWriter } from './shot-writer';
import { ShotsController } from './shots.controller';
import { ShotsService } from './shots.service';

/** Shots: requirement 000. */
@Module({ controllers: [ShotsController], providers: [ShotWriter, ShotsService], exports: [ShotWriter] })
export class ShotsModule {}
