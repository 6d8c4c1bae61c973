import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { finished } from 'node:stream';
import { RequirePermission } from '../access/decorators';
import { Answer } from '../http/answer';
import { notFound } from '../http/problem';
import { Refuses } from '../http/refuses';
import { MigrationBody, MigrationList } from './migration.dto';
import { MigrationsService } from './migrations.service';

@ApiTags('administration')
@Controller('admin/migrations')
export class MigrationsController {
  constructor(private readonly migrations: MigrationsService) {}

  @Get()
  @RequirePermission('migrations:read')
  @ApiOperation({ summary: 'Which migrations are applied, pending or going on, and how far' })
  @ApiOkResponse({ type: MigrationList })
  async list(): Promise<Answer> {
    return Answer.json(JSON.stringify(await this.migrations.list()));
  }

  @Get('events')
  @RequirePermission('migrations:read')
  @ApiOperation({ summary: 'Server-sent events: the list, at once and whenever something has changed' })
  @ApiOkResponse({
    description: 'Events named `status`; each has the list as JSON. A comment now and then keeps the connection open.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async events(@Res() reply: FastifyReply): Promise<void> {
    const events = await this.migrations.events();
    // Fastify ends it with the response to GET, but not to HEAD.
    finished(reply.raw, () => events.destroy());
    void reply
      .status(200)
      .headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      .send(events);
  }

  @Get(':name')
  @RequirePermission('migrations:read')
  @Refuses(404)
  @ApiOperation({ summary: 'One migration, by its name with or without the timestamp' })
  @ApiOkResponse({ type: MigrationBody })
  async read(@Param('name') name: string): Promise<Answer> {
    const migration = await this.migrations.find(name);
    if (!migration) throw notFound('migration', name);
    return Answer.json(JSON.stringify(migration));
  }
}
