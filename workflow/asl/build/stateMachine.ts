import type { Definition } from "../definition";
import { rendered, type AnyStates, type Checked, type StartAt } from "./scope";
import { commented } from "./state";

declare const type: unique symbol;

/** A definition that remembers what it starts with, and its states, for the compiler. */
export interface TypedDefinition<Start, States> extends Definition {
  readonly [type]?: readonly [Start, States];
}

/** The query language that states are in where they do not say; "unsaid" is the default of AWS, which is JSONPath. */
export type MachineLanguage = "JSONata" | "JSONPath" | "unsaid";

/** The definition of a machine that is started with a Start. Every way leads to a state that takes what it carries. */
export const stateMachine =
  <Start>() =>
  <
    const States extends AnyStates,
    const First extends keyof States & string,
    const Language extends MachineLanguage = "JSONata",
  >(spec: {
    readonly comment?: string;
    /** Default "JSONata". Only in the other ones may states be in JSONPath. */
    readonly queryLanguage?: Language;
    readonly version?: "1.0";
    /** Of the whole execution. */
    readonly timeoutSeconds?: number;
    readonly startAt: StartAt<Start, States, First> & First;
    readonly states: States & Checked<States, Language extends "JSONata" ? "JSONata" : "JSONPath">;
  }): TypedDefinition<Start, States> => {
    const language = spec.queryLanguage ?? "JSONata";
    return {
      ...commented(spec.comment),
      ...(language !== "unsaid" && { QueryLanguage: language }),
      ...(spec.version && { Version: spec.version }),
      StartAt: spec.startAt,
      ...(spec.timeoutSeconds !== undefined && { TimeoutSeconds: spec.timeoutSeconds }),
      States: rendered(spec.states, language === "JSONata" ? "JSONata" : "JSONPath"),
    };
  };
