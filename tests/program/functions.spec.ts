import { expect } from "chai";
import { create } from "../support/aws";
import { at, ofType, resourceOf, runOf, type Registered, type Run } from "../support/program";

const TABLE = { TABLE_NAME: "resit-dev-incidents" };
const TOPIC = { TOPIC_ARN: "arn:aws:sns:eu-west-1:111122223333:resit-dev-notifications" };
const MACHINE = { STATE_MACHINE_ARN: "arn:aws:states:eu-west-1:111122223333:stateMachine:resit-dev-exam" };
/** The days that an execution may go on after the incident has closed come on top. */
const RETENTION = { RETENTION_DAYS: "211" };
const PAGES = { CORS_ORIGINS: "https://exam.university.example" };
const EXAM_PAGE = { EXAM_PAGE: "https://exam.university.example/resit" };
const GRACE = { GRACE_SECONDS: "60" };
const REMINDER = { REMINDER_SECONDS: "600" };

const clientId = (name: string) => create("aws:cognito/userPoolClient:UserPoolClient", name, {}).id;
/** What those that officers and machines call are told. */
const OFFICERS = {
  ...TABLE,
  ...PAGES,
  MACHINE_CLIENT_ID: clientId("machines"),
  PEOPLE_CLIENT_ID: clientId("people"),
};

/** What each function is told, under the configuration of the development stack. */
const ENVIRONMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openAttempt: {
    ...TABLE,
    ...TOPIC,
    QUESTIONS_PER_PAPER: "10",
    PASS_MARK: "8",
    ...EXAM_PAGE,
    ...REMINDER,
  },
  closeAttempt: { ...TABLE, ...TOPIC, ...RETENTION },
  reportIncident: { ...OFFICERS, ...MACHINE },
  getIncident: OFFICERS,
  listIncidents: OFFICERS,
  inviteAgain: { ...OFFICERS, ...TOPIC, ...EXAM_PAGE },
  moveDeadline: { ...OFFICERS, ...TOPIC, ...GRACE, ...REMINDER },
  exportStudent: OFFICERS,
  erasePerson: OFFICERS,
  withdrawIncident: { ...OFFICERS, ...RETENTION },
  getPaper: { ...TABLE, ...PAGES },
  submitAttempt: { ...TABLE, ...PAGES, ...RETENTION },
  getOpenApi: {
    ...PAGES,
    SIGN_IN: "https://resit-dev-university-example.auth.eu-west-1.amazoncognito.com",
  },
  preflight: PAGES,
  sweep: { ...TABLE, ...TOPIC, ...MACHINE, ...GRACE, ...REMINDER },
};

/** Seconds: below what API Gateway waits; the scheduled function goes on for three quarters of its own. */
const timeoutOf = (name: string): number => (name === "sweep" ? 60 : 10);

describe("program: functions", () => {
  let run: Run;
  let functions: readonly Registered[];
  before(async () => {
    run = await runOf("dev");
    functions = ofType(run, "aws:lambda/function:Function");
  });

  it("are those of the table", () => {
    expect(functions.map(({ name }) => name)).to.deep.equal(Object.keys(ENVIRONMENTS).sort());
  });

  for (const [name, variables] of Object.entries(ENVIRONMENTS))
    it(`${name} runs on arm64 and Node.js 24, traced, with its own role, JSON log, limits and variables`, () => {
      const { code, ...inputs } = resourceOf(run, "aws:lambda/function:Function", name).inputs;
      expect(code).to.have.all.keys("__index.js");
      expect(inputs).to.deep.equal({
        name: `resit-dev-${name}`,
        role: resourceOf(run, "aws:iam/role:Role", name).computed["arn"],
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        memorySize: 256,
        timeout: timeoutOf(name),
        handler: "__index.handler",
        environment: { variables },
        tracingConfig: { mode: "Active" },
        loggingConfig: {
          logFormat: "JSON",
          logGroup: `/aws/lambda/resit-dev-${name}`,
          applicationLogLevel: "INFO",
          systemLogLevel: "WARN",
        },
      });
    });

  it("are told where deadlines end at a time of day, where that is configured", async () => {
    const { inputs } = resourceOf(await runOf("prod"), "aws:lambda/function:Function", "openAttempt");
    expect(at(inputs, "environment", "variables")).to.include({
      TIME_ZONE: "Europe/London",
      DAY_END_MINUTES: "1439",
      REMINDER_SECONDS: "172800",
    });
  });

  it("wait for the policies of their role, so that the first invocation finds its permissions", () => {
    for (const { name, dependsOn } of functions)
      expect(dependsOn, name).to.deep.equal([
        `aws:iam/rolePolicy:RolePolicy ${name}`,
        `aws:iam/rolePolicy:RolePolicy ${name}-tracing`,
      ]);
  });
});

describe("program: log groups", () => {
  it("are made by the program, so that every one has a retention", async () => {
    const groups = ofType(await runOf("dev"), "aws:cloudwatch/logGroup:LogGroup");
    expect(groups.map(({ inputs }) => inputs)).to.have.deep.members([
      ...Object.keys(ENVIRONMENTS).map((name) => ({
        name: `/aws/lambda/resit-dev-${name}`,
        retentionInDays: 14,
      })),
      { name: "/aws/apigateway/resit-dev-api", retentionInDays: 14 },
      { name: "/aws/vendedlogs/states/resit-dev-exam", retentionInDays: 14 },
    ]);
  });
});
