import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AnswerInterceptor } from './answer.interceptor';
import './idempotency.constraints';
import { DatabaseProblems } from './database-problems';
import { ProblemFilter } from './problem.filter';
import { ProblemInterceptor } from './problem.interceptor';
import { InputPipe } from './validation';

/** What every endpoint shares: problems, answers, checked input. */
@Module({
  providers: [
    DatabaseProblems,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: ProblemInterceptor },
    { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
  exports: [DatabaseProblems],
})
export class HttpModule {}
