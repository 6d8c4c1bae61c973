import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/decorators';
import { metrics } from '../database/metrics';
import { noteOf, refusalOf, type SchemaPosition, SchemaGate } from '../migrator/schema-gate';
import { Answer } from '../http/answer';

/** For whoever watches the service. */
@ApiTags('operations')
@Controller()
export class HealthController {
  constructor(private readonly schemaGate: SchemaGate) {}

  @Get('health/live')
  @Public('always')
  @ApiOperation({ summary: 'Is the process alive?' })
  @ApiOkResponse({
    description: 'It is.',
    schema: { type: 'object', required: ['status'], properties: { status: { type: 'string', enum: ['live'] } } },
  })
  live(): Answer {
    return Answer.json('{"status":"live"}');
  }

  @Get('health/ready')
  @Public('always')
  @ApiOperation({ summary: 'May it be sent requests? Database reachable, schema new enough.' })
  @ApiOkResponse({ description: 'Ready.', schema: readyBody('ready') })
  @ApiServiceUnavailableResponse({
    description: 'Not ready; `detail` says why.',
    schema: readyBody('not_ready'),
    headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } },
  })
  async ready(): Promise<Answer> {
    const position = await this.schemaGate.look().catch(() => undefined);
    if (!position) return ready(503, 'The database cannot be reached.', 'away', undefined);
    const refusal = refusalOf(position);
    if (refusal) return ready(503, refusal.detail, 'reachable', position);
    return ready(200, `Ready. ${noteOf(position)}`.trim(), 'reachable', position);
  }

  @Get('metrics')
  @Public('always')
  @Header('content-type', metrics.contentType)
  @ApiOperation({ summary: 'Metrics in Prometheus’ text format' })
  @ApiOkResponse({ description: 'Metrics.', content: { 'text/plain': { schema: { type: 'string' } } } })
  metrics(): Promise<string> {
    return metrics.metrics();
  }
}

function ready(status: number, detail: string, database: string, schema: SchemaPosition | undefined): Answer {
  const body = JSON.stringify({
    status: status === 200 ? 'ready' : 'not_ready',
    detail,
    database,
    ...(schema && { schema }),
  });
  return new Answer(status, body, status === 503 ? { 'retry-after': '5' } : {});
}

function readyBody(status: string) {
  return {
    type: 'object' as const,
    required: ['status', 'detail', 'database'],
    properties: {
      status: { type: 'string', enum: [status] },
      detail: { type: 'string' },
      database: { type: 'string', enum: ['reachable', 'away'] },
      schema: {
        type: 'object' as const,
        required: ['applied', 'pending', 'missing', 'unknown', 'breaking'],
        properties: {
          applied: { type: 'string', nullable: true },
          pending: { type: 'array', items: { type: 'string' } },
          missing: { type: 'array', items: { type: 'string' } },
          unknown: { type: 'array', items: { type: 'string' } },
          breaking: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  };
}
