import { constraintRule, violatedKey } from '../database/constraint-catalogue';
import { isDatabaseAway, isRetryable, type PostgresError, postgresErrorOf } from '../database/errors';
import { type FieldError, ProblemError } from './problem';

/** Finds the row in the way of a duplicate, outside the transaction that failed. */
export type FindRow = (sql: string, values: unknown[]) => Promise<{ id: string; name?: string | null } | undefined>;

/** Input that PostgreSQL cannot represent: bad text, NUL, numbers and dates out of range, too long for an index, too deep. */
const INPUT_CODES = new Set([
  '22021',
  '22P02',
  '22P05',
  '22003',
  '22007',
  '22008',
  '22001',
  '54000',
  '54001',
  '22023',
  '2200G',
]);
const RETRY_SOON = { 'retry-after': '2' };

/**
 * What the database says as the refusal that a client gets; a problem is given back as it is. Undefined: neither of them.
 *
 * @param findRow looks up the row in the way of a duplicate
 */
export async function problemOf(thrown: unknown, findRow: FindRow): Promise<ProblemError | undefined> {
  if (thrown instanceof ProblemError) return thrown;
  const postgres = postgresErrorOf(thrown);
  if (postgres?.code.startsWith('23')) return problemOfConstraint(postgres, findRow);
  if (postgres && INPUT_CODES.has(postgres.code))
    return new ProblemError('invalid_input', 'A value cannot be stored: it is too long, too large or not valid text.');
  if (postgres?.code === '55P03')
    return new ProblemError(
      'database_busy',
      'Something else holds a lock on this, perhaps a migration. Try again in a moment.',
      [],
      RETRY_SOON,
    );
  if (postgres?.code === '57014')
    return new ProblemError(
      'database_busy',
      'The query took too long and was stopped. Ask for less, or try again.',
      [],
      RETRY_SOON,
    );
  if (isRetryable(thrown))
    return new ProblemError(
      'database_busy',
      'Too many callers change the same rows. Try again in a moment.',
      [],
      RETRY_SOON,
    );
  if (postgres && ['42P01', '42703', '42883'].includes(postgres.code))
    return new ProblemError(
      'schema_too_old',
      'The database lacks something that this version needs. An administrator must migrate it.',
      [],
      { 'retry-after': '30' },
    );
  if (isDatabaseAway(thrown))
    return new ProblemError(
      'database_unavailable',
      'The database cannot be reached at the moment. Try again shortly.',
      [],
      RETRY_SOON,
    );
  return undefined;
}

async function problemOfConstraint(error: PostgresError, findRow: FindRow): Promise<ProblemError | undefined> {
  if (error.code === '23502' && error.column) {
    const detail = `${error.column} must not be empty.`;
    return new ProblemError('invalid_input', detail, [{ pointer: `/${error.column}`, detail }]);
  }
  const rule = constraintRule(error.constraint);
  if (!rule || error.constraint === undefined) return undefined;
  const field: FieldError = { pointer: `/${rule.field}`, detail: rule.sentence, constraint: error.constraint };
  switch (error.code) {
    case '23505': {
      const key = violatedKey(error);
      const row =
        key !== undefined && rule.rowInTheWay
          ? await findRow(rule.rowInTheWay.sql, rule.rowInTheWay.values(key))
          : undefined;
      return new ProblemError('duplicate', rule.sentence, [{ ...field, ...(row && { conflicting_id: row.id }) }]);
    }
    case '23503': {
      // Both sides give the same names; only the key's columns tell them apart: a parent is referred to by its id.
      if (/\(id[,)]/.test(error.detail ?? '')) {
        const sentence = rule.parentSentence ?? rule.sentence;
        return new ProblemError('still_referenced', sentence, [{ ...field, detail: sentence }]);
      }
      return new ProblemError('unknown_reference', rule.sentence, [field]);
    }
    default:
      return new ProblemError('invalid_input', rule.sentence, [field]);
  }
}
