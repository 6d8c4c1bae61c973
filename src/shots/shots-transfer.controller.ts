import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { CurrentCaller, RequirePermission } from '../access/decorators';
import type { Caller } from '../access/permissions';
import { Consumes, IdParam } from '../http/handlers';
import { ShotExportQuery, ShotImportQuery } from './shot.dto';
import { ShotExportService } from './shot-export.service';
import { ShotImportService } from './shot-import.service';

/** A reader that takes nothing for so long is gone; the connection behind an export is needed by others. */
const STALLED_MS = 60_000;

const REPORT = {
  description:
    'A line for every row (`{line, status, id?, note?, problem?}`, where `note` is `skipped` or `unchanged`), sent when its batch is committed; then `{summary, rejects_url, problem?}`. A `problem` there says why the import broke off.',
  content: { 'application/x-ndjson': { schema: { type: 'string' } } },
};

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
  @Consumes('text/csv', 'application/x-ndjson')
  @ApiBody({
    description:
      'Rows with name, description, status, frame_start, frame_end, data; a CSV file begins with their names.',
    schema: { type: 'string' },
  })
  @ApiOperation({ summary: 'Import shots of any number into an episode' })
  @ApiOkResponse(REPORT)
  async intoEpisode(
    @IdParam() id: string,
    @Query() query: ShotImportQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    send(
      reply,
      await this.imports.intoEpisode(id, request.body as Readable, typeOf(request), query, caller),
      'application/x-ndjson; charset=utf-8',
    );
  }

  @Post('projects/:id/shots/import')
  @HttpCode(200)
  @RequirePermission('content:write')
  @Consumes('text/csv', 'application/x-ndjson')
  @ApiBody({
    description: 'As for an episode, and `episode`: the name of the episode that the row belongs to.',
    schema: { type: 'string' },
  })
  @ApiOperation({ summary: 'Import shots of any number into the episodes of a project' })
  @ApiOkResponse(REPORT)
  async intoProject(
    @IdParam() id: string,
    @Query() query: ShotImportQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    send(
      reply,
      await this.imports.intoProject(id, request.body as Readable, typeOf(request), query, caller),
      'application/x-ndjson; charset=utf-8',
    );
  }

  @Get('imports/:id/rejects')
  @RequirePermission('content:write')
  @ApiOperation({ summary: 'The rows that an import of yours rejected, to be mended and sent again; kept for a day' })
  @ApiOkResponse({
    description: 'In the format of the upload, with `import_error`.',
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } },
  })
  async rejects(@IdParam() id: string, @Res() reply: FastifyReply, @CurrentCaller() caller: Caller): Promise<void> {
    const { format, stream } = await this.imports.rejects(id.toLowerCase(), caller);
    attach(reply, `rejects.${format}`);
    send(reply, stream, format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8');
  }

  @Get('projects/:id/shots/export')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Export the shots of a project; an import takes it back' })
  @ApiOkResponse({
    description: 'In the order of the episodes.',
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } },
  })
  async export(
    @IdParam() id: string,
    @Query() query: ShotExportQuery,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const { stream, contentType, fileName } = await this.exports.export(id, query, caller);
    attach(reply, fileName);
    reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
    send(reply, stream, contentType);
  }
}

function typeOf(request: FastifyRequest): string {
  return request.headers['content-type'] ?? '';
}

function attach(reply: FastifyReply, fileName: string): void {
  void reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`);
}

function send(reply: FastifyReply, stream: Readable, type: string): void {
  void reply.status(200).header('content-type', type).send(stream);
}
