/** Every kind of refusal: its HTTP status and its title. The code is stable; clients may depend on it. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: 'The request cannot be read' },
  invalid_input: { status: 400, title: 'The input is not valid' },
  unknown_parameter: { status: 400, title: 'The request names a parameter that does not exist' },
  invalid_cursor: { status: 400, title: 'The cursor does not fit this list' },
  unknown_reference: { status: 400, title: 'The input refers to something that does not exist' },
  project_mismatch: { status: 400, title: 'The project does not match' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  invalid_credentials: { status: 401, title: 'Sign-in failed' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  duplicate: { status: 409, title: 'It exists already' },
  still_referenced: { status: 409, title: 'It is still in use' },
  state_conflict: { status: 409, title: 'The state does not allow this' },
  no_root: { status: 409, title: 'The story has no root' },
  several_roots: { status: 409, title: 'The story has several roots' },
  unreachable: { status: 409, title: 'A scenelet cannot be reached' },
  branch_without_prompt: { status: 409, title: 'A branch point asks nothing' },
  branch_with_fewer_than_two_children: { status: 409, title: 'A branch point has too few choices' },
  choice_without_label: { status: 409, title: 'A choice has no words' },
  several_children_without_branch_point: { status: 409, title: 'A scenelet goes on in several ways' },
  dead_end: { status: 409, title: 'A scenelet leads nowhere' },
  shots_missing: { status: 409, title: 'A scenelet has no shots' },
  media_missing: { status: 409, title: 'A shot has no media' },
  tree_too_deep: { status: 409, title: 'The tree is too deep to be nested' },
  tree_too_large: { status: 409, title: 'The tree is too large for a picture' },
  idempotency_in_progress: { status: 409, title: 'The same request is still running' },
  stale_version: { status: 412, title: 'It has changed meanwhile' },
  body_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The address is too long' },
  unsupported_media_type: { status: 415, title: 'The media type is not supported' },
  idempotency_mismatch: { status: 422, title: 'The idempotency key belongs to another request' },
  too_many_requests: { status: 429, title: 'Too many attempts' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  database_unavailable: { status: 503, title: 'The database is away' },
  database_busy: { status: 503, title: 'The database is busy' },
  schema_too_new: { status: 503, title: 'The database schema is too new' },
  schema_too_old: { status: 503, title: 'The database schema is too old' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

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
    return PROBLEMS[this.code].status;
  }

  /** As the body of a response, or of one item's result. */
  toProblem(instance?: string, requestId?: string): Problem {
    return {
      type: `/problems/${this.code}`,
      title: PROBLEMS[this.code].title,
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
