import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/decorators';
import { Answer } from '../http/answer';
import { notFound } from '../http/problem';
import { findProblemKind } from '../http/problem-catalogue';
import { Refuses } from '../http/refuses';

/** Where the `type` of every problem leads. */
@ApiTags('operations')
@Controller('problems')
export class ProblemsController {
  @Get(':code')
  @Public('always')
  @Refuses(404)
  @ApiOperation({ summary: 'What a kind of problem means' })
  @ApiOkResponse({
    description: 'The kind.',
    schema: {
      type: 'object',
      required: ['code', 'status', 'title'],
      properties: { code: { type: 'string' }, status: { type: 'integer' }, title: { type: 'string' } },
    },
  })
  read(@Param('code') code: string): Answer {
    const kind = findProblemKind(code);
    if (!kind) throw notFound('kind of problem', code);
    return Answer.json(JSON.stringify({ code, status: kind.status, title: kind.title }));
  }
}
