import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AnswerInterceptor } from './answer.interceptor';
import { HealthController } from '../operations/health.controller';
import { ListsModule } from './lists/lists.module';
import { ProblemFilter } from './problem.filter';
import { ProblemsController } from '../operations/problems.controller';
import { InputPipe } from './validation';

/** What every endpoint shares: problems, answers, checked input; health and metrics. */
@Module({
  imports: [ListsModule],
  controllers: [HealthController, ProblemsController],
  providers: [
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
})
export class HttpModule {}
