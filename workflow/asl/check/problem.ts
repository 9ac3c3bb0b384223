/** What is wrong with a definition, and how it is said. */
import type { RuleId } from "./rules";

export { guide, projectRule, spec } from "./sources";

export interface Problem {
  /** JSON pointer (RFC 6901) into the definition; of the object itself where a field is missing. */
  readonly pointer: string;
  /** `family/rule`: rules.ts lists them. */
  readonly rule: RuleId;
  readonly message: string;
  readonly mend: string;
  /** A section of the specification or a page of AWS; "project rule" where the language would allow it. */
  readonly source: string;
}

export const below = (pointer: string, ...path: readonly (string | number)[]): string =>
  pointer + path.map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** By pointer, then rule, then message, in code units: the same on every machine. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ pointer, rule, message }: Problem) => [pointer, rule, message] as const;
  return [...problems].sort((left, right) => compare(key(left), key(right)));
}

function compare(left: readonly string[], right: readonly string[]): number {
  for (const [index, text] of left.entries()) {
    const other = right[index] ?? "";
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

const oneProblem = ({ pointer, rule, message, mend, source }: Problem) =>
  [`${pointer || "(the whole definition)"}: ${message}`, `  ${mend}`, `  [${rule}] ${source}`].join("\n");

export function listing(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`The state machine definition has ${count}.`, ...problems.map(oneProblem)].join("\n\n");
}
