import { expect } from "chai";
import fc from "fast-check";
import type { Json } from "../../../../workflow/asl/json";
import { run } from "../../../../workflow/asl/run";
import { MAX_EVENTS } from "../../../../workflow/asl/run/history";
import { seededRandom } from "../../../../workflow/asl/run/random";
import { definition, failure, task } from "./harness";

const NAMES = ["A", "B", "C", "D"] as const;
const name = fc.constantFrom(...NAMES);

const EXPRESSIONS = [
  "{% $states.input %}",
  "{% $states.result %}",
  "{% $states.errorOutput %}",
  "{% $states.context.Map.Item.Value %}",
  "{% $states.context.State.RetryCount < 2 %}",
  "{% $x + 1 %}",
  "{% $exists($x) %}",
  "{% [1..3] %}",
  '{% {"a": $states.input} %}',
  '{% $pad("", 200000, "x") %}',
  "{% ( $f := function($n) { $f($n + 1) + 1 }; $f(0) ) %}",
  "{% $error('mine') %}",
  "{% true %}",
];
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...EXPRESSIONS),
  fc.constantFrom<Json>(null, 0, 1, -1, 1.5, "text", [], {}, [1, 2], { a: [{}] }),
);
const small = fc.oneof(fc.constantFrom("{% 1 %}", "{% 0.5 %}", "{% $x %}"), fc.integer({ min: 0, max: 3 }));
const seconds = fc.oneof(fc.constantFrom("{% 1 %}", "{% $x %}"), fc.integer({ min: 1, max: 9 }));
const errors = fc.constantFrom(
  "States.ALL",
  "States.TaskFailed",
  "States.Timeout",
  "Mine",
  "States.QueryEvaluationError",
);

