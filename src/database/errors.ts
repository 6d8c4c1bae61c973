/** What the pg driver says of a failed statement; `table` and `constraint` only where PostgreSQL names them. */
export interface PostgresError extends Error {
  code: string;
  detail?: string;
  table?: string;
  constraint?: string;
  column?: string;
}

/** What the driver has thrown: TypeORM puts it into an error of its own. */
function driverErrorOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'driverError' in thrown ? thrown.driverError : thrown;
}

/** The driver's error inside whatever was thrown, or undefined when it came from elsewhere. */
export function postgresErrorOf(thrown: unknown): PostgresError | undefined {
  const error = driverErrorOf(thrown);
  if (!(error instanceof Error)) return undefined;
  const code = (error as Partial<PostgresError>).code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && code !== 'EPIPE'
    ? (error as PostgresError)
    : undefined;
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);
const AWAY = new Set([
  '28000',
  '28P01',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '3D000',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '55000',
]);

/** The database cannot be reached, or is going away, so the request may be sent again later. */
export function isDatabaseAway(thrown: unknown): boolean {
  const error = driverErrorOf(thrown);
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code ?? '';
  if (AWAY.has(code) || CONNECTION_CODES.has(code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/i.test(
    error.message,
  );
}

/** Somebody else was quicker than what this transaction had looked up; it must be run again from its start. */
export class RunAgainError extends Error {
  override name = 'RunAgainError';
}

/** A whole transaction that failed like this may be run again: deadlock, serialization failure, {@link RunAgainError}. */
export function isRetryable(thrown: unknown): boolean {
  if (thrown instanceof RunAgainError) return true;
  const code = postgresErrorOf(thrown)?.code;
  return code === '40001' || code === '40P01';
}

/**
 * The same error for the log. PostgreSQL's own words about it may quote a whole row, with a password's hash or what people
 * have written.
 */
export function withoutValues(thrown: unknown): unknown {
  const error = postgresErrorOf(thrown);
  if (error) for (const quoting of ['detail', 'where', 'internalQuery']) Reflect.deleteProperty(error, quoting);
  return thrown;
}
