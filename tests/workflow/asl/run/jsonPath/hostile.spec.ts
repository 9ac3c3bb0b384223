import { expect } from "chai";
import fc from "fast-check";
import { isList, isObject, type Json } from "../../../../../workflow/asl/json";
import { run } from "../../../../../workflow/asl/run";
import { MAX_EVENTS } from "../../../../../workflow/asl/run/history";
import { toJson } from "../../../../../workflow/asl/run/json";
import { seededRandom } from "../../../../../workflow/asl/run/random";
import { failure } from "../harness";

const name = fc.constantFrom("A", "B", "C", "D", "__proto__");
/** Found in whatever there is; and found in some, or in nothing. */
const anywhere = fc.constantFrom("$", "$$", "$$.State.Name", "$..*", "$..a", "$[*]");
const somewhere = fc.constantFrom(
  ...["$.a", "$.a.b", "$.l[*]", "$.l[0]", "$.l[-1:]", "$.l[?(@.a > $.n)]", "$.l[(@.length-1)]", "$x", "$x.y"],
  ...[
    "$['a','b']",
    "$.l.length()",
    "$.l..a.sum()",
    "$__proto__",
    "$.__proto__",
    "$['constructor']",
    "$..*..*",
  ],
  ...["$$.Map.Item.Value", "$$.Task.Token", "$$.State.RetryCount", "$.none"],
);
const path = fc.oneof({ weight: 4, arbitrary: anywhere }, { weight: 1, arbitrary: somewhere });
const definite = fc.constantFrom("$", "$.a", "$.l", "$.n", "$x", "$.none", "$$.Execution.Input");
const reference = fc.constantFrom(
  "$",
  "$.a",
  "$.l[0]",
  "$.l[9].x",
  "$.__proto__.polluted",
  "$.constructor.x",
  "$.a.b.c.d",
);
const call = fc.oneof(
  path.map((at) => `States.Format('{}', ${at})`),
  path.map((at) => `States.ArrayUnique(${at})`),
  path.map((at) => `States.JsonToString(${at})`),
  path.map((at) => `States.StringToJson(States.JsonToString(${at}))`),
  path.map((at) => `States.ArrayPartition(${at}, 2)`),
  path.map((at) => `States.JsonMerge(${at}, ${at}, false)`),
  path.map((at) => `States.ArrayRange(0, ${at}, 1)`),
  path.map((at) => `States.MathAdd(${at}, 1)`),
  fc.constantFrom(
    "States.ArrayRange(1, 9000000000000, 1)",
    "States.MathRandom(1, 9)",
    "States.UUID()",
    'States.StringToJson(\'{"__proto__": {"polluted": 1}}\')',
  ),
);
const value = fc.constantFrom<Json>(null, 0, 1.5, "text", [], [1, 2, 3], { a: 1, l: [{ a: 2 }], n: 1 });
const filled = fc.dictionary(
  fc.constantFrom("a.$", "l.$", "n.$", "__proto__.$", "constructor.$"),
  fc.oneof(path, call),
  { minKeys: 1, maxKeys: 3 },
);
const template = fc.oneof(
  value,
  filled,
  filled.map((inner) => ({ inner: [inner] })),
);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 5 });

