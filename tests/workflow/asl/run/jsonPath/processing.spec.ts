import { expect } from "chai";
import { deploy, failure, INVOKE } from "../harness";
import { alone, answer, failed, machine, pass, task } from "./harness";

describe("input and output processing", () => {
  it("of the specification's example: InputPath selects, ResultPath adds to the raw input", async () => {
    const deployed = alone(
      { Type: "Task", Resource: INVOKE, InputPath: "$.numbers", ResultPath: "$.sum" },
      answer(7),
    );
    const { output } = await deployed.execute({ title: "Numbers to add", numbers: { val1: 3, val2: 4 } });
    expect(deployed.calls[0]?.arguments).to.deep.equal({ val1: 3, val2: 4 });
    expect(output).to.deep.equal({ title: "Numbers to add", numbers: { val1: 3, val2: 4 }, sum: 7 });
  });

  it("of the specification's example of Parameters", async () => {
    const Parameters = { flagged: true, parts: { "first.$": "$.vals[0]", "last3.$": "$.vals[3:]" } };
    const { output } = await pass({ Parameters }, { flagged: 7, vals: [0, 10, 20, 30, 40, 50] });
    expect(output).to.deep.equal({ flagged: true, parts: { first: 0, last3: [30, 40, 50] } });
  });

  it("of the specification's example of ResultSelector", async () => {
    const { output } = await task(
      {
        ResultSelector: { "ClusterId.$": "$.output.ClusterId", "ResourceType.$": "$.resourceType" },
        ResultPath: "$.EMROutput",
      },
      {
        resourceType: "elasticmapreduce",
        resource: "createCluster.sync",
        output: { ClusterId: "AKIAIOSFODNN7" },
      },
      { OtherDataFromInput: {} },
    );
    expect(output).to.deep.equal({
      OtherDataFromInput: {},
      EMROutput: { ClusterId: "AKIAIOSFODNN7", ResourceType: "elasticmapreduce" },
    });
  });

  it("of AWS's examples of ResultPath and OutputPath", async () => {
    const input = {
      comment: "An input comment.",
      data: { val1: 23, val2: 17 },
      extra: "foo",
      lambda: { who: "AWS" },
    };
    const fields = { InputPath: "$.lambda", ResultPath: "$.data.lambdaresult" };
    expect((await task({ ...fields, OutputPath: "$.data" }, "Hello, AWS!", input)).output).to.deep.equal({
      val1: 23,
      val2: 17,
      lambdaresult: "Hello, AWS!",
    });
    expect((await task({ ResultPath: "$" }, "Hello, AWS!", input)).output).to.equal("Hello, AWS!");
    expect((await task({}, "Hello, AWS!", input)).output).to.equal("Hello, AWS!");
    expect((await task({ ResultPath: null }, "Hello, AWS!", input)).output).to.deep.equal(input);
    expect((await task({ ResultPath: "$.comment" }, "new", input)).output).to.deep.equal({
      ...input,
      comment: "new",
    });
  });

  it("takes {} where InputPath or OutputPath is null", async () => {
    const deployed = alone(
      { Type: "Task", Resource: INVOKE, InputPath: null, OutputPath: null },
      answer("x"),
    );
    expect((await deployed.execute({ a: 1 })).output).to.deep.equal({});
    expect(deployed.calls[0]?.arguments).to.deep.equal({});
  });

  it("of a Pass: Result, or else Parameters, at ResultPath", async () => {
    const coords = { "x-datum": 0.381018, "y-datum": 622.2269926397355 };
    expect(
      (await pass({ Result: coords, ResultPath: "$.coords" }, { georefOf: "Home" })).output,
    ).to.deep.equal({
      georefOf: "Home",
      coords,
    });
    expect((await pass({ Result: { "a.$": "$.x" } })).output).to.deep.equal({ "a.$": "$.x" });
    expect((await pass({ InputPath: "$.a", ResultPath: "$.b" }, { a: 1 })).output).to.deep.equal({
      a: 1,
      b: 1,
    });
    expect((await pass({}, [1])).output).to.deep.equal([1]);
  });

  it("reads the context object, also in InputPath and OutputPath", async () => {
    expect(
      (await pass({ Parameters: { "name.$": "$$.State.Name", "in.$": "$$.Execution.Input.a" } }, { a: 1 }))
        .output,
    ).to.deep.equal({ name: "State", in: 1 });
    expect((await pass({ InputPath: "$$.State.Name" })).output).to.equal("State");
    expect((await pass({ OutputPath: "$$.Execution.Name" })).output).to.equal("run");
  });

  it("of Succeed and Wait filters the input", async () => {
    const states = {
      Wait: { Type: "Wait", Seconds: 1, InputPath: "$.a", Next: "Done" },
      Done: { Type: "Succeed", InputPath: "$.b", OutputPath: "$.c" },
    };
    expect((await deploy(machine(states)).execute({ a: { b: { c: 1 } } })).output).to.equal(1);
  });

  it("fails with the names of the specification, in the words of Step Functions", async () => {
    expect(failed(await pass({ Parameters: { "a.$": "$.b" } }, { c: 1 }))).to.deep.equal([
      "FAILED",
      "States.ParameterPathFailure",
      `The JSONPath '$.b' specified for the field 'a.$' could not be found in the input '{"c":1}'`,
    ]);
    expect(
      failed(await pass({ Parameters: { "a.$": "States.ArrayGetItem($.l, 3)" } }, { l: [] })),
    ).to.deep.equal([
      "FAILED",
      "States.IntrinsicFailure",
      "The function 'States.ArrayGetItem($.l, 3)' had the following error: expected an index into a list of 0 items, found 3",
    ]);
    expect(failed(await task({ OutputPath: "$.Payload" }, { other: 1 }))).to.deep.equal([
      "FAILED",
      "States.Runtime",
      "Invalid path '$.Payload' : No results for path: $['Payload']",
    ]);
    expect(failed(await pass({ InputPath: "$.x.y" }, { x: 1 }))).to.deep.equal([
      "FAILED",
      "States.Runtime",
      "Invalid path '$.x.y' : No results for path: $['x']['y']",
    ]);
    expect(failed(await task({ ResultPath: "$.a" }, 1, "text"))).to.deep.equal([
      "FAILED",
      "States.ResultPathMatchFailure",
      'Unable to apply ReferencePath $.a to input "text"',
    ]);
  });

  it("that fails is caught by name, but States.Runtime is not", async () => {
    const run = async (fields: Record<string, string | object>, ...ErrorEquals: string[]) =>
      (
        await deploy(
          {
            StartAt: "T",
            States: {
              T: {
                Type: "Task",
                Resource: INVOKE,
                End: true,
                ...fields,
                Catch: [{ ErrorEquals, Next: "Caught" }],
              },
              Caught: { Type: "Succeed" },
            },
          },
          answer({}),
        ).execute({})
      ).description.status;
    expect(await run({ Parameters: { "a.$": "$.b" } }, "States.ParameterPathFailure")).to.equal("SUCCEEDED");
    expect(await run({ ResultSelector: { "a.$": "$.b" } }, "States.ALL")).to.equal("SUCCEEDED");
    expect(await run({ OutputPath: "$.b" }, "States.ALL")).to.equal("FAILED");
  });
});

