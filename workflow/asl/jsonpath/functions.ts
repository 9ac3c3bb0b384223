/** The intrinsic functions, and what they take (spec, appendix B;
 *  https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html). */

/** What an argument may be, in words. "any" is any JSON; "scalar" is no list and no object. */
export type Parameter =
  "any" | "scalar" | "a string" | "a number" | "a list" | "an object" | "false" | "a path or a function";

export interface Signature {
  readonly parameters: readonly Parameter[];
  /** How many of `parameters` may be left out, from the end. */
  readonly optional?: number;
  /** What any further arguments must be; none may follow where it is not said. */
  readonly more?: Parameter;
}

export const INTRINSICS = {
  Array: { parameters: [], more: "any" },
  ArrayContains: { parameters: ["a list", "any"] },
  ArrayGetItem: { parameters: ["a list", "a number"] },
  ArrayLength: { parameters: ["a list"] },
  ArrayPartition: { parameters: ["a list", "a number"] },
  ArrayRange: { parameters: ["a number", "a number", "a number"] },
  ArrayUnique: { parameters: ["a list"] },
  Base64Decode: { parameters: ["a string"] },
  Base64Encode: { parameters: ["a string"] },
  Format: { parameters: ["a string"], more: "scalar" },
  Hash: { parameters: ["any", "a string"] },
  JsonMerge: { parameters: ["an object", "an object", "false"] },
  JsonToString: { parameters: ["a path or a function"] },
  MathAdd: { parameters: ["a number", "a number"] },
  MathRandom: { parameters: ["a number", "a number", "a number"], optional: 1 },
  StringSplit: { parameters: ["a string", "a string"] },
  StringToJson: { parameters: ["a string"] },
  UUID: { parameters: [] },
} as const satisfies Readonly<Record<string, Signature>>;

/** The algorithms of Hash, each with Node's name for it. */
export const HASHES: ReadonlyMap<string, string> = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

export type IntrinsicName = keyof typeof INTRINSICS;

export const signatureOf = (name: IntrinsicName): Signature => INTRINSICS[name];

export const isIntrinsicName = (name: string): name is IntrinsicName => Object.hasOwn(INTRINSICS, name);

/** How many arguments it takes, in words. */
export function arity({ parameters, optional = 0, more }: Signature): string {
  const least = parameters.length - optional;
  if (more !== undefined) return `${least} or more`;
  return optional === 0 ? `${least}` : `${least} to ${parameters.length}`;
}

/** What each function yields, where that is known. */
export const YIELDS: Readonly<Record<IntrinsicName, Parameter>> = {
  Array: "a list",
  ArrayContains: "scalar",
  ArrayGetItem: "any",
  ArrayLength: "a number",
  ArrayPartition: "a list",
  ArrayRange: "a list",
  ArrayUnique: "a list",
  Base64Decode: "a string",
  Base64Encode: "a string",
  Format: "a string",
  Hash: "a string",
  JsonMerge: "an object",
  JsonToString: "a string",
  MathAdd: "a number",
  MathRandom: "a number",
  StringSplit: "a list",
  StringToJson: "any",
  UUID: "a string",
};
