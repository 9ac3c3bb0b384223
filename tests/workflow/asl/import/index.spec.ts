import { expect } from "chai";
import { check } from "prettier";
import { importDefinition } from "../../../../workflow/asl/import";
import type { Json, JsonObject } from "../../../../workflow/asl/json";
import { compiled, generate, rendered } from "./generated";

const machine = (states: JsonObject, more: JsonObject = {}): JsonObject => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
  ...more,
});

const INVOKE = "arn:aws:states:::lambda:invoke";
const CLOSE = "arn:aws:lambda:eu-central-1:123456789012:function:close-attempt:live";

const invoked = (more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: INVOKE,
  Arguments: { FunctionName: CLOSE, Payload: { id: "{% $states.input.order.id %}", v: 1 } },
  Output: "{% $states.result.Payload %}",
  TimeoutSeconds: 60,
  Retry: [{ ErrorEquals: ["States.TaskFailed", "Busy"], MaxAttempts: 3, JitterStrategy: "FULL" }],
  Catch: [
    { ErrorEquals: ["Closed"], Output: "{% $states.input %}", Next: "Done" },
    { ErrorEquals: ["States.ALL"], Output: { why: "{% $states.errorOutput.Cause %}" }, Next: "Done" },
  ],
  Next: "Done",
  ...more,
});

const DONE: JsonObject = { Type: "Succeed" };

/** Each with what stands in the code for it. */
const CASES: readonly (readonly [holds: string, definition: JsonObject, written: readonly string[]])[] = [
  [
    "states in JSONPath stand as they are",
    { StartAt: "A", States: { A: { Type: "Pass", Parameters: { "x.$": "$.y" }, End: true } } },
    ['queryLanguage: "unsaid"', 'A: jsonPath()({ Type: "Pass", Parameters: { "x.$": "$.y" }, End: true })'],
  ],
  [
    "the language that a definition says is said",
    { QueryLanguage: "JSONPath", StartAt: "A", States: { A: { Type: "Succeed" } } },
    ['queryLanguage: "JSONPath"'],
  ],
  [
    "comment, version and timeout are those of the machine",
    machine({ Done: DONE }, { Comment: 'It\'s "so"', Version: "1.0", TimeoutSeconds: 9 }),
    ["comment: 'It\\'s \"so\"'", 'version: "1.0"', "timeoutSeconds: 9", "Done: succeed()({})"],
  ],
  [
    "a field of the input is a reference, a longer way to it a path",
    machine({
      A: {
        Type: "Pass",
        Output: { a: "{% $states.input.a %}", b: "{% $states.input.b.c %}", d: "{% $states.input.d.e.f %}" },
        End: true,
      },
    }),
    [
      'a: at(input, "a")',
      'b: at(at(input, "b"), "c")',
      "d: jsonata<unknown>`${input}.d.e.f`",
      "output: ({ input }) => ({",
    ],
  ],
  [
    "the context object is typed where it is known",
    machine({
      A: {
        Type: "Pass",
        Output: ["{% $states.context.Execution.Id %}", "{% $states.context.Task.Token %}"],
        End: true,
      },
    }),
    ["context.Execution.Id", "jsonata<unknown>`${context}.Task.Token`"],
  ],
  [
    "a choice has conditions, outputs and a default",
    machine({
      A: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.n > 1 and `a` %}", Next: "Done", Comment: "many" },
          { Condition: "{% true %}", Output: { n: "{% $states.input.n & '\\d' & '${x}' %}" }, Next: "B" },
        ],
        Default: "B",
      },
      B: { Type: "Wait", Seconds: "{% $states.input.s %}", Next: "Done" },
      Done: DONE,
    }),
    [
      "rules: ({ input }) => [",
      "when: jsonata<boolean>`${input}.n > 1 and \\`a\\``",
      "jsonata<boolean>`true`",
      "& '\\\\d' & '\\${x}'`",
      "seconds: ({ input }) => jsonata<number>`${input}.s`",
      'otherwise: "B"',
    ],
  ],
  [
    "waits and failures are built, also with expressions",
    machine({
      A: { Type: "Wait", Timestamp: "2026-01-01T00:00:00Z", Next: "B" },
      B: { Type: "Wait", Timestamp: "{% $now() %}", Next: "C" },
      C: { Type: "Fail", Error: "{% 'E' & $states.input.e %}", Cause: "because" },
    }),
    [
      'until: "2026-01-01T00:00:00Z"',
      "until: () => jsonata<string>`$now()`",
      "error: ({ input }) => jsonata<string>`'E' & ${input}.e`",
    ],
  ],
  [
    "a function is a contract with the errors that only it can throw",
    machine({ A: invoked(), B: invoked({ Comment: "again" }), Done: DONE }),
    [
      'const closeAttemptFunction: LambdaContract<unknown, unknown, "Busy" | "Closed"> = {',
      "function: closeAttemptFunction,",
      "jitter: true",
      '{ errors: ["Closed"], next: "Done" }',
      "catch: ({ error }) => [",
      "output: { why: error.Cause }",
    ],
  ],
  [
    "what a function answers is unwrapped",
    machine({ A: invoked({ Output: { x: "{% $states.result.Payload.x %}" } }), Done: DONE }),
    ['output: ({ result }) => ({ x: at(result, "x") })'],
  ],
  [
    "variables have one place for their types",
    machine({
      A: { Type: "Pass", Assign: { total: "{% $states.input.n %}", list: [1, 2] }, Next: "B" },
      B: {
        Type: "Pass",
        Assign: { total: "{% $total + $count($list) %}" },
        Output: "{% $total %}",
        End: true,
      },
      C: { Type: "Pass", Output: "{% $map($list, function($total) { $total }) %}", End: true },
    }),
    [
      "interface Remembered {\n  readonly total: unknown;\n  readonly list: unknown;\n}",
      'set(vars, { total: at(input, "n"), list: [1, 2] })',
      "jsonata<unknown>`${vars.total} + $count(${vars.list})`",
      "jsonata<unknown>`$map($list, function($total) { $total })`",
    ],
  ],
  [
    "what the builder would write differently stands as it is",
    machine({
      A: { Type: "Pass", Output: "{%$states.input%}", Next: "B" },
      B: { Type: "Pass", QueryLanguage: "JSONata", Next: "C" },
      C: { Type: "Choice", Choices: [{ Condition: true, Next: "D" }], Default: "D" },
      D: { Type: "Task", Resource: INVOKE, Arguments: { FunctionName: CLOSE }, End: true },
      E: invoked({ Retry: [{ ErrorEquals: ["E"] }], Next: "D", Catch: [] }),
      F: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "D" }] },
    }),
    ["A: asl()({", "B: asl()({", "C: asl()({", "D: asl()({", "E: asl()({", "F: asl()({"],
  ],
  [
    "states of both languages stand side by side",
    {
      StartAt: "A",
      States: {
        A: { Type: "Pass", Next: "B" },
        B: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.x %}", End: true },
      },
    },
    ["A: jsonPath()(", "B: pass()("],
  ],
  [
    "names of every kind are names of fields",
    machine(
      Object.fromEntries([
        [
          "a b",
          {
            Type: "Pass",
            Output: JSON.parse('{"__proto__": 1, "1": 2, "default": 3, "ü": 4}') as Json,
            Next: "__proto__",
          },
        ],
        ["__proto__", { Type: "Pass", Next: "'" }],
        ["'", { Type: "Pass", Next: '"' }],
        ['"', { Type: "Pass", Next: "\n\u2028" }],
        ["\n\u2028", { Type: "Succeed" }],
      ]),
      { StartAt: "a b" },
    ),
    ['"a b": pass()', '["__proto__"]: pass()', "'\"': pass()", '"\\n\\u2028": succeed()', "default: 3"],
  ],
  [
    "expressions keep their lines",
    machine({ A: { Type: "Pass", Output: "{% (\n  $a := 1;\r\n\t$a\n) %}", End: true } }),
    ["jsonata<unknown>`(\n  $a := 1;\\r\n\t$a\n)`"],
  ],
  [
    "functions of CloudFormation and empty paths stand as what JSON.parse answers",
    {
      StartAt: "A",
      States: {
        A: { Type: "Task", Resource: { "Fn::GetAtt": ["F", "Arn"] }, ResultPath: "", Next: "B" },
        B: { Type: "Pass", Parameters: { Resource: 1, xPath: "" }, End: true },
      },
    },
    [
      `Resource: JSON.parse('{"Fn::GetAtt":["F","Arn"]}')`,
      `ResultPath: JSON.parse('""')`,
      'Parameters: { Resource: 1, xPath: "" }',
    ],
  ],
  [
    "numbers are those of JSON",
    machine({ A: { Type: "Pass", Output: [1e21, -0.5, 1e-7, 123456789012345680000], End: true } }),
    ["[1e21, -0.5, 1e-7, 123456789012345680000]"],
  ],
];

