import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DatabaseProblems } from '../http/database-problems';
import { PUBLIC } from '../http/metadata';
import { SchemaGate } from './schema-gate';

/**
 * The first guard: the schema must be one that this version can serve from. Not asked for handlers that answer always,
 * such as health and metrics.
 */
@Injectable()
export class SchemaGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly gate: SchemaGate,
    private readonly problems: DatabaseProblems,
  ) {}

  /** @throws ProblemError 503 schema_too_old · 503 schema_too_new */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.gate.isBelieved || this.reflector.get<string | undefined>(PUBLIC, context.getHandler()) === 'always')
      return true;
    return this.problems.translated(() => this.gate.pass()).then(() => true);
  }
}
