/** State machines that a deployment makes or changes: both definitions in one picture, and where they differ. */
import { difference, mermaid } from "../workflow/asl/diagram";
import { isProperties, parsed, UNKNOWN, type Value } from "../policies/value";
import { differences, type Difference } from "./difference";
import type { Step } from "./events";
import { after, type Own } from "./known";
import { code, table, type Section } from "./markdown";

export const MACHINE = "aws:sfn/stateMachine:StateMachine";

/** GitHub draws up to 50,000 characters and 500 ways; the rest of the comment needs room too. */
const MOST_DRAWN = 30_000;
/** Below so many rows, the comment is too long for pictures. */
const ROWS_WITH_PICTURE = 25;

export const machines = (steps: readonly Step[], own: Own): readonly Section[] =>
  steps.filter(({ type }) => type === MACHINE).flatMap((step) => machine(step, own));

function machine(step: Step, own: Own): readonly Section[] {
  const title = `### State machine ${code(step.name)}`;
  const said = (...lines: readonly string[]): readonly Section[] => [() => [title, ...lines].join("\n\n")];
  if (step.op === "delete") return said("It is deleted. Executions that run are stopped.");
  const { value, isOwn } = after(step, "definition", own);
  const was = definition(step.before?.["definition"]);
  const is = definition(value);
  if (value === UNKNOWN) return said("Its definition is known after the deployment.");
  if (!isProperties(is)) return said("Its definition is no JSON object.");
  const note = isOwn
    ? ["Drawn from the program run without AWS: the preview knows this definition only after the deployment."]
    : [];
  if (!isProperties(was))
    return [(rows) => [title, "It is new.", ...note, ...picture(mermaid(is), rows)].join("\n\n")];
  const places = differences(was, is);
  if (places.length === 0) return [];
  const changes = difference(was, is);
  return [
    (rows) =>
      [
        title,
        ...note,
        ...picture(mermaid(is, { since: was }), rows),
        ...(changes.length === 0
          ? []
          : [
              table(
                ["", "what"],
                changes.map(({ sign, said: what }) => [sign, code(what)]),
                rows,
              ),
            ]),
        table(["", "where", "deployed", "then"], places.map(place), rows),
        "Executions that run keep the definition that they began with.",
      ].join("\n\n"),
  ];
}

const definition = (value: Value): Value => (typeof value === "string" ? parsed(value) : undefined);

function picture(drawn: string, rows: number): readonly string[] {
  if (rows < ROWS_WITH_PICTURE) return [];
  return drawn.length > MOST_DRAWN
    ? ["It is too large to be drawn here."]
    : [
        `\`\`\`mermaid
${drawn}\`\`\``,
      ];
}

const place = ({ pointer, before, after: then }: Difference) => [
  before === undefined ? "+" : then === undefined ? "−" : "±",
  code(pointer === "" ? "/" : pointer),
  before === undefined ? "" : code(JSON.stringify(before)),
  then === undefined ? "" : code(JSON.stringify(then)),
];
