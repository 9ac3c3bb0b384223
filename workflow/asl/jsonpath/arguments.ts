/** Whether a function can take its arguments, as far as the text says. */
import { arity, HASHES, signatureOf, YIELDS, type IntrinsicName, type Parameter } from "./functions";
import type { Argument } from "./intrinsic";
import { refuse } from "./reader";
import { templateParts } from "./format";

/** Refuses what the function cannot take, as far as the text says. */
export function checkArguments(name: IntrinsicName, values: readonly Argument[]): void {
  const signature = signatureOf(name);
  const { parameters, optional = 0, more } = signature;
  if (
    values.length < parameters.length - optional ||
    (more === undefined && values.length > parameters.length)
  )
    refuse(`expected ${arity(signature)} arguments of States.${name}, found ${values.length}`);
  for (const [index, value] of values.entries()) {
    const parameter = parameters[index] ?? more ?? "any";
    if (!fits(value, parameter))
      refuse(
        `expected ${inWords(parameter)} as argument ${index + 1} of States.${name}, found ${written(value)}`,
      );
  }
  const [template, algorithm] = values;
  if (name === "Format" && template?.kind === "literal") checkTemplate(template.written, values.length - 1);
  if (name === "Hash" && algorithm?.kind === "literal" && !HASHES.has(String(algorithm.value)))
    refuse(
      `expected ${[...HASHES.keys()].join(", ")} as argument 2 of States.Hash, found ${written(algorithm)}`,
    );
}

function checkTemplate(written: string, found: number): void {
  const parts = templateParts(written);
  if ("fault" in parts) return refuse(parts.fault);
  const expected = parts.length - 1;
  if (expected !== found)
    refuse(
      `expected as many further arguments of States.Format as it has places {}: ${expected}, found ${found}`,
    );
}

const inWords = (parameter: Parameter): string =>
  parameter === "any" ? "a value" : parameter === "scalar" ? "no list and no object" : parameter;

const written = (value: Argument): string =>
  value.kind === "literal"
    ? JSON.stringify(value.value)
    : value.kind === "path"
      ? value.path.text
      : value.call.text;

/** Whether the argument can be what the function takes, as far as the text says. */
function fits(value: Argument, parameter: Parameter): boolean {
  if (value.kind === "path" || parameter === "any") return true;
  if (value.kind === "call") return callFits(YIELDS[value.call.name], parameter);
  switch (parameter) {
    case "scalar":
      return true;
    case "a string":
      return typeof value.value === "string";
    case "a number":
      return typeof value.value === "number";
    case "false":
      return value.value === false;
    case "a list":
    case "an object":
    case "a path or a function":
      return false;
  }
}

function callFits(yields: Parameter, parameter: Parameter): boolean {
  if (yields === "any" || parameter === "a path or a function") return true;
  if (parameter === "scalar") return yields !== "a list" && yields !== "an object";
  return yields === parameter;
}
