import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, RULES, type CheckOptions, type RuleId } from "../../../../workflow/asl/check";
import { ARN, changed, machine, only, PASS } from "./machines";

const STRICT: CheckOptions = { strict: true };

const choice = (...rules: readonly object[]) =>
  machine({ Choose: { Type: "Choice", Choices: rules }, Done: PASS });
const isNull = { Variable: "$.a", IsNull: true, Next: "Done" };

const task = (fields: object) => only({ Type: "Task", Resource: ARN, ...fields });
const handled = (...names: readonly (readonly string[])[]) =>
  task({ Retry: names.map((ErrorEquals) => ({ ErrorEquals })) });

const jsonata = (fields: object) => only({ Type: "Pass", QueryLanguage: "JSONata", ...fields });
const assigned = (inside: object, Assign: object = { a: 1 }) =>
  machine(
    {
      First: { Type: "Pass", Assign, Next: "All" },
      All: {
        Type: "Parallel",
        Branches: [{ StartAt: "In", States: { In: { ...PASS, ...inside } } }],
        Next: "Last",
      },
      Last: PASS,
    },
    { QueryLanguage: "JSONata" },
  );

const map = (config: object, fields: object = {}, inside: object = PASS) =>
  only({
    Type: "Map",
    ItemProcessor: { ProcessorConfig: config, StartAt: "In", States: { In: inside } },
    ...fields,
  });
const DISTRIBUTED = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };

const nested = (levels: number) => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 0);

const calls = (Resource: string, Arguments: object = {}) =>
  only({ Type: "Task", QueryLanguage: "JSONata", Resource, Arguments });

