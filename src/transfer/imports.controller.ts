import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, RequirePermission } from '../access/decorators';
import type { Caller } from '../access/permissions';
import { IdParam } from '../http/decorators';
import { notFound } from '../http/problem';
import { GivesRows } from './decorators';
import { ImportFiles } from './import-files';
import { sendFile } from './replies';

/** What clients know the operation by since shots were the only rows to be imported. */
const KNOWN_AS = 'shotsTransfer_rejects';

@ApiTags('shots')
@Controller('imports')
export class ImportsController {
  constructor(private readonly files: ImportFiles) {}

  @Get(':id/rejects')
  @RequirePermission('content:write')
  @ApiOperation({
    operationId: KNOWN_AS,
    summary: 'The rows that an import of yours rejected, to be mended and sent again; kept for a day',
  })
  @GivesRows('In the format of the upload, with `import_error`.')
  async rejects(@IdParam() id: string, @Res() reply: FastifyReply, @CurrentCaller() caller: Caller): Promise<void> {
    const found = await this.files.findRejects(id, caller.id);
    if (!found) throw notFound('file of rejected rows for the import', id);
    const { format, stream } = found;
    const contentType = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8';
    sendFile(reply, { stream, contentType, fileName: `rejects.${format}` });
  }
}
