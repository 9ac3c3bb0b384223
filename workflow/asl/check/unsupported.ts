/** What the language has and this checker does not know yet: named, so that silence never passes for a verdict. */
import { UNSUPPORTED_STATES } from "./grammar";
import { shown } from "./json";
import { below, spec, type Problem } from "./problem";
import { partsOf, type CheckedMachine, type CheckedState } from "./view";

export function* unsupported(machine: CheckedMachine): Iterable<Problem> {
  const language = machine.fields["QueryLanguage"] ?? "JSONPath";
  if (language === "JSONPath")
    yield jsonPath(machine, "the default of a machine that names no QueryLanguage");
  for (const state of machine.states) {
    if (state.fields["QueryLanguage"] === "JSONPath") yield jsonPath(state, "the state's QueryLanguage");
    yield* unknownType(state);
    yield* unknownFields(state);
  }
}

const jsonPath = ({ fields, pointer }: Pick<CheckedState, "fields" | "pointer">, absent: string): Problem =>
  found(
    fields["QueryLanguage"] === undefined ? pointer : below(pointer, "QueryLanguage"),
    `JSONPath (${fields["QueryLanguage"] === undefined ? absent : "QueryLanguage"}) is not checked yet`,
    'Write "QueryLanguage": "JSONata" for the machine, and JSONata in its states.',
    spec("query-language"),
  );

function* unknownType({ fields, pointer }: CheckedState): Iterable<Problem> {
  const type = fields["Type"];
  if (typeof type !== "string" || !UNSUPPORTED_STATES.includes(type)) return;
  yield found(
    below(pointer, "Type"),
    `a ${type} state is not checked yet, nor what is inside it`,
    "Write it with Task, Choice, Succeed and Fail, or extend the grammar of the checker.",
    spec("state-types"),
  );
}

function* unknownFields(state: CheckedState): Iterable<Problem> {
  for (const { shape, fields, pointer } of partsOf(state))
    for (const name of shape.unsupported ?? [])
      if (Object.hasOwn(fields, name))
        yield found(
          below(pointer, name),
          `${name} is not checked yet, found ${shown(fields[name])}`,
          "Hand data on in Output, or extend the grammar of the checker.",
          shape.source,
        );
}

const found = (pointer: string, message: string, mend: string, source: string): Problem => ({
  pointer,
  rule: "unsupported",
  message,
  mend,
  source,
});
