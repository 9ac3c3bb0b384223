/** A query language, as the runner needs it: what it takes, and how a state of it is read. */
import type { SubMachine } from "../definition";
import type { ScopeForm, StateForm } from "./form";
import type { Evaluator } from "./sandbox";
import type { Check } from "./shape";

export interface Dialect<State> {
  /**
   * The faults of one state of this language: whatever is not of its type, unknown fields included (shape.ts).
   * `scope` checks an object with StartAt and States, to which other fields (ProcessorConfig) may be added.
   */
  readonly shape: (scope: ScopeCheck, parser: Pick<Evaluator, "syntaxFault">) => Check;
  /** `scope` reads what is inside a Parallel or a Map; `at` is where that stands in the state: `/Branches/0`. */
  readonly form: (state: State, scope: (inside: SubMachine, at: string) => ScopeForm) => StateForm;
}

/** With the fields that the object may have besides Comment, StartAt and States. */
export type ScopeCheck = (more?: Readonly<Record<string, Check>>) => Check;