/** Present, or not there at all. */
const some = <T>(arbitraries: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(arbitraries, { requiredKeys: [] });

const ended = fc.oneof(
  fc.constant({ End: true }),
  name.map((Next) => ({ Next })),
);
const leaving = some({
  Output: value,
  Assign: fc.dictionary(fc.constantFrom("x", "y"), value, { maxKeys: 2 }),
});
const failing = some({
  Retry: fc.array(
    fc.record(
      {
        ErrorEquals: fc.tuple(errors),
        MaxAttempts: fc.constantFrom(0, 1, 99_999_999),
        BackoffRate: fc.constant(1),
        MaxDelaySeconds: fc.constant(1),
      },
      { requiredKeys: ["ErrorEquals", "BackoffRate"] },
    ),
    { maxLength: 2 },
  ),
  Catch: fc.array(fc.record({ ErrorEquals: fc.tuple(errors), Next: name }), { maxLength: 2 }),
});
const merged = (...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((each) => Object.assign({}, ...each) as object);
const type = (Type: string) => fc.constant({ Type });

const RESOURCES = [
  "arn:aws:states:::lambda:invoke",
  "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  "arn:aws:lambda:us-east-1:123456789012:function:f",
  "arn:aws:states:us-east-1:123456789012:activity:a",
  "arn:aws:states:::states:startExecution.sync:2",
];

const { scope } = fc.letrec<{ scope: object; state: object }>((tie) => ({
  scope: fc.record({
    StartAt: fc.constant("A"),
    States: fc.record({ A: tie("state"), B: tie("state"), C: tie("state"), D: type("Succeed") }),
  }),
  state: fc.oneof(
    { maxDepth: 3, depthIdentifier: "scope" },
    merged(type("Pass"), ended, leaving),
    merged(type("Succeed")),
    merged(
      type("Fail"),
      some({ Error: fc.constantFrom("Mine", "{% $states.input %}"), Cause: fc.constant("because") }),
    ),
    merged(type("Wait"), ended, leaving, fc.record({ Seconds: small })),
    merged(
      type("Choice"),
      leaving,
      some({ Default: name }),
      fc.record({
        Choices: fc.array(
          merged(fc.record({ Condition: fc.constantFrom(...EXPRESSIONS, true, false), Next: name }), leaving),
          { minLength: 1, maxLength: 2 },
        ),
      }),
    ),
    merged(
      type("Task"),
      ended,
      leaving,
      failing,
      fc.record({ Resource: fc.constantFrom(...RESOURCES) }),
      some({ Arguments: value, TimeoutSeconds: seconds, HeartbeatSeconds: seconds }),
    ),
    merged(
      type("Parallel"),
      ended,
      leaving,
      failing,
      some({ Arguments: value }),
      fc.record({ Branches: fc.array(tie("scope"), { minLength: 1, maxLength: 3 }) }),
    ),
    merged(
      type("Map"),
      ended,
      leaving,
      failing,
      some({
        Items: fc.constantFrom("{% $states.input %}", "{% [1..5] %}", "{% $range(1, 100000, 1) %}", [
          1,
          "{% $x %}",
        ]),
        ItemSelector: value,
        MaxConcurrency: small,
      }),
      fc.record({ ItemProcessor: tie("scope") }),
    ),
    merged(
      type("Map"),
      ended,
      leaving,
      failing,
      some({
        Items: fc.constantFrom("{% [1..5] %}", []),
        MaxConcurrency: small,
        ToleratedFailureCount: small,
        ItemBatcher: fc.constant({ MaxItemsPerBatch: 2 }),
      }),
      fc.record({
        ItemProcessor: tie("scope").map((inner) => ({
          ...inner,
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        })),
      }),
    ),
  ),
}));

describe("a machine of anybody's", () => {
  it("comes to an end, whatever it does, with a history in order", async function () {
    this.timeout(300_000);
    await fc.assert(
      fc.asyncProperty(scope, value, fc.integer(), async (machine, input, seed) => {
        const random = seededRandom(seed);
        const ran = await run(
          { QueryLanguage: "JSONata", ...machine },
          {
            input,
            random,
            evaluationTimeoutMs: 1_000,
            tasks: ({ arguments: given }) => {
              const dice = random();
              if (dice < 0.2) return Promise.reject(failure("Mine", "because"));
              if (dice < 0.3) return new Promise(() => {});
              return Promise.resolve(dice < 0.6 ? given : { n: dice });
            },
          },
        ).catch((error: unknown) => {
          expect(error).to.have.property("name", "InvalidDefinition");
          return undefined;
        });
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

  it("ends when a loop makes its data deeper and deeper", async () => {
    const { status, error } = await run(
      definition({ Again: { Type: "Pass", Output: ["{% $states.input %}"], Next: "Again" } }),
    );
    expect(status).to.equal("FAILED");
    expect(error).to.be.oneOf(["States.DataLimitExceeded", "States.Runtime", "States.QueryEvaluationError"]);
  });

  it("ends when its input is deeper than a stack", async () => {
    const { status, error } = await run(definition({ Only: { Type: "Pass", End: true } }), {
      input: JSON.parse("[".repeat(1_000) + "]".repeat(1_000)),
    });
    expect([status, error]).to.deep.equal(["SUCCEEDED", undefined]);
  });

  it("ends when a task whose arguments are too long is tried again without end", async () => {
    const { status, error } = await run(
      definition({
        Work: task({
          Arguments: '{% $pad("", 300000, "x") %}',
          Retry: [{ ErrorEquals: ["States.DataLimitExceeded"], MaxAttempts: 99_999_999, BackoffRate: 1 }],
        }),
      }),
    );
    expect([status, error]).to.deep.equal(["FAILED", "States.Runtime"]);
  });

  it("ends when an expression does not, however often it is tried again", async () => {
    const { status, error } = await run(
      definition({
        Only: task({
          Arguments: "{% ( $f := function($n) { $f($n) }; $f(0) ) %}",
          Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }],
        }),
      }),
      { evaluationTimeoutMs: 50 },
    );
    expect([status, error]).to.deep.equal(["FAILED", "States.QueryEvaluationError"]);
  });
});