describe("a catcher", () => {
  const caught = (catcher: Record<string, string | null | object>, more: Record<string, string> = {}) =>
    deploy(
      {
        StartAt: "T",
        States: {
          T: {
            Type: "Task",
            Resource: INVOKE,
            End: true,
            ...more,
            Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught", ...catcher }],
          },
          Caught: { Type: "Pass", Parameters: { "in.$": "$" }, End: true },
        },
      },
      () => Promise.reject(failure("Custom", "no luck")),
    ).execute({ foo: "bar" });

  it("hands the error on, or puts it where ResultPath says, in the raw input", async () => {
    const error = { Error: "Custom", Cause: "no luck" };
    expect((await caught({})).output).to.deep.equal({ in: error });
    expect((await caught({ ResultPath: "$.error-info" })).output).to.deep.equal({
      in: { foo: "bar", "error-info": error },
    });
    expect((await caught({ ResultPath: null })).output).to.deep.equal({ in: { foo: "bar" } });
    expect(
      (await caught({ ResultPath: "$.e" }, { InputPath: "$.foo", OutputPath: "$.none" })).output,
    ).to.deep.equal({
      in: { foo: "bar", e: error },
    });
  });

  it("assigns from the error", async () => {
    const Assign = { "why.$": "$.Cause", "who.$": "$$.State.Name" };
    const run = deploy(
      {
        StartAt: "T",
        States: {
          T: {
            Type: "Task",
            Resource: INVOKE,
            End: true,
            Catch: [{ ErrorEquals: ["Custom"], Next: "C", Assign }],
          },
          C: { Type: "Pass", Parameters: { "why.$": "$why", "who.$": "$who" }, End: true },
        },
      },
      () => Promise.reject(failure("Custom", "no luck")),
    );
    expect((await run.execute()).output).to.deep.equal({ why: "no luck", who: "T" });
  });
});

describe("Assign", () => {
  it("computes variables from the result as it came, and later states read them", async () => {
    const run = deploy(
      machine({
        T: {
          Type: "Task",
          Resource: INVOKE,
          Next: "P",
          ResultSelector: { "b.$": "$.a" },
          ResultPath: "$.r",
          Assign: { "x.$": "$.a", "list.$": "States.Array($.a, $$.State.Name)", plain: { "y.$": "$.a" } },
        },
        P: {
          Type: "Pass",
          Parameters: { "x.$": "$x", "l.$": "$list[1]", "y.$": "$plain.y", "in.$": "$" },
          End: true,
        },
      }),
      answer({ a: 1 }),
    );
    expect((await run.execute({ k: 0 })).output).to.deep.equal({
      x: 1,
      l: "T",
      y: 1,
      in: { k: 0, r: { b: 1 } },
    });
  });

  it("sees the variables as they were before the state", async () => {
    const run = deploy(
      machine({
        A: { Type: "Pass", Assign: { x: 1, y: 2 }, Next: "B" },
        B: { Type: "Pass", Assign: { "x.$": "$y", "y.$": "$x" }, Next: "C" },
        C: { Type: "Pass", Parameters: { "x.$": "$x", "y.$": "$y" }, End: true },
      }),
    );
    expect((await run.execute()).output).to.deep.equal({ x: 2, y: 1 });
  });

  it("of a variable without a value fails the state", async () => {
    expect(failed(await pass({ Parameters: { "a.$": "$none.x" } }))[1]).to.equal(
      "States.ParameterPathFailure",
    );
  });

  it("passes between states of both query languages", async () => {
    const run = deploy(
      machine({
        A: { Type: "Pass", Assign: { "n.$": "$.n" }, Next: "B" },
        B: {
          Type: "Pass",
          QueryLanguage: "JSONata",
          Output: "{% $n + 1 %}",
          Assign: { m: "{% $n * 2 %}" },
          Next: "C",
        },
        C: { Type: "Pass", Parameters: { "n.$": "$n", "m.$": "$m", "in.$": "$" }, End: true },
      }),
    );
    expect((await run.execute({ n: 20 })).output).to.deep.equal({ n: 20, m: 40, in: 21 });
  });
});
