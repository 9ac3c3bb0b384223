/** What stands above the machine in a generated file. */
import { isType, type KitName } from "./known";

/** What to do with it next; `used` are the names of the kit that the file uses. */
export function head(from: string | undefined, used: readonly string[]): string {
  const source = from === undefined ? "Amazon States Language" : from.replaceAll("*/", "*\\/");
  const steps = STEPS.filter(([name]) => name === undefined || used.includes(name)).map(([, step]) => step);
  return [
    "/**",
    ` * Imported from ${source}: it compiles, and renders back to the same JSON.`,
    " * What travels between the states is `unknown` so far. Next:",
    ...steps.flatMap((step, index) =>
      step.map((line, row) => ` * ${row === 0 ? `${index + 1}.` : "  "} ${line}`),
    ),
    " */",
    "",
  ].join("\n");
}

/** Each where the file uses that name. */
const STEPS: readonly (readonly [uses: string | undefined, lines: readonly string[]])[] = [
  [
    undefined,
    [
      "Say what the machine starts with, as `stateMachine<Order>()`, and what each state takes: the compiler checks",
      "every way between two states of which that is said.",
    ],
  ],
  [
    "jsonPath",
    [
      "`jsonPath<In, Out>()({…})` is a state as it stood, in JSONPath: say what it takes and what goes on, or write",
      "it in JSONata with the builders of the kit (invoke, call, pass, choice, …).",
    ],
  ],
  [
    "asl",
    [
      "`asl<In, Out>()({…})` is a state as it stood, in JSONata: say what it takes and what goes on, or write it with",
      "the builders of the kit: they want a timeout, and say what is retried.",
    ],
  ],
  [
    "LambdaContract",
    ["Say in each LambdaContract what the function takes and answers: that of its handler."],
  ],
  [
    "TaskToken",
    ["Say in each TaskToken what it is returned with: that is what the state yields which waits for it."],
  ],
  ["at", ['Where the input has a type, `at(input, "total")` is `input.total`.']],
];

export function importsOf(used: readonly KitName[], path: string): string {
  const names = used.map((name) => (isType(name) ? `type ${name}` : name));
  const from = `from ${JSON.stringify(path)};\n`;
  const line = `import { ${names.join(", ")} } ${from}`;
  // 110 columns and the line break.
  return line.length <= 111 ? line : `import {\n${names.map((name) => `  ${name},\n`).join("")}} ${from}`;
}
