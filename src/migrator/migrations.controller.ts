import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../access/decorators';
import { Answer } from '../http/answer';
import { notFound } from '../http/problem';
import { MigrationBody, MigrationList } from './migration.dto';
import { MigrationsService } from './migrations.service';

@ApiTags('administration')
@Controller('admin/migrations')
export class MigrationsController {
  constructor(private readonly migrations: MigrationsService) {}

  @Get()
  @RequirePermission('migrations:read')
  @ApiOperation({ summary: 'Which migrations are applied and which are pending' })
  @ApiOkResponse({ type: MigrationList })
  async list(): Promise<Answer> {
    return Answer.json(JSON.stringify({ items: await this.migrations.list() }));
  }

  @Get(':name')
  @RequirePermission('migrations:read')
  @ApiOperation({ summary: 'One migration, by its name with or without the timestamp' })
  @ApiOkResponse({ type: MigrationBody })
  async read(@Param('name') name: string): Promise<Answer> {
    const migration = await this.migrations.find(name);
    if (!migration) throw notFound('migration', name);
    return Answer.json(JSON.stringify(migration));
  }
}
