import { expect } from "chai";
import type { Json } from "../../../../workflow/asl/json";
import { describe as described, permissions, survey } from "../../../../workflow/asl/permissions";
import { examMachine } from "../../../../workflow/machine";
import { HERE, lines, machine, MACHINE, one, read, task } from "./machines";

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const invoke = (name: string) => task("lambda:invoke", { FunctionName: arn(name) });

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
    const waiting = task("lambda:invoke.waitForTaskToken", { FunctionName: arn("one") });
    const expected = [
      { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [arn("one")], states: ["A", "C"] },
      { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [arn("two")], states: ["B"] },
    ];
    expect(permissions(machine({ A: invoke("one"), B: invoke("two"), C: waiting }))).to.deep.equal(expected);
    expect(permissions(machine({ C: waiting, B: invoke("two"), A: invoke("one") }))).to.deep.equal(expected);
  });

  it("allows nothing to a machine that calls nothing", () => {
    const states = {
      Call: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Good" }], Default: "Bad" },
      Wait: { Type: "Wait", Seconds: 1, Next: "Pass" },
      Pass: { Type: "Pass", Next: "Good" },
      Good: { Type: "Succeed" },
      Bad: { Type: "Fail" },
    };
    expect(permissions(machine(states))).to.deep.equal([]);
  });

  it("reads arguments in both query languages, of each state in its own", () => {
    const statements = permissions(
      machine(
        {
          Path: task("lambda:invoke", undefined, {
            Parameters: { FunctionName: arn("path"), "Payload.$": "$" },
          }),
          Expression: { ...invoke("expression"), QueryLanguage: "JSONata" },
          Plain: task(arn("plain")),
        },
        "JSONPath",
      ),
    );
    expect(statements.flatMap(({ Resource }) => Resource)).to.deep.equal([
      arn("expression"),
      arn("path"),
      arn("plain"),
    ]);
  });

  it("takes JSONPath for the language of a machine that names none", () => {
    const definition = read({
      StartAt: "A",
      States: { A: task("lambda:invoke", undefined, { Parameters: { FunctionName: arn("one") } }) },
    });
    expect(lines(permissions(definition))).to.deep.equal([`lambda:InvokeFunction on ${arn("one")}`]);
  });

  it("looks into branches, items and what is in them, and names states with those around them", () => {
    const inner = { StartAt: "Inner", States: { Inner: invoke("inner") } };
    const map = { Type: "Map", ItemProcessor: inner, End: true };
    const older = { Type: "Map", Iterator: { StartAt: "Old", States: { Old: invoke("old") } }, End: true };
    const both = {
      Type: "Parallel",
      Branches: [
        { StartAt: "Each", States: { Each: map } },
        { StartAt: "Other", States: { Other: invoke("inner") } },
      ],
      End: true,
    };
    expect(
      permissions(machine({ Both: both, Older: older })).map(({ Resource, states }) => [
        ...Resource,
        ...states,
      ]),
    ).to.deep.equal([
      [arn("inner"), "Both/Each/Inner", "Both/Other"],
      [arn("old"), "Older/Old"],
    ]);
  });

  it("lets a state act as the role in its Credentials, which needs what the call needs", () => {
    const role = "arn:aws:iam::999999999999:role/other";
    expect(lines(one({ ...invoke("far"), Credentials: { RoleArn: role } }))).to.deep.equal([
      `sts:AssumeRole on ${role}`,
    ]);
    expect(() => one({ ...invoke("far"), Credentials: { RoleArn: "{% $states.input.role %}" } })).to.throw(
      "State Call: expected the ARN of a role in Credentials.RoleArn, found {% $states.input.role %}.",
    );
  });

  it("needs nothing for an activity: its workers do", () => {
    expect(one(task("arn:aws:states:eu-west-1:123456789012:activity:approve"))).to.deep.equal([]);
  });

  it("leaves out what another statement allows anyway, and adds its states there", () => {
    const list = (more: Json) => task("aws-sdk:s3:listObjectsV2", { Bucket: "b", ...(more as object) });
    const statements = permissions(machine({ Some: list({ Prefix: "p/" }), All: list({}) }));
    expect(statements).to.deep.equal([
      { Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::b"], states: ["All", "Some"] },
    ]);
  });

  describe("where it is not known what a state needs", () => {
    it("says so of every such state, and what to do", () => {
      const states = {
        A: task("lambda:invoke", { FunctionName: "{% $states.input.function %}" }),
        B: task("sqs:sendMessage", { QueueUrl: "{% $url %}", MessageBody: "" }),
      };
      expect(() => permissions(machine(states))).to.throw(
        Error,
        "State A: expected the ARN of a function in Arguments.FunctionName, found {% $states.input.function %}. " +
          "Write it there, without wildcard or expression, or give what the state needs, " +
          'such as lambda:InvokeFunction, as options.grants["A"].\n' +
          "State B: expected the URL of a queue in Arguments.QueueUrl, found {% $url %}. " +
          "Write it there, without wildcard or expression, or give what the state needs, " +
          'such as sqs:SendMessage, as options.grants["B"].',
      );
    });

    it("throws, and does not grant what the other states need", () => {
      const states = { A: invoke("one"), B: task("lambda:invoke", {}) };
      expect(() => permissions(machine(states))).to.throw("State B: ");
      expect(survey(machine(states)).statements).to.have.length(1);
    });

    for (const [what, resource] of Object.entries({
      "an integration that does not exist": "arn:aws:states:::sqs:sendMessages",
      "a service that the SDK does not have": "arn:aws:states:::aws-sdk:nothing:do",
      "a name from JavaScript": "constructor",
      "a function without a region": "arn:aws:lambda:::function:one",
    }))
      it(`refuses ${what}`, () => {
        expect(() => one(task(resource, {}))).to.throw(Error, /^State Call: expected .* in Resource, found /);
      });

    it("refuses a call of the SDK that has no rule, and names the action of IAM", () => {
      expect(() => one(task("aws-sdk:cloudwatchlogs:createLogGroup", { LogGroupName: "g" }))).to.throw(
        'such as logs:CreateLogGroup, as options.grants["Call"].',
      );
    });

    it("refuses parameters that are the whole input", () => {
      expect(() => permissions(machine({ A: task("sns:publish") }, "JSONPath"))).to.throw(
        "State A: expected Parameters to be written out, found nothing: the input of the state is given.",
      );
      expect(() => one(task("lambda:invoke", "{% $states.input %}"))).to.throw(
        "in Arguments.FunctionName, found {% $states.input %}.",
      );
    });

    it("refuses paths, by what they are", () => {
      const given = { "TableName.$": "$.table", Key: {} };
      expect(() =>
        permissions(machine({ A: task("dynamodb:getItem", undefined, { Parameters: given }) }, "JSONPath")),
      ).to.throw('in Parameters.TableName, found "$.table".');
    });

    it("refuses a name where the account is not known, and takes it from the machine's ARN", () => {
      const call = task("dynamodb:getItem", { TableName: "t", Key: {} });
      expect(() => one(call, {})).to.throw("Give options.region and options.account, or write an ARN");
      expect(lines(one(call, { stateMachineArn: MACHINE }))).to.deep.equal([
        "dynamodb:GetItem on arn:aws:dynamodb:eu-west-1:123456789012:table/t",
      ]);
    });

    it("takes any JSON, and says what is no state", () => {
      for (const definition of [
        undefined,
        null,
        1,
        "x",
        [],
        {},
        { States: [] },
        { States: { A: { Type: "Map" } } },
      ])
        expect(survey(definition)).to.deep.equal({ statements: [], unknown: [] });
      for (const state of [null, 1, [], {}, { Type: "ToString" }, { Type: 1 }])
        expect(survey({ States: { A: state } }).unknown).to.have.length(1);
      expect(survey({ States: { A: { Type: "Task", Resource: { Ref: "x" } } } }).unknown[0]).to.include(
        'found {"Ref":"x"}.',
      );
    });
  });

  describe("options.grants", () => {
    const dynamic = task("lambda:invoke", { FunctionName: "{% $f %}" });
    const grant = { Action: ["lambda:InvokeFunction"], Resource: [arn("a"), arn("b")] };

    it("says what a state needs that the definition does not say", () => {
      expect(permissions(machine({ Call: dynamic }), { grants: { Call: [grant] } })).to.deep.equal(
        [arn("a"), arn("b")].map((resource) => ({
          Effect: "Allow",
          Action: ["lambda:InvokeFunction"],
          Resource: [resource],
          states: ["Call"],
        })),
      );
    });

    it("stands in place of what a state needs by itself: an empty list takes it away", () => {
      expect(permissions(machine({ Call: invoke("one") }), { grants: { Call: [] } })).to.deep.equal([]);
    });

    it("keeps its condition, and says of a wildcard that it was given", () => {
      const Condition = { StringEquals: { "aws:ResourceTag/team": "exams" } };
      const given = { Action: ["lambda:InvokeFunction"], Resource: [arn("exam-*")], Condition };
      expect(permissions(machine({ Call: dynamic }), { grants: { Call: [given] } })).to.deep.equal([
        {
          Effect: "Allow",
          Action: ["lambda:InvokeFunction"],
          Resource: [arn("exam-*")],
          Condition,
          states: ["Call"],
          wildcard: "given in options.grants",
        },
      ]);
    });

    it("names states that exist", () => {
      expect(() => permissions(machine({ Call: invoke("one") }), { grants: { Cal: [grant] } })).to.throw(
        'options.grants["Cal"]: expected the name of a state that needs it, found none.',
      );
    });
  });

  it("is described as text: what is allowed, on which condition, for which states, and why it is wide", () => {
    const states = {
      List: task("aws-sdk:s3:listObjectsV2", { Bucket: "b", Prefix: "p/" }),
      Run: task("states:startExecution.sync:2", { StateMachineArn: MACHINE }),
    };
    expect(described(permissions(machine(states), HERE))).to.equal(
      [
        "arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
        "  allow  events:DescribeRule, events:PutRule, events:PutTargets",
        "  for    Run",
        "",
        "arn:aws:s3:::b",
        "  allow  s3:ListBucket",
        "  if     s3:prefix StringEquals p/",
        "  for    List",
        "",
        "arn:aws:states:eu-west-1:123456789012:execution:parent:*",
        "  allow  states:DescribeExecution, states:StopExecution",
        "  for    Run",
        "  wide   AWS makes up the names of executions",
        "",
        "arn:aws:states:eu-west-1:123456789012:stateMachine:parent",
        "  allow  states:StartExecution",
        "  for    Run",
        "",
      ].join("\n"),
    );
    expect(described([])).to.equal("");
  });
});
