/** States in JSONPath, as the runner sees them. */
import type {
  JsonPathCatcher,
  JsonPathFail,
  JsonPathMap,
  JsonPathParallel,
  JsonPathPass,
  JsonPathState,
  JsonPathTask,
  JsonPathWait,
} from "../../definition";
import type { Dialect } from "../dialect";
import type {
  CatchForm,
  FailForm,
  Failing,
  Field,
  Leaving,
  PassForm,
  Scene,
  StateForm,
  TaskForm,
  WaitForm,
} from "../form";
import type { Json } from "../json";
import { isInstant, parseInstant } from "../instant";
import { choiceForm } from "./choice";
import { demanded, expressed, filled, numberOf, valueAt, type Computed } from "./compute";
import { mapForm } from "./map";
import { assigned, combined, filter, passing, resulting, shaped } from "./processing";
import { shape } from "./shape";

export const jsonPath: Dialect<JsonPathState> = { shape, form };

function form(state: JsonPathState, scope: Parameters<Dialect<JsonPathState>["form"]>[1]): StateForm {
  switch (state.Type) {
    case "Task":
      return taskForm(state);
    case "Pass":
      return passForm(state);
    case "Wait":
      return waitForm(state);
    case "Choice":
      return choiceForm(state);
    case "Parallel":
      return {
        type: "Parallel",
        ...failing(state),
        arguments: argumentsOf(state),
        branches: state.Branches.map((branch, index) => scope(branch, `/Branches/${index}`)),
      };
    case "Map":
      return { ...mapForm(state, scope), ...failing(state) };
    case "Succeed":
      return { type: "Succeed", leave: passing(state) };
    case "Fail":
      return failForm(state);
  }
}

/** What a Task is called with, or each branch of a Parallel starts with. */
function argumentsOf(state: JsonPathTask | JsonPathParallel | JsonPathPass): (scene: Scene) => Json {
  const input = filter(state.InputPath, "InputPath");
  const parameters = shaped(state.Parameters, "Parameters");
  return (scene) => parameters(scene, input(scene, scene.input));
}

/** What Task, Parallel and Map have in common. */
const failing = (
  state: JsonPathTask | JsonPathParallel | JsonPathMap,
): Failing & {
  readonly next: string | undefined;
  readonly leave: (scene: Scene, result: Json) => Leaving;
} => ({
  retry: state.Retry ?? [],
  catch: (state.Catch ?? []).map(catchForm),
  next: state.Next,
  leave: resulting(state),
});

/** OutputPath is not for what a catcher hands on (spec, "Fallback states"). */
function catchForm(catcher: JsonPathCatcher, index: number): CatchForm {
  const at = `Catch[${index}]`;
  const variables = assigned(catcher.Assign, `${at}/Assign`);
  const placed = combined(catcher.ResultPath, `${at}/ResultPath`);
  return {
    errorEquals: catcher.ErrorEquals,
    next: catcher.Next,
    leave: (scene, { Error: error, Cause: cause }) => {
      const errorOutput = { Error: error, Cause: cause };
      return { output: placed(scene, errorOutput), assigned: variables(scene, errorOutput) };
    },
  };
}

function taskForm(state: JsonPathTask): TaskForm {
  const input = filter(state.InputPath, "InputPath");
  const within =
    <T>(computed: Computed<T>) =>
    (scene: Scene): T =>
      computed(scene, input(scene, scene.input));
  return {
    type: "Task",
    ...failing(state),
    resource: state.Resource,
    arguments: argumentsOf(state),
    credentials: within(
      state.Credentials === undefined ? () => undefined : filled(state.Credentials, "Credentials"),
    ),
    timeoutSeconds: within(numberOf(state.TimeoutSeconds, state.TimeoutSecondsPath, "TimeoutSeconds", 1)),
    heartbeatSeconds: within(
      numberOf(state.HeartbeatSeconds, state.HeartbeatSecondsPath, "HeartbeatSeconds", 1),
    ),
  };
}

/** Result, or else the effective input, is the result of a task that is not there (spec, "Pass State"). */
function passForm(state: JsonPathPass): PassForm {
  const given = argumentsOf(state);
  const leave = resulting(state);
  const { Result: result } = state;
  return {
    type: "Pass",
    next: state.Next,
    leave: (scene) => leave(scene, result === undefined ? given(scene) : result),
  };
}

function waitForm(state: JsonPathWait): WaitForm {
  const input = filter(state.InputPath, "InputPath");
  const until = ends(state);
  return {
    type: "Wait",
    next: state.Next,
    until: (scene) => until(scene, input(scene, scene.input)),
    leave: passing(state),
  };
}

function ends(state: JsonPathWait): Computed<ReturnType<WaitForm["until"]>> {
  if (state.Timestamp !== undefined) {
    const instant = parseInstant(state.Timestamp) ?? NaN;
    return () => ({ instant });
  }
  if (state.TimestampPath !== undefined) {
    const timestamp = text(valueAt(state.TimestampPath, "TimestampPath"), "TimestampPath", isInstant);
    return (scene, from) => ({ instant: parseInstant(timestamp(scene, from)) ?? NaN });
  }
  const seconds = numberOf(state.Seconds, state.SecondsPath, "Seconds", 0);
  return (scene, from) => ({ seconds: seconds(scene, from) ?? 0 });
}

function text(of: Computed, field: Field, also?: (value: string) => boolean): Computed<string> {
  return demanded(
    of,
    field,
    also ? "a timestamp of RFC 3339, as 2026-01-31T12:00:00Z" : "a string",
    (value): value is string => typeof value === "string" && (also === undefined || also(value)),
  );
}

function failForm(state: JsonPathFail): FailForm {
  const saying = (
    value: string | undefined,
    path: string | undefined,
    field: Field,
  ): Computed<string | undefined> => (path === undefined ? () => value : text(expressed(path, field), field));
  const error = saying(state.Error, state.ErrorPath, "ErrorPath");
  const cause = saying(state.Cause, state.CausePath, "CausePath");
  return {
    type: "Fail",
    failure: (scene) => ({ error: error(scene, scene.input), cause: cause(scene, scene.input) }),
  };
}
