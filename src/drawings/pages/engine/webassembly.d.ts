/** What of WebAssembly is used: its types come with those of browsers, which this service is none of. */
declare namespace WebAssembly {
  /** Compiled code, which threads share. */
  type Module = object;
  const Module: new (bytes: Uint8Array) => Module;

  /** Code with a memory of its own. */
  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Record<string, unknown>;
  }

  /** Functions that code calls by their number. */
  interface Table {
    set(index: number, value: unknown): void;
  }

  /** What code is given. */
  type Imports = Record<string, Record<string, unknown>>;

  /** A trap. */
  class RuntimeError extends Error {}

  function instantiate(module: Module, imports: Imports): Promise<Instance>;
}
