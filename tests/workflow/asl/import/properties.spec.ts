/** States that nobody has thought of: whatever they say, they come back as they were. */
import { expect } from "chai";
import {
  array,
  assert,
  constant,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  property,
  record,
  string,
  tuple,
  type Arbitrary,
} from "fast-check";
import type { Json } from "../../../../workflow/asl/json";
import { compiled, generate, rendered } from "./generated";

const anyText = string({ unit: "binary" });

const path = tuple(
  constantFrom(
    "$states.input",
    "$states.context",
    "$states.result.Payload",
    "$states.result",
    "$total",
    "$states",
  ),
  array(constantFrom(".a", ".b2", ".or", "[0]", ".`x y`", ".Execution.Id"), { maxLength: 3 }),
).map(([root, steps]) => root + steps.join(""));

const between = constantFrom(" + ", " & '`${x}\\n'", "\n", "\r\n", "λ($total){$total}", "$", "\\");

const expression = oneof(
  path,
  tuple(path, between, path).map((parts) => parts.join("")),
);

const delimited = tuple(
  oneof({ weight: 9, arbitrary: constant("{% ") }, { weight: 1, arbitrary: constantFrom("{%", "{%  ") }),
  oneof({ weight: 9, arbitrary: expression }, { weight: 1, arbitrary: anyText }),
  constant(" %}"),
).map((parts) => parts.join(""));

const json: Arbitrary<unknown> = oneof(
  { weight: 4, arbitrary: delimited },
  { weight: 1, arbitrary: anyText },
  { weight: 1, arbitrary: jsonValue() },
  { weight: 2, arbitrary: dictionary(oneof(constantFrom("__proto__", "a-b", "x"), anyText), delimited) },
  { weight: 2, arbitrary: array(delimited) },
);

const assign = dictionary(
  oneof({ weight: 9, arbitrary: constantFrom("total", "list") }, { weight: 1, arbitrary: anyText }),
  json,
);
const end = { End: constant(true) };
const rule = record(
  { Condition: delimited, Next: constant("A"), Output: json, Assign: assign },
  { requiredKeys: ["Condition", "Next"] },
);
const retrier = record(
  {
    ErrorEquals: array(constantFrom("States.ALL", "E", "Lambda.Unknown")),
    MaxAttempts: constant(2),
    JitterStrategy: constantFrom("FULL", "NONE"),
  },
  { requiredKeys: ["ErrorEquals", "MaxAttempts"] },
);
const catcher = record(
  {
    ErrorEquals: array(constantFrom("States.ALL", "F")),
    Next: constant("A"),
    Output: oneof(json, constant("{% $states.input %}")),
    Assign: assign,
  },
  { requiredKeys: ["ErrorEquals", "Next", "Output"] },
);

const flat = oneof(
  record(
    { Type: constant("Pass"), ...end, Comment: anyText, Output: json, Assign: assign },
    { requiredKeys: ["Type", "End"] },
  ),
  record(
    { Type: constant("Wait"), ...end, Seconds: oneof(constant(5), delimited), Output: json },
    { requiredKeys: ["Type", "End", "Seconds"] },
  ),
  record({ Type: constant("Wait"), ...end, Timestamp: oneof(anyText, delimited) }),
  record({ Type: constant("Succeed"), Output: json }, { requiredKeys: ["Type"] }),
  record(
    { Type: constant("Fail"), Error: oneof(anyText, delimited), Cause: oneof(anyText, delimited) },
    { requiredKeys: ["Type"] },
  ),
  record(
    {
      Type: constant("Choice"),
      Choices: array(rule, { minLength: 1 }),
      Default: constant("A"),
      Output: json,
    },
    { requiredKeys: ["Type", "Choices", "Default"] },
  ),
  record(
    {
      Type: constant("Task"),
      Resource: oneof(
        { weight: 3, arbitrary: constant("arn:aws:states:::lambda:invoke") },
        { weight: 1, arbitrary: constant("arn:aws:states:::lambda:invoke.waitForTaskToken") },
      ),
      Arguments: record({
        FunctionName: constantFrom("arn:aws:lambda:eu-central-1:1:function:a", "${Fn}", "f"),
        Payload: oneof(
          json,
          dictionary(
            oneof(constantFrom("__proto__", "a-b", "x"), anyText),
            oneof(delimited, constant("{% $states.context.Task.Token %}")),
          ),
        ),
      }),
      Output: oneof(json, constant("{% $states.result.Payload %}")),
      TimeoutSeconds: oneof(constant(5), delimited),
      Retry: array(retrier),
      Catch: array(catcher),
      ...end,
    },
    { requiredKeys: ["Type", "Resource", "Arguments", "Output", "TimeoutSeconds", "Retry", "End"] },
  ),
);

