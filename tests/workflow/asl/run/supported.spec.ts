import { expect } from "chai";
import { definition, deploy, INVOKE, task } from "./harness";

/** The faults that a definition is refused for; none if it is accepted. */
function faults(given: unknown): string[] {
  try {
    deploy(given);
    return [];
  } catch (error) {
    expect(error).to.be.an("error").with.property("name", "InvalidDefinition");
    const [, list = ""] = /^Invalid State Machine Definition: (.*)$/s.exec((error as Error).message) ?? [];
    return list.split("; ");
  }
}

const ofState = (state: object) => faults({ ...definition({}), StartAt: "S", States: { S: state } });
const ofTask = (fields: object) => ofState({ ...task(), ...fields });

describe("what the runner does not support is refused by name", () => {
  it("a state of a type that there is not", () => {
    const types = "Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail";
    for (const Type of ["Loop", "task", "toString"])
      expect(ofState({ Type, End: true })).to.deep.equal([
        `/States/S/Type: expected ${types}, found "${Type}"`,
      ]);
    expect(ofState({ End: true })).to.deep.equal([`/States/S/Type: expected ${types}, found nothing`]);
    expect(ofState([])).to.deep.equal([`/States/S/Type: expected ${types}, found nothing`]);
  });

  it("a field that it does not know, of a machine, a state, a retrier, a catcher or a rule", () => {
    expect(faults({ ...definition({ Done: { Type: "Succeed" } }), Author: "me" })).to.deep.equal([
      "/Author: is not supported (known: StartAt, States, Comment, QueryLanguage, Version, TimeoutSeconds)",
    ]);
    for (const field of ["InputPath", "Parameters", "ResultPath", "TimeoutSecondsPath", "ResultSelector"])
      expect(ofTask({ [field]: {} })[0]).to.match(
        new RegExp(`^/States/S/${field}: is not supported \\(known: `),
      );
    expect(ofTask({ Retry: [{ ErrorEquals: ["A"], Delay: 1 }] })).to.deep.equal([
      "/States/S/Retry[0]/Delay: is not supported (known: ErrorEquals, IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy, Comment)",
    ]);
    expect(ofTask({ Catch: [{ ErrorEquals: ["A"], Next: "S", ResultPath: "$" }] })).to.deep.equal([
      "/States/S/Catch[0]/ResultPath: is not supported (known: ErrorEquals, Next, Comment, Output, Assign)",
    ]);
    expect(
      ofState({ Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "S", Variable: "$.a" }] }),
    ).to.deep.equal([
      "/States/S/Choices[0]/Variable: is not supported (known: Condition, Next, Comment, Output, Assign)",
    ]);
    for (const field of ["End", "Assign"])
      expect(ofState({ Type: "Succeed", [field]: {} })).to.deep.equal([
        `/States/S/${field}: is not supported (known: Type, Comment, QueryLanguage, Output)`,
      ]);
    expect(ofState({ Type: "Pass", End: true, Result: 1 })[0]).to.match(
      /^\/States\/S\/Result: is not supported/,
    );
  });

  it("what only a distributed Map has, in another one", () => {
    const processor = definition({ Done: { Type: "Succeed" } });
    const ItemProcessor = { StartAt: processor.StartAt, States: processor.States };
    for (const [field, value] of [
      ["ToleratedFailureCount", 1],
      ["Label", "label"],
      ["ItemBatcher", { MaxItemsPerBatch: 1 }],
    ] as const)
      expect(ofState({ Type: "Map", ItemProcessor, End: true, [field]: value })).to.deep.equal([
        `/States/S/${field}: belongs to a Map whose ProcessorConfig says "Mode": "DISTRIBUTED"`,
      ]);
  });

  it("a text that is no resource", () => {
    for (const Resource of ["lambda:invoke", "", "arn:aws:states:::ecs:runTask.callback"])
      expect(ofTask({ Resource })).to.deep.equal([
        `/States/S/Resource: expected a service integration (arn:aws:states:::service:action), a function or an activity, found "${Resource}"`,
      ]);
    for (const Resource of [
      "arn:aws:states:::lambda:invoke",
      "arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken",
      "arn:aws:states:::aws-sdk:dynamodb:updateItem",
      "arn:aws:states:::ecs:runTask.sync",
      "arn:aws:lambda:us-east-1:123456789012:function:work",
      "arn:aws:states:us-east-1:123456789012:activity:work",
    ])
      expect(ofTask({ Resource })).to.deep.equal([]);
  });
});

