/** What the fields of a state are computed from, and how the state fails when they cannot be. */
import {
  evaluateField,
  evaluatePath,
  fillTemplate,
  parseExpression,
  parsePath,
  parseTemplate,
  places,
  type Data,
  isFault,
  type EvaluationFault,
  type Fault,
  type Path,
  type Template,
  type Value,
} from "../../jsonpath";
import type { Field, Scene } from "../form";
import { typeName, type Json } from "../json";
import { seededRandom } from "../random";

/** Read once; `from` is what `$` stands for. */
export type Computed<T = Json> = (scene: Scene, from: Json) => T;

/** What `shape` has accepted. */
export function read<T extends object>(parsed: T | Fault): T {
  if (isFault(parsed)) throw new Error(`A definition was not checked: ${parsed.fault}`);
  return parsed;
}

/** All paths of a field together are bounded: a template may have thousands. */
const dataOf = ({ context, variables }: Scene, from: Json): Data => ({
  input: from,
  context,
  variables,
  places: places(),
});

const chanceOf = ({ random }: Scene) => ({ random, seeded: seededRandom });

/** The value at a path; where there is none, the state fails with States.Runtime. */
export function valueAt(text: string, field: Field): Computed {
  const path = read(parsePath(text));
  return (scene, from) => {
    const found = scene.timed(() => evaluatePath(path, dataOf(scene, from)));
    return "fault" in found
      ? scene.fail("States.Runtime", `Invalid path '${text}' : ${found.fault}`, field)
      : found.value;
  };
}

/** Undefined where the path finds nothing. */
export function lookUp(path: Path, scene: Scene, from: Json): Json | undefined {
  const found = scene.timed(() => evaluatePath(path, dataOf(scene, from)));
  return "fault" in found ? undefined : found.value;
}

function templateOf(json: Json): Template | Fault {
  const parsed = parseTemplate(json);
  return "faults" in parsed ? { fault: parsed.faults.map(({ fault }) => fault).join("; ") } : parsed;
}

/** A payload template (spec, "Payload Template"). */
export function filled(json: Json, field: Field): Computed {
  const template = read(templateOf(json));
  return (scene, from) =>
    answered(
      scene.timed(() => fillTemplate(template, dataOf(scene, from), chanceOf(scene))),
      scene,
      field,
    );
}

/** A path, or a call of an intrinsic function. */
export function expressed(text: string, field: Field): Computed {
  const expression = read(parseExpression(text));
  return (scene, from) =>
    answered(
      scene.timed(() => evaluateField(field, expression, dataOf(scene, from), chanceOf(scene))),
      scene,
      field,
    );
}

/**
 * The names are those of the specification, appendix A. AWS was seen to say States.Runtime, which cannot be caught,
 * for a path that finds nothing, with this cause.
 */
function answered(value: Value | EvaluationFault, scene: Scene, field: Field): Json {
  if (!("fault" in value)) return value.value;
  const error = value.failed === "path" ? "States.ParameterPathFailure" : "States.IntrinsicFailure";
  return scene.fail(error, value.fault, field);
}

/** A value that must be of a kind; else the state fails with States.Runtime. */
export function demanded<T extends Json>(
  of: Computed,
  field: Field,
  expected: string,
  holds: (value: Json) => value is T,
): Computed<T> {
  return (scene, from) => {
    const value = of(scene, from);
    if (holds(value)) return value;
    const found = typeof value === "number" ? value : typeName(value);
    return scene.fail("States.Runtime", `The field '${field}' expects ${expected}, but was ${found}.`, field);
  };
}

/** A whole number that is not below `least`, given as it is or by the path of it. */
export function numberOf(
  value: number | undefined,
  path: string | undefined,
  field: Field,
  least: 0 | 1,
): Computed<number | undefined> {
  if (path === undefined) return () => value;
  return demanded(
    valueAt(path, `${field}Path`),
    `${field}Path`,
    `a whole number of ${least} or more`,
    (found): found is number => typeof found === "number" && Number.isInteger(found) && found >= least,
  );
}
