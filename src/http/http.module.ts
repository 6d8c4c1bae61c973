import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AnswerInterceptor } from './answer.interceptor';
import { ProblemFilter } from './problem.filter';
import { InputPipe } from './validation';

/** What every endpoint shares: problems, answers, checked input. */
@Module({
  providers: [
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
})
export class HttpModule {}
