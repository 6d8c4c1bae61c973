import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { Consumes, IdParam } from '../../http/decorators';
import { Refuses } from '../../http/refuses';
import { sendExport } from '../../transfer/replies';
import { BillsService } from './bills.service';
import { BillQuery, KissImport, KissImportQuery, KissReconciliation, ReconcileQuery } from './exchange.dto';
import { KissExchangeService } from './kiss-exchange.service';

const TEXT = { schema: { type: 'string' } };
const FILE = { schema: { type: 'string', format: 'binary' } };
const KISS = { description: 'A KISS file, version 1.0 or 1.1, in UTF-8 or Latin-1.', schema: { type: 'string' } };

@ApiTags('drawings')
@Controller()
export class ExchangeController {
  constructor(
    private readonly bills: BillsService,
    private readonly kiss: KissExchangeService,
  ) {}

  @Get('projects/:id/bill-of-materials')
  @RequirePermission('content:read')
  @Refuses(422)
  @ApiOperation({ summary: 'What a project is built of, without what is on superseded drawings: CSV, XLSX or KISS' })
  @ApiOkResponse({
    content: {
      'text/csv': TEXT,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': FILE,
      'text/plain': TEXT,
    },
  })
  async bill(
    @IdParam() id: string,
    @Query() query: BillQuery,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendExport(reply, await this.bills.bill(id, query, caller));
  }

  @Post('drawings/:id/kiss')
  @RequirePermission('content:write')
  @Consumes('text/plain', 'application/octet-stream')
  @Refuses(409)
  @ApiOperation({ summary: 'Make components of the rows of a KISS file, all or none; the file is kept' })
  @ApiBody(KISS)
  @ApiCreatedResponse({
    type: KissImport,
    headers: { Location: { description: 'Where the file comes back.', schema: { type: 'string' } } },
  })
  import(
    @IdParam() id: string,
    @Query() query: KissImportQuery,
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.kiss.import(id, request.body as Readable, query, caller);
  }

  @Get('drawings/:id/kiss')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'The KISS file of a drawing with what changed since; the very same when nothing did' })
  @ApiOkResponse({ content: { 'text/plain': TEXT } })
  async export(@IdParam() id: string, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    sendExport(reply, await this.kiss.export(id, caller));
  }

  @Post('projects/:id/kiss/reconcile')
  @HttpCode(200)
  @RequirePermission('content:read')
  @Consumes('text/plain', 'application/octet-stream')
  @Refuses(422)
  @ApiOperation({ summary: 'How a KISS file differs from what is stored; nothing is written' })
  @ApiBody(KISS)
  @ApiOkResponse({ type: KissReconciliation })
  reconcile(
    @IdParam() id: string,
    @Query() query: ReconcileQuery,
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.kiss.reconcile(id, request.body as Readable, query, caller);
  }
}
