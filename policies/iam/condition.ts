/** Conditions of IAM statements (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html). */
import { isProperties, UNKNOWN } from "../value";
import { texts, wildcard, type Statement } from "./document";

/** Operators that ask for a value, by how they compare. */
const OPERATORS: ReadonlyMap<string, (pattern: string, text: string) => boolean> = new Map([
  ["stringequals", (pattern: string, text: string) => pattern === text],
  ["stringlike", wildcard],
  ["arnequals", wildcard],
  ["arnlike", wildcard],
]);

interface Asked {
  /** In small letters: keys know no case. */
  readonly key: string;
  readonly compare: ((pattern: string, text: string) => boolean) | undefined;
  readonly values: readonly string[];
}

const asked = (condition: Statement["condition"]): readonly Asked[] =>
  Object.entries(condition === UNKNOWN ? {} : condition).flatMap(([operator, keys]) =>
    Object.entries(isProperties(keys) ? keys : {}).map(([key, values]) => ({
      key: key.toLowerCase(),
      compare: OPERATORS.get(operator.toLowerCase()),
      values: texts(values),
    })),
  );

/** The keys that a condition asks for a value of, in small letters. */
export const keysAsked = (condition: Statement["condition"]): readonly string[] =>
  asked(condition).flatMap(({ key, compare }) => (compare ? [key] : []));

/** Whether a condition asks for these keys and no others, and lets these values through: any, where one is undefined. */
export function asksFor(
  condition: Statement["condition"],
  wanted: ReadonlyMap<string, string | undefined>,
): boolean {
  const all = asked(condition);
  return (
    [...wanted.keys()].every((name) => all.some(({ key }) => key === name)) &&
    all.every(({ key, compare, values }) => {
      if (!compare || !wanted.has(key)) return false;
      const text = wanted.get(key);
      return text === undefined ? values.length > 0 : values.some((value) => compare(value, text));
    })
  );
}
