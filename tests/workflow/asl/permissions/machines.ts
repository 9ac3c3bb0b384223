/** Machines for the specs of this folder, and their statements as lines. */
import type { Definition, State } from "../../../../workflow/asl/definition";
import type { Json, JsonObject } from "../../../../workflow/asl/json";
import { permissions, type Options, type Statement } from "../../../../workflow/asl/permissions";

export const HERE: Options = { region: "eu-west-1", account: "123456789012" };

export const MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:parent";

/** A definition as somebody else's JSON file holds it: nothing checks that it is one. */
export const read = (definition: unknown): Definition => JSON.parse(JSON.stringify(definition)) as Definition;

export const machine = (States: Readonly<Record<string, unknown>>, QueryLanguage = "JSONata"): Definition =>
  read({ QueryLanguage, StartAt: Object.keys(States)[0], States });

/** A task of an integration, named as after `arn:aws:states:::`. */
export const task = (integration: string, Arguments?: Json, more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: integration.startsWith("arn:") ? integration : `arn:aws:states:::${integration}`,
  ...(Arguments !== undefined && { Arguments }),
  End: true,
  ...more,
});

export const one = (state: State | JsonObject, options: Options = HERE): readonly Statement[] =>
  permissions(machine({ Call: state }), options);

/** `actions on resource`, with what the statement is limited to. */
export const lines = (statements: readonly Statement[]): readonly string[] =>
  statements.map(
    ({ Action, Resource, Condition }) =>
      `${Action.join(" ")} on ${Resource.join(" ")}${Condition === undefined ? "" : ` if ${JSON.stringify(Condition)}`}`,
  );
