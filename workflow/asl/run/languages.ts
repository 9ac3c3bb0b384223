/** The query languages that the runner knows, and a machine of states in them, read once. */
import { languageOf, type Definition, type QueryLanguage, type State, type SubMachine } from "../definition";
import type { JsonataState, JsonPathState } from "../definition";
import type { ScopeForm, StateForm } from "./form";
import { jsonata } from "./jsonata";
import { jsonPath } from "./jsonPath";
import { pointerPart } from "./step";

/** The machine in its query languages; `assertSupported` has accepted it. */
export function machineForm(machine: Definition): ScopeForm {
  const scope = (inside: SubMachine, at: string): ScopeForm => ({
    at,
    startAt: inside.StartAt,
    states: new Map(
      Object.entries(inside.States).map(([name, state]) => [
        name,
        stateForm(state, machine, (deeper, below) =>
          scope(deeper, `${at}/States/${pointerPart(name)}${below}`),
        ),
      ]),
    ),
  });
  return scope(machine, "");
}

type Inner = (inside: SubMachine, at: string) => ScopeForm;

function stateForm(state: State, machine: Definition, inner: Inner): StateForm {
  if (isJsonata(state, machine)) return jsonata.form(state, inner);
  if (isJsonPath(state, machine)) return jsonPath.form(state, inner);
  throw new Error("A definition was not checked: a state is in no query language.");
}

interface Machine {
  readonly QueryLanguage?: QueryLanguage;
}

const isJsonata = (state: State, machine: Machine): state is State & JsonataState =>
  languageOf(state, machine) === "JSONata";

const isJsonPath = (state: State, machine: Machine): state is State & JsonPathState =>
  languageOf(state, machine) === "JSONPath";
