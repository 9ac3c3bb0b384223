import { expect } from "chai";
import type { Definition, State, Template } from "../../../workflow/asl/definition";
import { permissions } from "../../../workflow/asl/permissions";
import { examMachine } from "../../../workflow/machine";

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

const calls = (Arguments: Template, Resource = "arn:aws:states:::lambda:invoke"): State => ({
  Type: "Task",
  Resource,
  Arguments,
  TimeoutSeconds: 60,
  End: true,
});

const machine = (States: Definition["States"]): Definition => ({
  QueryLanguage: "JSONata",
  StartAt: "Call",
  States,
});

const refusal = (state: State) => () => permissions(machine({ Call: state }));

describe("permissions", () => {
  it("allows the machine of the exam to invoke its two functions, and nothing else", () => {
    const exam = examMachine(
      {
        openAttempt: { functionArn: arn("openAttempt") },
        closeAttempt: { functionArn: arn("closeAttempt") },
      },
      { windowSeconds: 1_209_600, graceSeconds: 60 },
    );
    expect(permissions(exam)).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: [arn("closeAttempt")],
        states: ["CloseAttempt"],
      },
      {
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: [arn("openAttempt")],
        states: ["SitExam"],
      },
    ]);
  });

  it("names a function once, with every state that calls it, whatever the order of the states", () => {
    const one = calls({ FunctionName: arn("one") });
    const waiting = calls({ FunctionName: arn("one") }, "arn:aws:states:::lambda:invoke.waitForTaskToken");
    const two = calls({ FunctionName: arn("two") });
    const expected = [
      { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [arn("one")], states: ["A", "C"] },
      { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [arn("two")], states: ["B"] },
    ];
    expect(permissions(machine({ A: one, B: two, C: waiting }))).to.deep.equal(expected);
    expect(permissions(machine({ C: waiting, B: two, A: one }))).to.deep.equal(expected);
  });

  it("allows the version or alias that is called, and not the others", () => {
    const resources = (given: Template) =>
      permissions(machine({ Call: calls(given) })).map(({ Resource }) => Resource);
    expect(resources({ FunctionName: `${arn("one")}:live` })).to.deep.equal([[`${arn("one")}:live`]]);
    expect(resources({ FunctionName: arn("one"), Qualifier: "3" })).to.deep.equal([[`${arn("one")}:3`]]);
  });

  it("knows the partitions of China and of the government", () => {
    for (const partition of ["aws-cn", "aws-us-gov"]) {
      const name = arn("one").replace("aws", partition);
      expect(permissions(machine({ Call: calls({ FunctionName: name }) }))[0]?.Resource).to.deep.equal([
        name,
      ]);
    }
  });

  it("allows nothing to a machine that calls nothing", () => {
    expect(
      permissions(
        machine({
          Call: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Good" }], Default: "Bad" },
          Good: { Type: "Succeed" },
          Bad: { Type: "Fail" },
        }),
      ),
    ).to.deep.equal([]);
  });

  for (const [what, given] of Object.entries<Template>({
    "an expression": { FunctionName: "{% $states.input.function %}" },
    "arguments that are an expression": "{% $states.input %}",
    "no name": {},
    "a name that is no ARN": { FunctionName: "one" },
    "a wildcard": { FunctionName: arn("*") },
    "a wildcard for a version": { FunctionName: `${arn("one")}:*` },
    "a version that is an expression": { FunctionName: arn("one"), Qualifier: "{% $states.input.v %}" },
    "two versions": { FunctionName: `${arn("one")}:1`, Qualifier: "2" },
    "a number": { FunctionName: 1 },
  }))
    it(`refuses ${what} for a function, and names the state`, () => {
      expect(refusal(calls(given))).to.throw(
        Error,
        /^State Call: expected the ARN of a function in Arguments\.FunctionName, found /,
      );
    });

  it("refuses a task without arguments", () => {
    expect(refusal({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true })).to.throw(
      Error,
      /^State Call: .* found nothing\. /,
    );
  });

  it("refuses an integration that it does not know, and names the state", () => {
    for (const resource of ["arn:aws:states:::sqs:sendMessage", arn("one"), "constructor"])
      expect(refusal(calls({ FunctionName: arn("one") }, resource))).to.throw(
        Error,
        `State Call calls ${resource}: it is not known which permissions that needs.`,
      );
  });

  it("refuses a state that the compiler would have refused", () => {
    const read = JSON.parse('{"Call":{"Type":"Parallel","Branches":[]}}') as Definition["States"];
    expect(() => permissions(machine(read))).to.throw(
      Error,
      'State Call: expected a Task, Choice, Succeed or Fail, found {"Type":"Parallel","Branches":[]}',
    );
  });
});
