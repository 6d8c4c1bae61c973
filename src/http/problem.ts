import { findProblemKind, type ProblemCode, type ProblemKind } from './problem-catalogue';
import './http.problems';

export type { ProblemCode } from './problem-catalogue';

/** One bad field. `pointer` is a JSON pointer (RFC 6901) into the body, or the name of a parameter. */
export interface FieldError {
  pointer: string;
  detail: string;
  /** The database constraint that says so. */
  constraint?: string;
  /** The row in the way, for a duplicate. */
  conflicting_id?: string;
  /** For an item of a bulk call: what it would have been refused with, alone. */
  code?: ProblemCode;
}

/** The body of every refusal (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  code: ProblemCode;
  request_id?: string;
  errors?: FieldError[];
}

/**
 * A refusal that people read. Thrown anywhere, rendered once, by the problem filter.
 *
 * @param code what kind; gives the status
 * @param detail what is wrong, where, and what to do, in whole sentences
 */
export class ProblemError extends Error {
  override name = 'ProblemError';

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  get status(): number {
    return this.kind.status;
  }

  private get kind(): ProblemKind {
    const kind = findProblemKind(this.code);
    if (!kind) throw new Error(`the problem ${this.code} is described nowhere: its room's problems are not loaded`);
    return kind;
  }

  /** As the body of a response, or of one item's result. */
  toProblem(instance?: string, requestId?: string): Problem {
    return {
      type: `/problems/${this.code}`,
      title: this.kind.title,
      status: this.status,
      detail: this.detail,
      ...(instance !== undefined && { instance }),
      code: this.code,
      ...(requestId !== undefined && { request_id: requestId }),
      ...(this.errors.length > 0 && { errors: [...this.errors] }),
    };
  }
}

/** "Not found" for a path: also the answer for what the caller may not see. */
export function notFound(what: string, id: string): ProblemError {
  return new ProblemError('not_found', `There is no ${what} ${id}, or you may not see it.`);
}

/** A reference in a body or a filter that does not exist, or that the caller may not see. */
export function unknownReference(pointer: string, what: string, id: string, constraint?: string): ProblemError {
  const detail = `There is no ${what} ${id}, or you may not see it.`;
  return new ProblemError('unknown_reference', detail, [{ pointer, detail, ...(constraint && { constraint }) }]);
}

/** One bad field of the input. */
export function invalidField(pointer: string, detail: string, constraint?: string): ProblemError {
  return new ProblemError('invalid_input', detail, [{ pointer, detail, ...(constraint && { constraint }) }]);
}