/** States of other scopes, which end. */
const scope = array(flat, { minLength: 1, maxLength: 3 }).map((inside) => ({
  StartAt: "A",
  States: Object.fromEntries<unknown>([
    ["A", { Type: "Succeed" }],
    ...inside.map((each, index) => [`I${index}`, each] as const),
  ]),
}));

/** Errors that nobody names do not fit everything inside. */
const system = constantFrom("States.ALL", "States.Timeout");
const around = {
  Output: json,
  Assign: assign,
  Retry: oneof(array(retrier), array(record({ ErrorEquals: array(system), MaxAttempts: constant(2) }))),
  Catch: oneof(
    array(catcher),
    array(record({ ErrorEquals: array(system), Next: constant("A"), Output: json })),
  ),
  ...end,
};

const state = oneof(
  { weight: 4, arbitrary: flat },
  {
    weight: 1,
    arbitrary: record(
      {
        Type: constant("Parallel"),
        Branches: array(scope, { minLength: 1, maxLength: 2 }),
        Arguments: json,
        ...around,
      },
      { requiredKeys: ["Type", "Branches", "Retry", "End"] },
    ),
  },
  {
    weight: 1,
    arbitrary: record(
      {
        Type: constant("Map"),
        Items: delimited,
        ItemProcessor: scope,
        ItemSelector: oneof(
          json,
          dictionary(
            constantFrom("a", "b"),
            constantFrom("{% $states.context.Map.Item.Value.x %}", "{% $states.context.Map.Item.Index %}"),
          ),
        ),
        MaxConcurrency: oneof(constant(5), delimited),
        ...around,
      },
      { requiredKeys: ["Type", "Items", "ItemProcessor", "Retry", "End"] },
    ),
  },
);

const machineOf = (states: readonly unknown[]): Json => {
  const named = states.map((each, index) => [`S${index}`, each] as const);
  const States = Object.fromEntries<unknown>([["A", { Type: "Succeed" }], ...named]);
  return JSON.parse(JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States })) as Json;
};

describe("import: any state", () => {
  it("comes back as it was", () => {
    assert(
      property(array(state, { maxLength: 4 }), (states: readonly unknown[]) => {
        const definition = machineOf(states);
        expect(rendered(generate(definition))).to.deep.equal(definition);
      }),
      { numRuns: 300 },
    );
  });

  it("compiles", () => {
    const codes = new Map<string, string>();
    assert(
      property(array(state, { minLength: 1, maxLength: 6 }), (states) => {
        codes.set(String(codes.size), generate(machineOf(states)));
      }),
      { numRuns: 60 },
    );
    const faults = [...compiled(codes)].flatMap(([name, said]) =>
      said.map(({ message, line }) => ({ message, line, code: codes.get(name) })),
    );
    expect(faults).to.deep.equal([]);
  });

  it("is built, and does not only stand as it was", () => {
    let built = 0;
    let asIs = 0;
    assert(
      property(flat, (each) => {
        if (generate(machineOf([each])).includes("S0: asl()")) asIs += 1;
        else built += 1;
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(built).to.be.greaterThan(asIs);
  });
});
