import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/decorators';
import { Answer } from '../http/answer';
import { notFound, type ProblemCode, PROBLEMS } from '../http/problem';

/** Where the `type` of every problem leads. */
@ApiTags('operations')
@Controller('problems')
export class ProblemsController {
  @Get(':code')
  @Public('always')
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
    if (!Object.hasOwn(PROBLEMS, code)) throw notFound('kind of problem', code);
    return Answer.json(JSON.stringify({ code, ...PROBLEMS[code as ProblemCode] }));
  }
}
