/** What parses, or the test fails. */
import {
  evaluateIntrinsic,
  fillTemplate,
  parseIntrinsic,
  parsePath,
  parseTemplate,
  type Chance,
  type Data,
  type Path,
} from "../../../../workflow/asl/jsonpath";
import type { Json } from "../../../../workflow/asl/json";
import { seededRandom } from "../../../../workflow/asl/run/random";

export const chance = (seed = 1): Chance => ({ random: seededRandom(seed), seeded: seededRandom });

export const data = (input: Json, more: Partial<Data> = {}): Data => ({
  input,
  context: {},
  variables: {},
  ...more,
});

export function path(text: string): Path {
  const parsed = parsePath(text);
  if ("fault" in parsed) throw new Error(`${text}: ${parsed.fault}`);
  return parsed;
}

/** The value, or the fault. */
export function call(text: string, input: Json = {}, more: Partial<Data> = {}): unknown {
  const parsed = parseIntrinsic(text);
  if ("fault" in parsed) throw new Error(`${text}: ${parsed.fault}`);
  const found = evaluateIntrinsic(parsed, data(input, more), chance());
  return "fault" in found ? found : found.value;
}

/** The value, or the fault. */
export function fill(json: Json, input: Json = {}, more: Partial<Data> = {}): unknown {
  const parsed = parseTemplate(json);
  if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
  const filled = fillTemplate(parsed, data(input, more), chance());
  return "fault" in filled ? filled : filled.value;
}