/** For each rule a definition that breaks it. */
const EXAMPLES: Readonly<Record<RuleId, unknown>> = {
  "choice/condition": changed({ "/States/Decide/Choices/0/Condition": "{% 1 %}" }),
  "choice/default": choice(isNull),
  "choice/unreachable": choice(isNull, isNull),
  "choice/unreachable-default": changed({ "/States/Decide/Choices/1/Condition": true }),
  "choice/variable": choice({ IsNull: true, Next: "Done" }),
  "context/field": only({ Type: "Pass", InputPath: "$$.Exection.Id" }),
  "errors/max-delay": task({ Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 9, MaxDelaySeconds: 9 }] }),
  "errors/reserved": handled(["States.Busy"]),
  "errors/states-all-alone": handled(["Busy", "States.ALL"]),
  "errors/states-all-last": handled(["States.ALL"], ["Busy"]),
  "errors/unreachable": handled(["Busy"], ["Busy"]),
  "express/unsupported": map(
    { ...DISTRIBUTED, ExecutionType: "EXPRESS" },
    {},
    {
      Type: "Task",
      Resource: "arn:aws:states:eu-west-1:123456789012:activity:mark",
      End: true,
    },
  ),
  "graph/no-end": machine({ A: { Type: "Pass", Next: "A" } }),
  "graph/scope": map({}, {}, { Type: "Pass", Next: "Only" }),
  "graph/start": machine({ A: PASS }, { StartAt: "B" }),
  "graph/target": machine({ A: { Type: "Pass", Next: "B" } }),
  "graph/unreachable": machine({ A: PASS, B: PASS }),
  "jsonata/arguments": jsonata({ Output: "{% $uuid(1) %}" }),
  "jsonata/delimiters": jsonata({ Output: "10 %}" }),
  "jsonata/function": jsonata({ Output: "{% $eval('1') %}" }),
  "jsonata/input-document": jsonata({ Output: "{% $.a %}" }),
  "jsonata/not-here": jsonata({ Output: "{% $states.result %}" }),
  "jsonata/states-field": jsonata({ Output: "{% $states.inptu %}" }),
  "jsonata/syntax": jsonata({ Output: "{% 1 + %}" }),
  "jsonata/type": only({ Type: "Wait", QueryLanguage: "JSONata", Seconds: "{% 'a' & 'b' %}" }),
  "jsonpath/intrinsic": only({ Type: "Pass", Parameters: { "a.$": "States.Nothing()" } }),
  "jsonpath/not-here": only({ Type: "Pass", InputPath: "$$.Task.Token" }),
  "jsonpath/path": only({ Type: "Pass", InputPath: "a" }),
  "jsonpath/reference-path": only({ Type: "Wait", SecondsPath: "$..a" }),
  "jsonpath/target": only({ Type: "Pass", ResultPath: "$$.a" }),
  "jsonpath/template": only({ Type: "Pass", Parameters: { "a.$": 1 } }),
  "limit/payload": only({ Type: "Pass", Result: "a".repeat(262_143) }),
  "map/batch-size": map(DISTRIBUTED, { ItemBatcher: {} }),
  "map/execution-type": map({ Mode: "DISTRIBUTED" }),
  "map/items": map({}, { QueryLanguage: "JSONata", Items: {} }),
  "map/mode": map({ Mode: "INLINE" }, { Label: "a" }),
  "map/reader": map(DISTRIBUTED, {
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: { InputType: "CSV", CSVHeaders: ["a"] },
    },
  }),
  "name/length": machine({ ["a".repeat(81)]: PASS }),
  "name/unique": machine({
    In: {
      Type: "Parallel",
      Branches: [{ StartAt: "In", States: { In: PASS } }],
      End: true,
    },
  }),
  "shape/alternatives": only({ Type: "Wait", Seconds: 1, SecondsPath: "$.a" }),
  "shape/depth": only({ Type: "Pass", Result: nested(200) }),
  "shape/foreign-field": only({ Type: "Pass", Seconds: 1 }),
  "shape/json": undefined,
  "shape/query-language": machine(
    { A: { ...PASS, QueryLanguage: "JSONPath" } },
    { QueryLanguage: "JSONata" },
  ),
  "shape/required": {},
  "shape/size": only({ Type: "Pass", Comment: "a".repeat(1_048_576) }),
  "shape/state-type": only({ Type: "Pause" }),
  "shape/transition": only({ Type: "Pass", Next: "Only" }),
  "shape/unevaluated": only({ Type: "Pass", Parameters: { a: "$.a" } }),
  "shape/unknown-field": only({ Type: "Pass", Colour: "green" }),
  "shape/value": only({ Type: "Wait", Seconds: "1" }),
  "task/argument": calls("arn:aws:states:::lambda:invoke"),
  "task/function": only({ Type: "Task", Resource: `${ARN}:` }),
  "task/pattern": calls("arn:aws:states:::lambda:invoke.sync", { FunctionName: ARN }),
  "task/resource": calls("arn:aws:states:::nobody:knows"),
  "task/token": calls("arn:aws:states:::lambda:invoke.waitForTaskToken", { FunctionName: ARN }),
  "timeout/heartbeat": task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
  "timeout/required": task({}),
  "variables/distributed": machine(
    {
      First: { Type: "Pass", Assign: { a: 1 }, Next: "Each" },
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: DISTRIBUTED,
          StartAt: "In",
          States: { In: { ...PASS, Output: "{% $a %}" } },
        },
        End: true,
      },
    },
    { QueryLanguage: "JSONata" },
  ),
  "variables/name": jsonata({ Assign: { "1st": 1 } }),
  "variables/outer": assigned({ Assign: { a: 2 } }),
  "variables/reserved": jsonata({ Assign: { states: 1 } }),
  "variables/scope": machine(
    {
      All: {
        Type: "Parallel",
        Branches: [{ StartAt: "In", States: { In: { ...PASS, Assign: { a: 1 } } } }],
        Next: "Last",
      },
      Last: { ...PASS, Output: "{% $a %}" },
    },
    { QueryLanguage: "JSONata" },
  ),
  "variables/size": jsonata({ Assign: { a: "a".repeat(262_145) } }),
  "variables/unassigned": machine(
    {
      Choose: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.a %}", Next: "Set" }],
        Default: "Read",
      },
      Set: { Type: "Pass", Assign: { a: 1 }, Next: "Read" },
      Read: { ...PASS, Output: "{% $a %}" },
    },
    { QueryLanguage: "JSONata" },
  ),
  "variables/unknown": jsonata({ Output: "{% $nowhere %}" }),
};

const rulesOf = (definition: unknown, options?: CheckOptions) =>
  check(definition, options).map(({ rule }) => rule);

describe("the table of rules", () => {
  for (const [rule, definition] of Object.entries(EXAMPLES))
    it(`names ${rule}, which a definition can break`, () => {
      expect(rulesOf(definition, STRICT)).to.include(rule);
    });

  it("says which rules only a strict check applies", () => {
    const strict = Object.entries(RULES).flatMap(([rule, row]) => ("strict" in row ? [rule] : []));
    for (const [rule, definition] of Object.entries(EXAMPLES))
      if (strict.includes(rule)) expect(rulesOf(definition), rule).not.to.include(rule);
  });

  it("has every rule of the source, and no other", () => {
    const folder = join(__dirname, "../../../../workflow/asl/check");
    const source = readdirSync(folder)
      .filter((name) => name.endsWith(".ts") && name !== "rules.ts")
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
    const named = Object.keys(RULES).filter((rule) => source.includes(`"${rule}"`));
    expect(named).to.deep.equal(Object.keys(RULES));
  });

  it("says one sentence for each rule, and who says so", () => {
    for (const [rule, { says, source }] of Object.entries(RULES)) {
      expect(says, rule).to.match(/^(\p{Lu}|\.|\$).*[^.]\.$/u);
      expect(source, rule).to.match(/^https:\/\/(states-language\.net|docs\.aws\.amazon\.com)\//);
    }
  });

  it("is in alphabetical order", () => {
    expect(Object.keys(RULES)).to.deep.equal(Object.keys(RULES).sort());
  });
});
