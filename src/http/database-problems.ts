import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service';
import type { ProblemError } from './problem';
import { problemOf } from './problem-of';

/**
 * Says in problems what PostgreSQL says in SQLSTATEs. Stands around whatever asks the database for a request: every
 * handler with its transaction and its retries (see {@link ProblemInterceptor}), and the guard, which comes before those.
 */
@Injectable()
export class DatabaseProblems {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError what the database refused `work` with · anything else as it was thrown */
  async translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw (await this.of(thrown)) ?? thrown;
    }
  }

  private of(thrown: unknown): Promise<ProblemError | undefined> {
    return problemOf(thrown, (sql, values) => this.database.readOne('constraint.row_in_the_way', sql, values));
  }
}
