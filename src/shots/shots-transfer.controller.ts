import { Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, RequirePermission } from '../access/decorators';
import type { Caller } from '../access/permissions';
import { IdParam } from '../http/decorators';
import { GivesRows, TakesRows, UploadedRows } from '../transfer/decorators';
import type { Upload } from '../transfer/importer';
import { sendExport, sendReport } from '../transfer/replies';
import { ShotExportService } from './shot-export.service';
import { ShotImportService } from './shot-import.service';
import { ShotExportQuery, ShotImportQuery } from './shot.dto';

@ApiTags('shots')
@Controller()
export class ShotsTransferController {
  constructor(
    private readonly imports: ShotImportService,
    private readonly exports: ShotExportService,
  ) {}

  @Post('episodes/:id/shots/import')
  @HttpCode(200)
  @RequirePermission('content:write')
  @TakesRows('Rows with name, description, status, frame_start, frame_end, data; a CSV file begins with their names.')
  @ApiOperation({ summary: 'Import shots of any number into an episode' })
  async intoEpisode(
    @IdParam() id: string,
    @Query() query: ShotImportQuery,
    @UploadedRows() upload: Upload,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    sendReport(reply, await this.imports.intoEpisode(id, upload, query, caller));
  }

  @Post('projects/:id/shots/import')
  @HttpCode(200)
  @RequirePermission('content:write')
  @TakesRows('As for an episode, and `episode`: the name of the episode that the row belongs to.')
  @ApiOperation({ summary: 'Import shots of any number into the episodes of a project' })
  async intoProject(
    @IdParam() id: string,
    @Query() query: ShotImportQuery,
    @UploadedRows() upload: Upload,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    sendReport(reply, await this.imports.intoProject(id, upload, query, caller));
  }

  @Get('projects/:id/shots/export')
  @RequirePermission('content:read')
  @GivesRows('In the order of the episodes.')
  @ApiOperation({ summary: 'Export the shots of a project; an import takes it back' })
  async export(
    @IdParam() id: string,
    @Query() query: ShotExportQuery,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    sendExport(reply, await this.exports.export(id, query, caller));
  }
}
