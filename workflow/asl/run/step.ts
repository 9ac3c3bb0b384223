/** What an execution does that path coverage counts; each has a place in the definition, as a JSON pointer. */
export type Step =
  /** A state is entered: `/States/Exam`. */
  | { readonly kind: "state"; readonly at: string }
  /** A transition is taken: `…/Next`, `…/End`, `…/Default`, `…/Choices/0`, `…/Catch/1`. */
  | { readonly kind: "edge"; readonly at: string }
  /** A retrier waits for another try, or means the error and has no tries left: `…/Retry/0`. */
  | { readonly kind: "retry" | "giveUp"; readonly at: string };

/** A name as a part of a JSON pointer (RFC 6901). */
export const pointerPart = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
