/**
 * Input and output processing (https://states-language.net/spec.html#filters): InputPath, Parameters, ResultSelector,
 * ResultPath and OutputPath, and what Assign stores.
 */
import type { PayloadTemplate } from "../../definition";
import { isObject } from "../../json";
import { parsePath, setAt } from "../../jsonpath";
import type { Field, Leaving, Scene, Variables } from "../form";
import type { Json } from "../json";
import { filled, read, valueAt, type Computed } from "./compute";

type Filter = string | null | undefined;

/** InputPath or OutputPath: all of it where nothing is said, `{}` for null. */
export function filter(path: Filter, field: "InputPath" | "OutputPath"): Computed {
  if (path === null) return () => ({});
  return path === undefined || path === "$" ? (_, from) => from : valueAt(path, field);
}

/** A template, or what it is computed from. */
export const shaped = (template: PayloadTemplate | undefined, field: Field): Computed =>
  template === undefined ? (_, from) => from : filled(template, field);

/** ResultPath: the result in the raw input. */
export function combined(path: Filter, field: Field): (scene: Scene, result: Json) => Json {
  if (path === null) return ({ input }) => input;
  if (path === undefined) return (_, result) => result;
  const place = read(parsePath(path));
  return (scene, result) => {
    const set = setAt(scene.input, place, result);
    return "fault" in set ? scene.fail("States.ResultPathMatchFailure", set.fault, field) : set.value;
  };
}

/** Assign is a payload template whose fields are variables. */
export function assigned(
  assign: Readonly<Record<string, PayloadTemplate>> | undefined,
  field: Field,
): Computed<Variables> {
  if (assign === undefined) return () => ({});
  const values = filled(assign, field);
  return (scene, from) => {
    const variables = values(scene, from);
    return isObject(variables) ? variables : {};
  };
}

interface Passing {
  readonly InputPath?: Filter;
  readonly OutputPath?: Filter;
  readonly Assign?: Readonly<Record<string, PayloadTemplate>>;
}

/** States that hand their input on. */
export function passing(state: Passing): (scene: Scene) => Leaving {
  const input = filter(state.InputPath, "InputPath");
  const output = filter(state.OutputPath, "OutputPath");
  const variables = assigned(state.Assign, "Assign");
  return (scene) => {
    const from = input(scene, scene.input);
    return { output: output(scene, from), assigned: variables(scene, from) };
  };
}

interface Resulting extends Passing {
  readonly ResultSelector?: PayloadTemplate;
  readonly ResultPath?: Filter;
}

/** States that have a result. Assign sees it as it came, before ResultSelector. */
export function resulting(state: Resulting): (scene: Scene, result: Json) => Leaving {
  const variables = assigned(state.Assign, "Assign");
  const selected = shaped(state.ResultSelector, "ResultSelector");
  const placed = combined(state.ResultPath, "ResultPath");
  const output = filter(state.OutputPath, "OutputPath");
  return (scene, result) => ({
    assigned: variables(scene, result),
    output: output(scene, placed(scene, selected(scene, result))),
  });
}
