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
  it("a state of a type that it does not run", () => {
    for (const Type of ["Map", "Parallel", "Pass", "Wait", "task", "toString"])
      expect(ofState({ Type, End: true })).to.deep.equal([
        `/States/S/Type: expected Task, Choice, Succeed, Fail, found "${Type}"`,
      ]);
    expect(ofState({ End: true })).to.deep.equal([
      "/States/S/Type: expected Task, Choice, Succeed, Fail, found nothing",
    ]);
    expect(ofState([])).to.deep.equal([
      "/States/S/Type: expected Task, Choice, Succeed, Fail, found nothing",
    ]);
  });

  it("a field that it does not know, of a machine, a state, a retrier, a catcher or a rule", () => {
    expect(faults({ ...definition({ Done: { Type: "Succeed" } }), Version: "1.0" })).to.deep.equal([
      "/Version: is not supported (known: QueryLanguage, StartAt, States, Comment, TimeoutSeconds)",
    ]);
    for (const field of [
      "Assign",
      "Credentials",
      "InputPath",
      "Parameters",
      "ResultPath",
      "TimeoutSecondsPath",
    ])
      expect(ofTask({ [field]: {} })[0]).to.match(
        new RegExp(`^/States/S/${field}: is not supported \\(known: `),
      );
    expect(ofTask({ Retry: [{ ErrorEquals: ["A"], Delay: 1 }] })).to.deep.equal([
      "/States/S/Retry[0]/Delay: is not supported (known: ErrorEquals, IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy)",
    ]);
    expect(ofTask({ Catch: [{ ErrorEquals: ["A"], Next: "S", ResultPath: "$" }] })).to.deep.equal([
      "/States/S/Catch[0]/ResultPath: is not supported (known: ErrorEquals, Next, Output)",
    ]);
    expect(
      ofState({ Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "S", Variable: "$.a" }] }),
    ).to.deep.equal(["/States/S/Choices[0]/Variable: is not supported (known: Condition, Next, Output)"]);
    expect(ofState({ Type: "Succeed", End: true })).to.deep.equal([
      "/States/S/End: is not supported (known: Type, Comment, Output)",
    ]);
  });

  it("JSONPath, said or meant", () => {
    const jsonata = definition({ Done: { Type: "Succeed" } });
    expect(faults({ ...jsonata, QueryLanguage: "JSONPath" })).to.deep.equal([
      '/QueryLanguage: expected JSONata, found "JSONPath"',
    ]);
    expect(faults({ StartAt: jsonata.StartAt, States: jsonata.States })).to.deep.equal([
      "/QueryLanguage: is missing",
    ]);
    expect(ofTask({ QueryLanguage: "JSONPath" })[0]).to.match(
      /^\/States\/S\/QueryLanguage: is not supported/,
    );
  });

  it("a resource that is no service integration, or waits in another way", () => {
    for (const suffix of ["sync", "sync:2", "waitForTaskToken.sync", "callback"])
      expect(ofTask({ Resource: `arn:aws:states:::ecs:runTask.${suffix}` })).to.deep.equal([
        `/States/S/Resource: .${suffix} is not supported: the runner knows the answer of the call and .waitForTaskToken`,
      ]);
    for (const Resource of [
      "arn:aws:lambda:us-east-1:123456789012:function:work",
      "arn:aws:states:us-east-1:123456789012:activity:work",
      "lambda:invoke",
      "",
    ])
      expect(ofTask({ Resource })).to.deep.equal([
        `/States/S/Resource: expected a service integration (arn:aws:states:::service:action), found "${Resource}"`,
      ]);
    for (const Resource of [
      "arn:aws:states:::lambda:invoke",
      "arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken",
      "arn:aws:states:::aws-sdk:dynamodb:updateItem",
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
    expect(ofTask({ Arguments: "{% 1" })).to.have.length(1);
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
    expect(faults({})).to.deep.equal([
      "/QueryLanguage: is missing",
      "/StartAt: is missing",
      "/States: is missing",
    ]);
  });
});
