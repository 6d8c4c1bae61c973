/**
 * What a child process tells: that it can begin; what came of its task; that the task could not be done, for a reason that is
 * not its file's (it is not there); how it fares with a task that takes long.
 */
export type ChildMessage<Result> =
  | { ready: true }
  | { result: Result }
  | { failed: string }
  | { gauge: { processorSeconds: number; memoryBytes: number } };
