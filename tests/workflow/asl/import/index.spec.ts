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

const INNER = invoked({ Catch: [{ ErrorEquals: ["Closed"], Output: 1, Next: "C" }], Next: "C" });

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
    "many errors stand one below the other",
    machine({
      A: invoked({
        Retry: [{ ErrorEquals: ["The first of some names of errors that are long"], MaxAttempts: 1 }],
        Catch: [
          {
            ErrorEquals: ["The second of some names of errors that are long", "Third"],
            Output: 1,
            Next: "Done",
          },
        ],
      }),
      Done: DONE,
    }),
    ['  unknown,\n  unknown,\n  | "The first of some names of errors that are long"\n  | "The second'],
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
            Output: JSON.parse('{"__proto__": 1, "1": 2, "default": 3, "ü": 4, "\ua7da": 5}') as Json,
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
    [
      '"a b": pass()',
      '["__proto__"]: pass()',
      "'\"': pass()",
      '"\\n\\u2028": succeed()',
      "default: 3",
      "ü: 4",
      '"\ua7da": 5',
    ],
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
    "a task that waits for its token has a payload with one",
    machine({
      A: {
        ...invoked({ Output: "{% $states.result.mark %}" }),
        Resource: `${INVOKE}.waitForTaskToken`,
        Arguments: {
          FunctionName: CLOSE,
          Payload: { "a-b": { token: "{% $states.context.Task.Token %}" }, id: "{% $states.input.id %}" },
        },
      },
      B: invoked(),
      Done: DONE,
    }),
    [
      'interface CloseAttemptFunctionPayload {\n  readonly "a-b": {\n    readonly token: TaskToken<unknown>;\n  };',
      "closeAttemptFunction: LambdaContract<CloseAttemptFunctionPayload, unknown",
      "A: invokeAndWait()({",
      "payload: ({ input, context }) => ({",
      '"a-b": { token: context.Task.Token },',
      'output: ({ result }) => at(result, "mark")',
      "const closeAttemptFunction2: LambdaContract<unknown, unknown",
    ],
  ],
  [
    "branches are typed, and what fails in them may be caught around them",
    machine({
      A: {
        Type: "Parallel",
        Comment: "both",
        Arguments: { n: "{% $states.input.n %}" },
        Branches: [
          { Comment: "one", StartAt: "B", States: { B: INNER, C: DONE } },
          // What the first has, and no more.
          { StartAt: "C", States: { C: DONE } },
          { StartAt: "D", States: { D: { Type: "Pass", Assign: { inner: 1 }, End: true } } },
        ],
        Output: { two: "{% $states.result[1] %}" },
        Retry: [{ ErrorEquals: ["Odd"], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput %}", Next: "Done" }],
        Next: "Done",
      },
      Done: DONE,
    }),
    [
      "A: parallel()({",
      'arguments: ({ input }) => ({ n: at(input, "n") })',
      "branch()({",
      'LambdaContract<unknown, unknown, "Busy" | "Closed" | "Odd">',
      "assign: () => set(vars, { inner: 1 })",
      "output: ({ result }) => ({ two: jsonata<unknown>`${result}[1]` })",
    ],
  ],
  [
    "a Map knows its items",
    machine({
      A: {
        Type: "Map",
        Items: "{% $states.input.lines %}",
        ItemSelector: {
          line: "{% $states.context.Map.Item.Value.id %}",
          n: "{% $states.context.Map.Item.Index %}",
          all: "{% $states.context.Map.Item %}",
          run: "{% $states.context.Execution.Id %}",
        },
        MaxConcurrency: 3,
        ItemProcessor: { StartAt: "B", States: { B: DONE } },
        Retry: [],
        End: true,
      },
    }),
    [
      "A: map()({",
      "items: ({ input }) => jsonata<readonly unknown[]>`${input}.lines`",
      "itemSelector: ({ context, item, index }) => ({",
      'line: at(item, "id")',
      "n: index",
      "all: jsonata<unknown>`${context}.Map.Item`",
      "run: context.Execution.Id",
      "processor: branch()({",
    ],
  ],
  [
    "a distributed Map has a reader, a batcher and a writer",
    machine({
      A: {
        Type: "Map",
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: {
            InputType: "CSV",
            CSVHeaderLocation: "FIRST_ROW",
            MaxItems: "{% $states.input.n %}",
          },
          Arguments: { Bucket: "b", Key: "{% $states.input.key %}" },
        },
        ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { run: "{% $states.context.Execution.Name %}" } },
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
          StartAt: "B",
          States: { B: DONE },
        },
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          WriterConfig: { OutputType: "JSONL" },
          Arguments: { Bucket: "b", Prefix: "{% $states.input.to %}" },
        },
        Label: "lines",
        ToleratedFailurePercentage: 5,
        ToleratedFailureCount: "{% $states.input.most %}",
        Retry: [],
        Next: "Done",
      },
      Done: DONE,
    }),
    [
      "A: distributedMap()({",
      "reader: itemReader()({",
      'resource: "s3:getObject"',
      "maxItems: ({ input }) => jsonata<number>`${input}.n`",
      "batcher: ({ context }) => ({ maxItems: 10, input: { run: context.Execution.Name } })",
      'executionType: "EXPRESS"',
      'label: "lines"',
    ],
  ],
  [
    "states around others stand as they are where the builder would write something else",
    machine({
      A: { Type: "Parallel", Branches: [{ StartAt: "a", States: { a: DONE } }], Next: "B" },
      B: {
        Type: "Map",
        Items: "{% $states.input %}",
        ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, StartAt: "b", States: { b: DONE } },
        Retry: [],
        Next: "C",
      },
      C: {
        Type: "Parallel",
        Branches: [{ StartAt: "c", States: { c: DONE } }],
        Retry: [{ ErrorEquals: ["Nobody"], MaxAttempts: 1 }],
        Next: "D",
      },
      D: {
        Type: "Parallel",
        Branches: [
          { StartAt: "d", States: { d: { Type: "Task", Resource: CLOSE, Arguments: 1, End: true } } },
        ],
        Retry: [{ ErrorEquals: ["Anything"], MaxAttempts: 1 }],
        End: true,
      },
    }),
    ["A: asl()({", "B: asl()({", "C: asl()({", "D: parallel()({", "d: asl()({"],
  ],
  [
    "states inside say their language where the machine has another",
    {
      StartAt: "A",
      States: {
        A: {
          Type: "Parallel",
          QueryLanguage: "JSONata",
          Branches: [
            {
              StartAt: "B",
              States: {
                B: { Type: "Pass", Next: "C" },
                C: { Type: "Pass", QueryLanguage: "JSONata", Output: 1, End: true },
              },
            },
          ],
          Retry: [],
          End: true,
        },
      },
    },
    ["A: parallel()({", "B: jsonPath()({", "C: pass()({ output: () => 1, end: true })"],
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

  for (const name of ["", "a b", "1a", "class", "stateMachine", "await", "branch", "vars", "TaskToken"])
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
