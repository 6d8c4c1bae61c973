import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { MigrationDeclaration, SemanticCheck } from './declaration';
import type { Finding } from './finding';
import type { Step } from './steps';
import { runByTypeOrm } from './run/typeorm-run';

/**
 * A schema change in steps, each with its way back, that runs while clients read and write.
 *
 * It is a migration of TypeORM's as well: its command line can show it, and run it with `-t none`. Only the migrator runs
 * it under a lock and with policies.
 */
export abstract class OnlineMigration implements MigrationInterface, MigrationDeclaration {
  abstract readonly name: string;
  /** For TypeORM: index builds cannot run in a transaction. */
  readonly transaction = false;
  readonly findings: readonly Finding[] = [];
  abstract readonly steps: readonly Step[];
  readonly checks: readonly SemanticCheck[] = [];
  readonly contract: boolean = false;

  /** See {@link runByTypeOrm}. */
  up(runner: QueryRunner): Promise<void> {
    return runByTypeOrm(this, runner, 'up');
  }

  /** See {@link runByTypeOrm}. */
  down(runner: QueryRunner): Promise<void> {
    return runByTypeOrm(this, runner, 'down');
  }
}
