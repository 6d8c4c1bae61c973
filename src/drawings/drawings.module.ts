import { Module } from '@nestjs/common';
import { ComponentDetailsController } from './components/component-details.controller';
import { ComponentDetailsService } from './components/component-details.service';
import { ComponentExportService } from './components/component-export.service';
import { ComponentImportService } from './components/component-import.service';
import { ComponentRows } from './components/component-rows';
import { ComponentWriter } from './components/component-writer';
import { ComponentsController } from './components/components.controller';
import { ComponentsService } from './components/components.service';
import { ComponentsTransferController } from './components/components-transfer.controller';
import { InstanceIdentifiers } from './components/instance-identifiers';
import { PieceMarksController } from './components/marks/piece-marks.controller';
import { PieceMarksService } from './components/marks/piece-marks.service';
import { DrawingComparisons } from './drawings/comparison';
import { DrawingPictures } from './drawings/drawing-pictures';
import { DrawingPicturesController } from './drawings/drawing-pictures.controller';
import { DrawingProjectRows } from './drawings/drawing-projects';
import { DrawingsController } from './drawings/drawings.controller';
import { DrawingsService } from './drawings/drawings.service';
import './drawings.constraints';
import './drawings.problems';
import './drawings.resources';
import { BillsService } from './exchange/bills.service';
import { ExchangeController } from './exchange/exchange.controller';
import { KissExchangeService } from './exchange/kiss-exchange.service';
import { PageRenderer } from './pages';
import { Rendering } from './rendering/rendering';
import { Renderings } from './rendering/renderings';
import { SavedSearchesController } from './searches/saved-searches.controller';
import { SavedSearchesService } from './searches/saved-searches.service';

/** Engineering drawings and their components: requirement 004. */
@Module({
  controllers: [
    DrawingsController,
    DrawingPicturesController,
    ComponentsController,
    PieceMarksController,
    SavedSearchesController,
    ComponentDetailsController,
    ComponentsTransferController,
    ExchangeController,
  ],
  providers: [
    { provide: PageRenderer, useFactory: () => new PageRenderer() },
    DrawingProjectRows,
    DrawingsService,
    DrawingComparisons,
    DrawingPictures,
    Renderings,
    Rendering,
    ComponentRows,
    ComponentWriter,
    InstanceIdentifiers,
    ComponentsService,
    PieceMarksService,
    SavedSearchesService,
    ComponentDetailsService,
    ComponentImportService,
    ComponentExportService,
    BillsService,
    KissExchangeService,
  ],
})
export class DrawingsModule {}