describe("what cannot be run is refused", () => {
  it("a text that is no JSONata, wherever expressions stand", () => {
    expect(ofTask({ Arguments: { a: [0, "{% 1 + %}"] } })).to.deep.equal([
      '/States/S/Arguments/a[1]: "{% 1 + %}" is no JSONata: S0207: Unexpected end of expression',
    ]);
    const places = [
      ofTask({ Output: "{% ( %}" }),
      ofTask({ TimeoutSeconds: "{% ( %}" }),
      ofTask({ HeartbeatSeconds: "{% ( %}" }),
      ofTask({ Catch: [{ ErrorEquals: ["A"], Next: "S", Output: "{% ( %}" }] }),
      ofState({ Type: "Choice", Choices: [{ Condition: "{% ( %}", Next: "S" }] }),
      ofState({ Type: "Choice", Choices: [{ Condition: "{% 1 %}", Next: "S", Output: "{% ( %}" }] }),
      ofState({ Type: "Choice", Choices: [{ Condition: "{% 1 %}", Next: "S" }], Output: "{% ( %}" }),
      ofState({ Type: "Succeed", Output: "{% ( %}" }),
      ofState({ Type: "Fail", Error: "{% ( %}" }),
      ofState({ Type: "Fail", Cause: "{% ( %}" }),
    ];
    expect(places.map(([fault = ""]) => fault.split(":")[0])).to.deep.equal([
      "/States/S/Output",
      "/States/S/TimeoutSeconds",
      "/States/S/HeartbeatSeconds",
      "/States/S/Catch[0]/Output",
      "/States/S/Choices[0]/Condition",
      "/States/S/Choices[0]/Output",
      "/States/S/Output",
      "/States/S/Output",
      "/States/S/Error",
      "/States/S/Cause",
    ]);
  });

  it("half an expression", () => {
    expect(ofTask({ Arguments: " {% 1 %}" })).to.deep.equal([
      '/States/S/Arguments: expected "{% … %}" from end to end, found " {% 1 %}"',
    ]);
    for (const half of ["{%}", "{% 1 %} ", "{% 1", "1 %}"])
      expect(ofTask({ Arguments: half }), half).to.have.length(1);
    for (const whole of ["", "50%", "a {% b"]) expect(ofTask({ Arguments: whole }), whole).to.have.length(0);
  });

  it("a value where the field takes another kind", () => {
    for (const [fields, fault] of [
      [{ TimeoutSeconds: 0 }, "TimeoutSeconds: expected a whole number of 1 or more, found 0"],
      [{ TimeoutSeconds: "60" }, 'TimeoutSeconds: expected an expression "{% … %}", found "60"'],
      [{ HeartbeatSeconds: 1.5 }, "HeartbeatSeconds: expected a whole number of 1 or more, found 1.5"],
      [{ Retry: {} }, "Retry: expected a list, found {}"],
      [{ Retry: [{ ErrorEquals: [] }] }, "Retry[0]/ErrorEquals: expected one or more"],
      [{ Retry: [{ ErrorEquals: [1] }] }, "Retry[0]/ErrorEquals[0]: expected a string, found 1"],
      [{ Retry: [{}] }, "Retry[0]/ErrorEquals: is missing"],
      [
        { Retry: [{ ErrorEquals: ["A"], MaxAttempts: -1 }] },
        "Retry[0]/MaxAttempts: expected a whole number of 0 or more, found -1",
      ],
      [
        { Retry: [{ ErrorEquals: ["A"], BackoffRate: 0.5 }] },
        "Retry[0]/BackoffRate: expected a number of 1 or more, found 0.5",
      ],
      [
        { Retry: [{ ErrorEquals: ["A"], JitterStrategy: "SOME" }] },
        'Retry[0]/JitterStrategy: expected FULL, NONE, found "SOME"',
      ],
      [{ Arguments: undefined, Comment: 1 }, "Arguments: expected JSON, found undefined"],
    ] as [object, string][])
      expect(ofTask(fields)[0]).to.equal(`/States/S/${fault}`);
  });

  it("a task that leads nowhere, or to two places", () => {
    expect(ofState({ Type: "Task", Resource: INVOKE })).to.deep.equal([
      "/States/S: expected either Next or End",
    ]);
    expect(ofTask({ Next: "S" })).to.deep.equal(["/States/S: expected either Next or End"]);
    expect(ofTask({ End: false })).to.deep.equal(["/States/S/End: expected true, found false"]);
  });

  it("a choice without rules", () => {
    expect(ofState({ Type: "Choice", Choices: [] })).to.deep.equal([
      "/States/S/Choices: expected one or more",
    ]);
    expect(ofState({ Type: "Choice", Choices: [{ Condition: "true", Next: "S" }] })).to.deep.equal([
      '/States/S/Choices[0]/Condition: expected an expression "{% … %}", found "true"',
    ]);
  });

  it("whatever leads to a state that is not there", () => {
    expect(
      faults({
        ...definition({
          S: task({ Next: "toString", Catch: [{ ErrorEquals: ["A"], Next: "Y" }] }),
          C: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Z" }], Default: "W" },
        }),
        StartAt: "V",
      }),
    ).to.deep.equal([
      '/StartAt: there is no state "V"',
      '/States/S/Next: there is no state "toString"',
      '/States/S/Catch[0]/Next: there is no state "Y"',
      '/States/C/Default: there is no state "W"',
      '/States/C/Choices[0]/Next: there is no state "Z"',
    ]);
  });

  it("what is no object at all, and every fault at once", () => {
    for (const [given, found] of [
      [null, "null"],
      ["{}", '"{}"'],
      [[], "[]"],
      [undefined, "nothing"],
    ])
      expect(faults(given)).to.deep.equal([`/: expected an object, found ${String(found)}`]);
    expect(faults({ QueryLanguage: "SQL" })).to.deep.equal([
      "/StartAt: is missing",
      "/States: is missing",
      '/QueryLanguage: expected JSONata, JSONPath, found "SQL"',
    ]);
  });

  it("what leads out of a branch or an iteration", () => {
    const inside = { StartAt: "In", States: { In: { Type: "Pass", Next: "Out" } } };
    expect(
      faults({
        ...definition({}),
        StartAt: "P",
        States: {
          P: { Type: "Parallel", Branches: [inside], Next: "M" },
          M: { Type: "Map", ItemProcessor: inside, Next: "Out" },
          Out: { Type: "Succeed" },
        },
      }),
    ).to.deep.equal([
      '/States/P/Branches[0]/States/In/Next: there is no state "Out"',
      '/States/M/ItemProcessor/States/In/Next: there is no state "Out"',
    ]);
  });

  it("a variable of an outer scope that an inner one assigns", () => {
    const inside = { StartAt: "In", States: { In: { Type: "Pass", End: true, Assign: { x: 1 } } } };
    const machine = (more: object) => ({
      ...definition({}),
      StartAt: "P",
      States: {
        P: { Type: "Parallel", Branches: [inside, inside], Next: "Q", ...more },
        Q: { Type: "Succeed" },
      },
    });
    expect(faults(machine({}))).to.deep.equal([]);
    expect(faults(machine({ Assign: { x: 2 } }))).to.deep.equal([
      "/States/P/Branches[0]/States/In/Assign/x: the variable is assigned outside of this scope: /States/P/Assign/x",
      "/States/P/Branches[1]/States/In/Assign/x: the variable is assigned outside of this scope: /States/P/Assign/x",
    ]);
  });

  it("a Wait without a time, or with two, and a time that is none", () => {
    const wait = (fields: object) => ofState({ Type: "Wait", End: true, ...fields });
    for (const fields of [{}, { Seconds: 1, Timestamp: "2026-01-01T00:00:00Z" }])
      expect(wait(fields)).to.deep.equal(["/States/S: expected either Seconds or Timestamp"]);
    expect(wait({ Timestamp: "2026-01-01" })).to.deep.equal([
      '/States/S/Timestamp: expected a timestamp of RFC 3339, as 2026-01-31T12:00:00Z, or an expression, found "2026-01-01"',
    ]);
    for (const fields of [
      { Seconds: 0 },
      { Seconds: "{% 1 %}" },
      { Timestamp: "2026-01-01T00:00:00.5+01:00" },
      { Timestamp: "{% $now() %}" },
    ])
      expect(wait(fields)).to.deep.equal([]);
  });

  it("what is nested deeper than any definition", () => {
    let Arguments: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) Arguments = [Arguments];
    expect(ofTask({ Arguments })).to.deep.equal(["/: expected values nested less than 500 times"]);
  });

  it("a variable whose name is taken", () => {
    expect(ofTask({ Assign: { states: 1, state: 2 } })).to.deep.equal([
      "/States/S/Assign/states: expected another name, because $states is not a variable",
    ]);
  });
});
