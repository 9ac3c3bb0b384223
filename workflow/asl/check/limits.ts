/** What AWS takes at most. The whole definition: index.ts; names: names.ts. */
import { below, guide, type Problem } from "./problem";
import { partsOf, type CheckedMachine } from "./view";

/** Of the input or output of a state, in UTF-8. */
const MOST_BYTES = 262_144;

/** Fields that are handed on as they stand, or more: what they hold at run time is no smaller than their literals. */
const PAYLOADS: readonly string[] = [
  "Arguments",
  "BatchInput",
  "ItemSelector",
  "Items",
  "Output",
  "Parameters",
  "Result",
  "ResultSelector",
];

export function* limits({ states }: CheckedMachine): Iterable<Problem> {
  for (const state of states)
    for (const { fields, shape, pointer } of partsOf(state))
      for (const name of PAYLOADS) {
        const value = fields[name];
        if (value === undefined || !Object.hasOwn(shape.fields, name)) continue;
        const bytes = Buffer.byteLength(JSON.stringify(value));
        if (bytes > MOST_BYTES)
          yield {
            pointer: below(pointer, name),
            rule: "limit/payload",
            message: `expected at most ${MOST_BYTES} bytes, found ${bytes}`,
            mend: "Put it where the states can read it, in S3 for example, and hand on where it is.",
            source: guide("service-quotas"),
          };
      }
}
