import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { DatabaseProblems } from './database-problems';

/**
 * What the database refuses a handler with becomes a problem. Global, and so around every other interceptor: a transaction
 * that is to be run again has been by then, and the row in the way is looked up outside of it.
 */
@Injectable()
export class ProblemInterceptor implements NestInterceptor {
  constructor(private readonly problems: DatabaseProblems) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(
      this.problems.translated(() => lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined })),
    );
  }
}