describe("import", () => {
  const codes = new Map(CASES.map(([holds, definition]) => [holds, generate(definition)]));

  for (const [holds, definition, written] of CASES)
    it(holds, async () => {
      const code = codes.get(holds) ?? "";
      for (const each of written) expect(code).to.contain(each);
      expect(rendered(code)).to.deep.equal(JSON.parse(JSON.stringify(definition)));
      expect(await check(code, { parser: "typescript", printWidth: 110 })).to.equal(true);
    });

  it("writes what compiles", () => {
    const faults = [...compiled(codes)].filter(([, diagnostics]) => diagnostics.length > 0);
    expect(faults).to.deep.equal([]);
  });

  it("imports what it uses, and no more", () => {
    expect(importDefinition(machine({ Done: DONE }))).to.contain(
      'import { stateMachine, succeed } from "./asl/build";\n',
    );
  });

  it("tells where it comes from, and what to do next", () => {
    const code = importDefinition(machine({ Done: DONE }), {
      from: "a */ b.json",
      name: "examMachine",
      kit: "kit",
    });
    expect(code).to.match(/^\/\*\*\n \* Imported from a \*\\\/ b\.json: it compiles/);
    expect(code).to.contain("1. Say what the machine starts with");
    expect(code).to.contain('from "kit";\n\nexport const examMachine = stateMachine()({');
  });

  for (const name of ["", "a b", "1a", "class", "stateMachine", "await"])
    it(`takes no constant of the name ${JSON.stringify(name)}`, () => {
      expect(() => importDefinition(machine({ Done: DONE }), { name })).to.throw(
        RangeError,
        `Expected a name for a constant, found ${JSON.stringify(name)}.`,
      );
    });

  it("names a field that no definition has", () => {
    expect(() => importDefinition(machine({ Done: DONE }, { Extra: 1 }))).to.throw("it has no field Extra.");
  });
});