/** Present, or not there at all. */
const some = <T>(arbitraries: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(arbitraries, { requiredKeys: [] });
const merged = (...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((each) => Object.assign({}, ...each) as object);
const type = (Type: string) => fc.constant({ Type });

const ended = fc.oneof(
  fc.constant({ End: true }),
  name.map((Next) => ({ Next })),
);
const filters = some({ InputPath: orNull(path), OutputPath: orNull(path) });
const assigning = some({
  Assign: fc.dictionary(fc.constantFrom("x.$", "y.$", "__proto__.$"), fc.oneof(path, call)),
});
const resulting = some({ ResultSelector: template, ResultPath: orNull(reference) });
const errors = fc.constantFrom(
  "States.ALL",
  "States.TaskFailed",
  "States.Timeout",
  "Mine",
  "States.IntrinsicFailure",
);
const failing = some({
  Retry: fc.array(
    fc.record(
      {
        ErrorEquals: fc.tuple(errors),
        MaxAttempts: fc.constantFrom(0, 1, 99_999_999),
        BackoffRate: fc.constant(1),
        JitterStrategy: fc.constantFrom("FULL", "NONE"),
      },
      { requiredKeys: ["ErrorEquals", "BackoffRate"] },
    ),
    { maxLength: 2 },
  ),
  Catch: fc.array(
    merged(
      fc.record({ ErrorEquals: fc.tuple(errors), Next: name }),
      some({ ResultPath: orNull(reference) }),
      assigning,
    ),
    { maxLength: 2 },
  ),
});

const comparison = fc.oneof(
  fc.record({ Variable: path, IsPresent: fc.boolean() }),
  fc.record({ Variable: path, NumericLessThan: fc.integer() }),
  fc.record({ Variable: path, StringMatches: fc.constantFrom("*", "*a*b*c*d*e*f*", "\\*") }),
  fc.record({ Variable: path, TimestampGreaterThanPath: definite }),
);
const condition = fc.oneof(
  comparison,
  comparison.map((Not) => ({ Not })),
  fc.array(comparison, { minLength: 1, maxLength: 2 }).map((And) => ({ And })),
);

const RESOURCES = [
  "arn:aws:states:::lambda:invoke",
  "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  "arn:aws:lambda:us-east-1:123456789012:function:f",
  "arn:aws:states:::ecs:runTask.sync",
];

const { scope } = fc.letrec<{ scope: object; state: object }>((tie) => ({
  scope: fc.tuple(tie("state"), tie("state"), tie("state"), tie("state")).map(([A, B, C, proto]) => ({
    StartAt: "A",
    States: Object.fromEntries([
      ...Object.entries({ A, B, C, D: { Type: "Succeed" } }),
      ["__proto__", proto],
    ]),
  })),
  state: fc.oneof(
    { maxDepth: 2, depthIdentifier: "scope" },
    merged(
      type("Pass"),
      ended,
      filters,
      assigning,
      some({ Parameters: template, Result: value, ResultPath: orNull(reference) }),
    ),
    merged(type("Fail"), some({ ErrorPath: fc.oneof(path, call), Cause: fc.constant("because") })),
    merged(
      type("Wait"),
      ended,
      filters,
      assigning,
      fc.oneof(fc.record({ SecondsPath: definite }), fc.record({ Seconds: fc.integer({ min: 0, max: 9 }) })),
    ),
    merged(
      type("Choice"),
      filters,
      assigning,
      some({ Default: name }),
      fc.record({
        Choices: fc.array(merged(condition, fc.record({ Next: name }), assigning), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
    ),
    merged(
      type("Task"),
      ended,
      filters,
      assigning,
      resulting,
      failing,
      fc.record({ Resource: fc.constantFrom(...RESOURCES) }),
      some({
        Parameters: template,
        TimeoutSecondsPath: definite,
        HeartbeatSeconds: fc.integer({ min: 1, max: 9 }),
      }),
    ),
    merged(
      type("Parallel"),
      ended,
      filters,
      assigning,
      resulting,
      failing,
      some({ Parameters: template }),
      fc.record({ Branches: fc.array(tie("scope"), { minLength: 1, maxLength: 2 }) }),
    ),
    merged(
      type("Map"),
      ended,
      filters,
      assigning,
      resulting,
      failing,
      fc.record(
        {
          ItemsPath: fc.constantFrom("$.l", "$..*", "$..*", "$"),
          ItemSelector: template,
          MaxConcurrency: fc.integer({ min: 0, max: 3 }),
        },
        { requiredKeys: ["ItemsPath"] },
      ),
      fc.oneof(
        fc.record({ ItemProcessor: tie("scope") }),
        fc.record({ Iterator: tie("scope") }),
        fc.record({
          ItemProcessor: tie("scope").map((inner) => ({
            ...inner,
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          })),
          ToleratedFailurePercentagePath: definite,
          ItemBatcher: fc.constant({ MaxItemsPerBatch: 2 }),
        }),
      ),
    ),
  ),
}));

/** An inner scope assigns other variables than those around it: what would be refused is not tried. */
function scoped(json: Json, depth = 0): Json {
  if (isList(json)) return json.map((each) => scoped(each, depth));
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, each]) => {
      if (key === "Assign" && isObject(each))
        return [
          key,
          Object.fromEntries(Object.entries(each).map(([to, from]) => [`${PREFIXES[depth]}${to}`, from])),
        ];
      return [key, scoped(each, depth + (INSIDE.has(key) ? 1 : 0))];
    }),
  );
}
const PREFIXES = ["", "inner_", "innermost_", "deep_", "deeper_"];
const INSIDE = new Set(["Branches", "ItemProcessor", "Iterator"]);

describe("a machine of anybody's in JSONPath", () => {
  it("comes to an end, whatever it does, with a history in order, and leaves no trace in this process", async function () {
    this.timeout(300_000);
    await fc.assert(
      fc.asyncProperty(scope, value, fc.integer(), async (machine, input, seed) => {
        const random = seededRandom(seed);
        const ran = await run(scoped(toJson(machine)), {
          input,
          random,
          tasks: ({ arguments: given }) => {
            const dice = random();
            if (dice < 0.2) return Promise.reject(failure("Mine", "because"));
            if (dice < 0.3) return new Promise(() => {});
            return Promise.resolve(dice < 0.6 ? given : { a: dice, l: [{ a: 1 }], n: 1 });
          },
        }).catch((error: unknown) => {
          expect(error).to.have.property("name", "InvalidDefinition");
          return undefined;
        });
        expect("polluted" in {}).to.equal(false);
        if (!ran) return;
        expect(ran.history.length).to.be.at.most(MAX_EVENTS);
        for (const [index, { id, previousEventId }] of ran.history.entries()) {
          expect(id).to.equal(index + 1);
          expect(previousEventId).to.be.within(0, index);
        }
        expect(ran.history.at(-1)?.type).to.match(/^Execution(Succeeded|Failed|TimedOut)$/);
      }),
      { numRuns: 60 },
    );
  });

  it("ends when the paths of one field look at more than there is, however many they are", async () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`f${at}.$`, "$..*..*"]));
    const { status, cause } = await run(
      { StartAt: "A", States: { A: { Type: "Pass", Parameters: many, End: true } } },
      { input: Array.from({ length: 1_000 }, () => [[1]]) },
    );
    expect(status).to.equal("FAILED");
    expect(cause).to.contain("could not be found");
  }).timeout(20_000);
});
