/** What differs between the runner and AWS, in lines to read. */
import { isDeepStrictEqual } from "node:util";
import type { Outcome } from "./cases";

const FIELDS = ["status", "output", "error", "nextState"] as const;

/** Nothing where both did the same. */
export function differences(here: Outcome, there: Outcome): readonly string[] {
  return FIELDS.filter((field) => !isDeepStrictEqual(here[field], there[field])).map(
    (field) => `${field}: ${shown(here[field])} here, ${shown(there[field])} in AWS`,
  );
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
