/** One kind of refusal, as its room describes it. */
export interface ProblemKind {
  /** The HTTP status. */
  status: 400 | 401 | 403 | 404 | 409 | 410 | 412 | 413 | 414 | 415 | 416 | 422 | 429 | 431 | 500 | 503;
  /** The kind in a few words; the same every time. */
  title: string;
  /** What it may say one time, for the OpenAPI document. */
  example: { detail: string; errors?: { pointer: string; detail: string; [more: string]: string }[] };
}

/**
 * Every kind of refusal by its code. A room adds its own where it describes them, so that a code which nobody describes
 * does not compile:
 *
 * ```ts
 * export const treeProblems = describeProblems({ tree_too_deep: { status: 409, title: …, example: { detail: … } } });
 * declare module '../http/problem-catalogue' {
 *   interface ProblemKinds extends Described<typeof treeProblems> {}
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is filled by those who describe problems
export interface ProblemKinds {}

/** What a call of {@link describeProblems} adds to {@link ProblemKinds}. */
export type Described<Kinds> = { [Code in keyof Kinds]: ProblemKind };

/** What programs tell refusals apart by. Stable: clients depend on it. */
export type ProblemCode = keyof ProblemKinds;

const kinds = new Map<string, ProblemKind>();

/**
 * Enters a room's kinds of refusals into the catalogue; to be imported by the room's module.
 *
 * @throws Error for a code that is described already
 */
export function describeProblems<const Kinds extends Readonly<Record<string, ProblemKind>>>(described: Kinds): Kinds {
  for (const [code, kind] of Object.entries(described)) {
    if (kinds.has(code)) throw new Error(`the problem ${code} is described twice`);
    kinds.set(code, kind);
  }
  return described;
}

/** The kind behind a code, or undefined for a code that no loaded room describes. */
export function findProblemKind(code: string): ProblemKind | undefined {
  return kinds.get(code);
}

/** Every described kind: by status, and then as it was described. */
export function problemKinds(): (ProblemKind & { code: ProblemCode })[] {
  const all = [...kinds].map(([code, kind]) => ({ code: code as ProblemCode, ...kind }));
  return all.sort((a, b) => a.status - b.status);
}
