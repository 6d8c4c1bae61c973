/** What commands end with; see docs/administration.md. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  pending: 3,
  drift: 4,
  /** What was verified is not as it must be: the database, or a backup. */
  unverified: 5,
  refused: 6,
  busy: 75,
  interrupted: 130,
} as const;

/** An error that says what a command ends with. Every other error ends it with 1. Its message is all that people are told. */
export interface CommandFailure extends Error {
  readonly exitCode: number;
  /** What a program that asked for JSON gets beside `error`. */
  readonly report?: object;
}

/** A wrong option, or a question that was not answered with yes. The message says what is right. */
export class UsageError extends Error implements CommandFailure {
  override name = 'UsageError';
  readonly exitCode = EXIT.usage;

  /** @param report see {@link CommandFailure} */
  constructor(
    message: string,
    readonly report?: object,
  ) {
    super(message);
  }
}

/** The command was asked to stop, and has stopped where nothing is left half-done that the next run would not finish. */
export class InterruptedError extends Error implements CommandFailure {
  override name = 'InterruptedError';
  readonly exitCode = EXIT.interrupted;
}
