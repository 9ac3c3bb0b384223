/** States in JSONata, as the runner sees them. */
import type {
  Assign,
  JsonataCatcher,
  JsonataChoice,
  JsonataFail,
  JsonataMap,
  JsonataState,
  JsonataTask,
  JsonataWait,
  Template,
} from "../../definition";
import type { Dialect } from "../dialect";
import type {
  CatchForm,
  ChoiceForm,
  FailForm,
  Field,
  Leaving,
  Scene,
  StateForm,
  TaskForm,
  WaitForm,
} from "../form";
import type { Json } from "../json";
import { mapForm } from "./map";
import { query, type Answers, type Query } from "./query";
import { shape } from "./shape";

export const jsonata: Dialect<JsonataState> = { shape, form };

function form(state: JsonataState, scope: Parameters<Dialect<JsonataState>["form"]>[1]): StateForm {
  switch (state.Type) {
    case "Task":
      return task(state);
    case "Pass":
      return { type: "Pass", next: state.Next, leave: (scene) => leaving(state, query(scene), scene.input) };
    case "Wait":
      return wait(state);
    case "Choice":
      return choice(state);
    case "Parallel":
      return {
        type: "Parallel",
        ...failing(state),
        arguments: (scene) => argumentsOf(state, scene),
        branches: state.Branches.map((branch, index) => scope(branch, `/Branches/${index}`)),
      };
    case "Map":
      return { ...mapForm(state, scope(state.ItemProcessor, "/ItemProcessor")), ...failing(state) };
    case "Succeed":
      return { type: "Succeed", leave: (scene) => leaving(state, query(scene), scene.input) };
    case "Fail":
      return fail(state);
  }
}

interface Left {
  readonly Output?: Template;
  readonly Assign?: Assign;
}

/** Output and Assign see the same variables: those from before the state. */
function leaving({ Output, Assign: assign }: Left, asked: Query, otherwise: Json, at: Field = ""): Leaving {
  return {
    output: Output === undefined ? otherwise : asked.json(Output, `${at}Output`),
    assigned:
      assign === undefined
        ? {}
        : Object.fromEntries(
            Object.entries(assign).map(([name, value]) => [name, asked.json(value, `${at}Assign/${name}`)]),
          ),
  };
}

const argumentsOf = (state: { readonly Arguments?: Template }, scene: Scene): Json =>
  state.Arguments === undefined ? scene.input : query(scene).json(state.Arguments, "Arguments");

const catchForm = (catcher: JsonataCatcher, index: number): CatchForm => ({
  errorEquals: catcher.ErrorEquals,
  next: catcher.Next,
  leave: (scene, error) => {
    const errorOutput = { Error: error.Error, Cause: error.Cause };
    return leaving(catcher, query(scene, { errorOutput }), errorOutput, `Catch[${index}]/`);
  },
});

/** What Task, Parallel and Map have in common. */
const failing = (state: JsonataTask | JsonataMap | Extract<JsonataState, { Type: "Parallel" }>) => ({
  retry: state.Retry ?? [],
  catch: (state.Catch ?? []).map(catchForm),
  next: state.Next,
  leave: (scene: Scene, result: Json) => {
    const answers: Answers = { result };
    return leaving(state, query(scene, answers), result);
  },
});

function task(state: JsonataTask): TaskForm {
  const seconds = (field: "TimeoutSeconds" | "HeartbeatSeconds") => (scene: Scene) => {
    const value = state[field];
    return value === undefined ? undefined : query(scene).whole(value, field, 1);
  };
  return {
    type: "Task",
    ...failing(state),
    resource: state.Resource,
    arguments: (scene) => argumentsOf(state, scene),
    credentials: (scene) =>
      state.Credentials === undefined ? undefined : query(scene).json(state.Credentials, "Credentials"),
    timeoutSeconds: seconds("TimeoutSeconds"),
    heartbeatSeconds: seconds("HeartbeatSeconds"),
  };
}

const wait = (state: JsonataWait): WaitForm => ({
  type: "Wait",
  next: state.Next,
  until: (scene) =>
    state.Seconds === undefined
      ? { instant: query(scene).instant(state.Timestamp, "Timestamp") }
      : { seconds: query(scene).whole(state.Seconds, "Seconds", 0) },
  leave: (scene) => leaving(state, query(scene), scene.input),
});

/** A rule's own Output and Assign go with the rule, the state's with Default. */
const choice = (state: JsonataChoice): ChoiceForm => ({
  type: "Choice",
  choose: (scene) => {
    const asked = query(scene);
    for (const [index, rule] of state.Choices.entries())
      if (asked.boolean(rule.Condition, `Choices[${index}]/Condition`))
        return {
          rule: index,
          next: rule.Next,
          ...leaving(rule, asked, scene.input, `Choices[${index}]/`),
        };
    return state.Default === undefined
      ? undefined
      : { rule: "Default", next: state.Default, ...leaving(state, asked, scene.input) };
  },
});

const fail = ({ Error: error, Cause: cause }: JsonataFail): FailForm => ({
  type: "Fail",
  failure: (scene) => {
    const asked = query(scene);
    return {
      error: error === undefined ? undefined : asked.text(error, "Error"),
      cause: cause === undefined ? undefined : asked.text(cause, "Cause"),
    };
  },
});
