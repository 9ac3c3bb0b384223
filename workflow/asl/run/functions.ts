/** The functions that Step Functions adds to JSONata
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn). */
import { createHash } from "node:crypto";
import { parseJson, type Json } from "./json";
import { seededRandom } from "./random";

export interface JsonataFunction {
  readonly implementation: (...given: never[]) => Json | undefined;
  /** Checked by JSONata before the call (https://docs.jsonata.org/embedding-extending#function-signature-syntax). */
  readonly signature: string;
}

/** AWS refuses one element more (measured by others: floci, docs/services/step-functions.md). */
const LONGEST_RANGE = 360_145;

const HASHES: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** By name, without the dollar. What is random comes from `random`. */
export const addedFunctions = (random: () => number): Readonly<Record<string, JsonataFunction>> => ({
  partition: { implementation: partition, signature: "<an:a>" },
  range: { implementation: range, signature: "<nnn:a>" },
  hash: { implementation: hash, signature: "<ss:s>" },
  random: {
    implementation: (seed?: number) => (seed === undefined ? random() : seededRandom(seed)()),
    signature: "<n?:n>",
  },
  uuid: { implementation: () => uuid(random), signature: "<:s>" },
  parse: { implementation: parseJson, signature: "<s:x>" },
  // JSONata's own two need the Buffer of Node, which the sandbox does not have.
  base64encode: { implementation: recoded("binary", "base64"), signature: "<s-:s>" },
  base64decode: { implementation: recoded("base64", "binary"), signature: "<s-:s>" },
});

const recoded = (from: BufferEncoding, to: BufferEncoding) => (text?: string) =>
  text === undefined ? undefined : Buffer.from(text, from).toString(to);

/** Chunks of `size`, which is rounded down; the last one holds what is left. */
function partition(items: readonly Json[], size: number): Json {
  const step = Math.trunc(size);
  if (step < 1) throw new Error(`$partition takes a chunk size of 1 or more, found ${size}`);
  return Array.from({ length: Math.ceil(items.length / step) }, (_, chunk) =>
    items.slice(chunk * step, (chunk + 1) * step),
  );
}

/** From `start` to `end`, which is in it if a step lands there; all three are rounded towards zero. */
function range(start: number, end: number, step: number): Json {
  const [from, to, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  if (by === 0) throw new Error(`$range takes a step that is not 0, found ${step}`);
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > LONGEST_RANGE)
    throw new Error(`$range makes ${LONGEST_RANGE} elements at most, found ${length}`);
  return Array.from({ length }, (_, index) => from + index * by);
}

function hash(text: string, algorithm: string): Json {
  const known = HASHES[algorithm];
  if (known === undefined)
    throw new Error(`$hash knows ${Object.keys(HASHES).join(", ")}, found "${algorithm}"`);
  return createHash(known).update(text, "utf8").digest("hex");
}

/** Version 4 (RFC 9562, section 5.4); for identifiers, not for secrets. */
export function uuid(random: () => number): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}
