import { Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import { IdParam } from '../../http/decorators';
import { GivesRows, TakesRows, UploadedRows } from '../../transfer/decorators';
import type { Upload } from '../../transfer/importer';
import { sendExport, sendReport } from '../../transfer/replies';
import { ComponentExportService } from './component-export.service';
import { ComponentImportService } from './component-import.service';
import { ComponentExportQuery, ComponentImportQuery } from './component.dto';

@ApiTags('drawings')
@Controller()
export class ComponentsTransferController {
  constructor(
    private readonly imports: ComponentImportService,
    private readonly exports: ComponentExportService,
  ) {}

  @Post('drawings/:id/components/import')
  @HttpCode(200)
  @RequirePermission('content:write')
  @TakesRows(
    'Rows with piece_mark and what else a component has; a row without instance_identifier is one more piece of its mark.',
  )
  @ApiOperation({ summary: 'Import components of any number into a drawing' })
  async intoDrawing(
    @IdParam() id: string,
    @Query() query: ComponentImportQuery,
    @UploadedRows() upload: Upload,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    sendReport(reply, await this.imports.intoDrawing(id, upload, query, caller));
  }

  @Get('drawings/:id/components/export')
  @RequirePermission('content:read')
  @GivesRows('In the natural order of the marks; a spreadsheet program should import the columns of marks as text.')
  @ApiOperation({ summary: 'Export the components of a drawing; an import takes it back' })
  async export(
    @IdParam() id: string,
    @Query() query: ComponentExportQuery,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    sendExport(reply, await this.exports.export(id, query, caller));
  }
}
