/** What a property's value must be, in words and as a test. */
import { at, show, UNKNOWN, type Properties, type Value } from "./value";
import type { Finding } from "./rule";

export interface Expectation {
  readonly says: string;
  readonly holds: (value: Value) => boolean;
}

export const is = (expected: string | number | boolean): Expectation => ({
  says: JSON.stringify(expected),
  holds: (value) => value === expected,
});

/** For what is so where nothing is said. */
export const isOrAbsent = (expected: string | number | boolean): Expectation => ({
  says: `${JSON.stringify(expected)}, or nothing`,
  holds: (value) => value === expected || value === undefined || value === null,
});

/** Of any type; an empty text is none. */
export const present: Expectation = {
  says: "a value",
  holds: (value) => value !== undefined && value !== null && value !== "",
};

export const text = (says: string, pattern: RegExp): Expectation => ({
  says,
  holds: (value) => typeof value === "string" && pattern.test(value),
});

export const atLeast = (least: number): Expectation => ({
  says: `at least ${least}`,
  holds: (value) => typeof value === "number" && value >= least,
});

export const both = (first: Expectation, second: Expectation): Expectation => ({
  says: `${first.says}, and ${second.says}`,
  holds: (value) => first.holds(value) && second.holds(value),
});

/** The finding about one property. */
export function judged(properties: Properties, path: string, expectation: Expectation): Finding {
  const value = at(properties, path);
  const verdict = value === UNKNOWN ? "unknown" : expectation.holds(value) ? "pass" : "fail";
  return { verdict, path, expected: expectation.says, actual: show(value) };
}
