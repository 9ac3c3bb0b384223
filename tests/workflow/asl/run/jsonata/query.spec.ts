import { expect } from "chai";
import type { State } from "../../../../../workflow/asl/definition";
import { definition, deploy, failure, task, WAIT } from "../harness";

/** The error and cause of a machine of one state, without the words about where it happened. */
async function fault(state: State, input: unknown = {}): Promise<[string | undefined, string | undefined]> {
  const { description } = await deploy(definition({ State: state, Other: { Type: "Succeed" } })).execute(
    input,
  );
  const prefix = "An error occurred while executing the state 'State' (entered at the event id #2). ";
  expect(description.cause).to.satisfy((cause: string) => cause.startsWith(prefix));
  return [description.error, description.cause?.slice(prefix.length)];
}

const of = (expression: string, field: string) =>
  `The JSONata expression '${expression}' specified for the field '${field}'`;
const ERROR = "States.QueryEvaluationError";

describe("expressions of a state", () => {
  it("see the input and the context everywhere", async () => {
    const { execute, calls } = deploy(
      definition({
        Work: task({ Arguments: "{% $states.input.a %}", Output: "{% $states.input.b %}", Next: "Done" }),
        Done: { Type: "Succeed", Output: ["{% $states.input %}", "{% $states.context.State.Name %}"] },
      }),
    );
    expect((await execute({ a: 1, b: 2 })).output).to.deep.equal([2, "Done"]);
    expect(calls[0]?.arguments).to.equal(1);
  });

  it("see the result in the Output of a task, and not in its Arguments", async () => {
    const { execute } = deploy(definition({ Work: task({ Output: "{% $states.result.a %}" }) }), () =>
      Promise.resolve({ a: 1 }),
    );
    expect((await execute()).output).to.equal(1);
    expect(await fault(task({ Arguments: "{% $states.result %}" }))).to.deep.equal([
      ERROR,
      `${of("$states.result", "Arguments")} returned nothing (undefined).`,
    ]);
  });

  it("see the error in the Output of a catcher, and no result there", async () => {
    const caught = (Output: string) =>
      deploy(
        definition({
          Work: task({ Catch: [{ ErrorEquals: ["Broken"], Next: "Done", Output }] }),
          Done: { Type: "Succeed" },
        }),
        () => Promise.reject(failure("Broken", "in two")),
      ).execute();
    expect((await caught("{% $states.errorOutput %}")).output).to.deep.equal({
      Error: "Broken",
      Cause: "in two",
    });
    expect((await caught("{% $states.result %}")).description).to.include({ status: "FAILED", error: ERROR });
    expect(await fault(task({ Output: "{% $states.errorOutput %}" }))).to.deep.equal([
      ERROR,
      `${of("$states.errorOutput", "Output")} returned nothing (undefined).`,
    ]);
  });

  it("fail the state when they give nothing, wherever they stand", async () => {
    for (const [state, field] of [
      [task({ Arguments: { a: ["{% $states.input.x %}"] } }), "Arguments/a[0]"],
      [task({ Output: { a: { b: "{% $states.input.x %}" } } }), "Output/a/b"],
      [task({ TimeoutSeconds: "{% $states.input.x %}" }), "TimeoutSeconds"],
      [task({ HeartbeatSeconds: "{% $states.input.x %}" }), "HeartbeatSeconds"],
      [
        {
          Type: "Choice",
          Choices: [
            { Condition: "{% false %}", Next: "Other" },
            { Condition: "{% $states.input.x %}", Next: "Other" },
          ],
        },
        "Choices[1]/Condition",
      ],
      [
        {
          Type: "Choice",
          Choices: [{ Condition: "{% true %}", Next: "Other", Output: "{% $states.input.x %}" }],
        },
        "Choices[0]/Output",
      ],
      [
        {
          Type: "Choice",
          Choices: [{ Condition: "{% false %}", Next: "Other" }],
          Default: "Other",
          Output: "{% $states.input.x %}",
        },
        "Output",
      ],
      [{ Type: "Succeed", Output: "{% $states.input.x %}" }, "Output"],
      [{ Type: "Fail", Error: "{% $states.input.x %}" }, "Error"],
      [{ Type: "Fail", Cause: "{% $states.input.x %}" }, "Cause"],
    ] as [State, string][])
      expect(await fault(state)).to.deep.equal([
        ERROR,
        `${of("$states.input.x", field)} returned nothing (undefined).`,
      ]);
  });

  it("fail the state when they throw, with JSONata's words", async () => {
    expect(await fault(task({ Arguments: '{% 1 + "a" %}' }))).to.deep.equal([
      ERROR,
      `${of('1 + "a"', "Arguments")} threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number`,
    ]);
  });

  it("fail the state when they recurse or loop without end", async () => {
    const endless = deploy(
      definition({ Work: task({ Arguments: "{% ($f := function() { $f() }; $f()) %}" }) }),
      undefined,
      { evaluationTimeoutMs: 50 },
    );
    const { description } = await endless.execute();
    expect(description.error).to.equal(ERROR);
    expect(description.cause).to.match(
      /threw an error during evaluation\. The evaluation took longer than 50 ms\.$/,
    );
    const [error, cause] = await fault(task({ Arguments: "{% ($f := function() { 1 + $f() }; $f()) %}" }));
    expect(error).to.equal(ERROR);
    expect(cause).to.match(/Stack overflow error.* Depth=101 max=100$/);
  });

  it("fail the state when they give something else than the field takes", async () => {
    const choice = (condition: string): State => ({
      Type: "Choice",
      Choices: [{ Condition: `{% ${condition} %}`, Next: "Other" }],
    });
    for (const [state, words] of [
      [choice('"true"'), "The field 'Choices[0]/Condition' expects a boolean, but was string."],
      [choice("null"), "The field 'Choices[0]/Condition' expects a boolean, but was null."],
      [choice("[true, true]"), "The field 'Choices[0]/Condition' expects a boolean, but was array."],
      [
        task({ TimeoutSeconds: "{% 1.5 %}" }),
        "The field 'TimeoutSeconds' expects a positive whole number, but was 1.5.",
      ],
      [
        task({ TimeoutSeconds: "{% 0 %}" }),
        "The field 'TimeoutSeconds' expects a positive whole number, but was 0.",
      ],
      [
        task({ HeartbeatSeconds: '{% "10" %}' }),
        "The field 'HeartbeatSeconds' expects a positive whole number, but was string.",
      ],
      [{ Type: "Fail", Error: "{% 404 %}" }, "The field 'Error' expects a string, but was 404."],
    ] as [State, string][])
      expect(await fault(state)).to.deep.equal([ERROR, words]);
  });

  it("can be caught where they stand in a task, but not where they stand in its catcher", async () => {
    const { execute } = deploy(
      definition({
        Work: task({
          Resource: WAIT,
          Arguments: "{% $states.input.x %}",
          Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "Done" }],
        }),
        Done: { Type: "Succeed", Output: "{% $states.input.Error %}" },
      }),
    );
    expect((await execute()).output).to.equal(ERROR);
    const [error, cause] = await fault(
      task({
        Arguments: "{% $states.input.x %}",
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Other", Output: "{% $states.input.y %}" }],
      }),
    );
    expect([error, cause]).to.deep.equal([
      ERROR,
      `${of("$states.input.y", "Catch[0]/Output")} returned nothing (undefined).`,
    ]);
  });
});
