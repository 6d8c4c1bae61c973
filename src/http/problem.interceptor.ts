import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, from, type Observable } from 'rxjs';
import { DatabaseProblems } from './database-problems';

/**
 * What the database refuses a handler with becomes a problem. Global, and so around every other interceptor: a transaction
 * that is to be run again has been by then, and the row in the way is looked up outside of it.
 */
@Injectable()
export class ProblemInterceptor implements NestInterceptor {
  constructor(private readonly problems: DatabaseProblems) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    // An answer passes as it is; only what fails is looked at.
    return next
      .handle()
      .pipe(
        catchError((thrown: unknown) =>
          from(
            this.problems.translated(() =>
              Promise.reject(thrown instanceof Error ? thrown : new Error(String(thrown))),
            ),
          ),
        ),
      );
  }
}
