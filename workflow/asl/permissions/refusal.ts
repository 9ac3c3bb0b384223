/** What is thrown where a permission cannot be known; `permissions` says of which state, and adds the other way out. */

export interface Refusal extends Error {
  /** What to do, as the beginning of a sentence. */
  readonly mend: string;
}

const WRITE = "Write it there, without wildcard or expression";

export const refusal = (message: string, mend = WRITE): Refusal =>
  Object.assign(new Error(message), { name: "UnknownPermission", mend });

export const isRefusal = (error: unknown): error is Refusal => error instanceof Error && "mend" in error;
