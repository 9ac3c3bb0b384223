/** What a generated file declares before the machine. */
import { layout, nameOf, object, quoted, string, WIDTH } from "./code";

/** A function that the machine invokes. */
export interface Lambda {
  /** Of the constant. */
  readonly name: string;
  readonly functionArn: string;
  /** A type: UNKNOWN, or that of an object, line by line. */
  readonly payload: string;
  readonly errors: readonly string[];
}

export const UNKNOWN = "unknown";

export const VARIABLES = "vars";
const REMEMBERED = "Remembered";
export const DECLARED: readonly string[] = [VARIABLES, REMEMBERED];

export function contract({ name, functionArn, payload, errors }: Lambda): string {
  const taken = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  const names = errors.map(quoted);
  const types = [
    payload === UNKNOWN ? payload : taken,
    UNKNOWN,
    ...(names.length > 0 ? [names.join(" | ")] : []),
  ];
  const line = `const ${name}: LambdaContract<${types.join(", ")}> = `;
  // The object begins behind it.
  const start = line.length < WIDTH ? line : `const ${name}: LambdaContract<\n${below(types, names)}\n> = `;
  const code = layout(
    object([["functionArn", string(functionArn)]]),
    0,
    start.length - start.lastIndexOf("\n") - 1,
    1,
  );
  return [
    ...(payload === UNKNOWN ? [] : [`interface ${taken} ${payload}`]),
    "/** Say what it takes and what it answers. */",
    `${start}${code};`,
    "",
  ].join("\n");
}

/** Each type in a line, or each error where they are too many for one. */
function below(types: readonly string[], errors: readonly string[]): string {
  const lines = types.map((type) => `  ${type}`);
  const tooLong = errors.length > 1 && (lines.at(-1) ?? "").length > WIDTH;
  return tooLong
    ? [lines.slice(0, -1).join(",\n"), errors.map((error) => `  | ${error}`).join("\n")].join(",\n")
    : lines.join(",\n");
}

export const rememberedBy = (names: readonly string[]): string =>
  [
    "/** Say what they hold. */",
    `interface ${REMEMBERED} {`,
    ...names.map((name) => `  readonly ${nameOf(name)}: unknown;`),
    "}",
    `const ${VARIABLES} = variables<${REMEMBERED}>();`,
    "",
  ].join("\n");
