import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, type Diagnostic } from "../../support/compile";

const ROOT = join(__dirname, "..", "..", "..");

/** A machine with a loop that is no more than that. */
const LOOP = `
import { choice, invoke, stateMachine, succeed, type LambdaContract } from "./asl/machine";
import { is } from "./asl/reference";
interface Try { readonly count: number }
interface Tried extends Try { readonly done: boolean }
export const loop = (work: LambdaContract<Try, Tried>) =>
  stateMachine<Try>()({
    comment: "Works until it is done.",
    startAt: "Work",
    states: {
      Work: invoke<Try>()({
        comment: "Try once.",
        function: work,
        payload: ({ input }) => ({ count: input.count }),
        timeoutSeconds: 1,
        retry: [],
        next: "Done",
      }),
      Done: choice<Tried>()({
        comment: "Is it done?",
        rules: ({ input }) => [{ when: is(input.done, true), next: "End" }],
        otherwise: "Work",
      }),
      End: succeed<Tried>("It is done."),
    },
  });
`;

/** Programs that are right, by their paths; the wrong ones are these with one thing changed. */
const RIGHT = {
  "workflow/machine.ts": sourceOf("workflow/machine.ts"),
  "workflow/loop.ts": LOOP,
  "api/routes.ts": sourceOf("api/routes.ts"),
  "handlers/withdrawIncident.ts": sourceOf("handlers/withdrawIncident.ts"),
  "index.ts": sourceOf("index.ts"),
} as const;

interface Wrong {
  /** What holds: the test's title. */
  readonly refuses: string;
  readonly path: keyof typeof RIGHT;
  /** Stands once in the right program. */
  readonly right: string;
  readonly wrong: string;
  /** The only line at which the compiler says anything, from its beginning. */
  readonly line: string;
  /** Parts of what it says there. */
  readonly says: readonly string[];
}

/** Of the payload of CloseAttempt; the one of SitExam goes on otherwise. */
const ATTEMPT = "attempt: input.attempt,\n          graceSeconds";

const attemptOfPayload = (refuses: string, wrong: string, line: string, ...says: string[]): Wrong => ({
  refuses,
  path: "workflow/machine.ts",
  right: ATTEMPT,
  wrong: `${wrong}\n          graceSeconds`,
  line,
  says,
});

const WRONG: readonly Wrong[] = [
  attemptOfPayload(
    "a payload that lacks a field",
    "",
    "payload: ({ input }) => ({",
    "Property 'attempt' is missing in type",
  ),
  attemptOfPayload(
    "a payload field that is misspelt",
    "attempts: input.attempt,",
    "payload: ({ input }) => ({",
    "Property 'attempt' is missing in type",
    "attempts: Ref<AttemptNumber>",
  ),
  attemptOfPayload(
    "a reference to an input field that is misspelt",
    "attempt: input.attemp,",
    "attempt: input.attemp,",
    "Property 'attemp' does not exist on type 'Refs<Sitting>'. Did you mean 'attempt'?",
  ),
  attemptOfPayload(
    "a reference of the wrong type in a payload",
    "attempt: input.incidentId,",
    "attempt: input.incidentId,",
    "Type 'IncidentId' is not assignable to type 'NonNullable<AttemptNumber>'",
  ),
  attemptOfPayload(
    "a value of the wrong type in a payload",
    "attempt: 4,",
    "attempt: 4,",
    "Type '4' is not assignable to type 'Given<NonNullable<AttemptNumber>>'",
  ),
  {
    refuses: "the task token in a task that does not wait for it",
    path: "workflow/machine.ts",
    right: "payload: ({ input }) => ({\n          v: 1,\n          incidentId: input.incidentId,",
    wrong: "payload: ({ input, context }) => ({\n          v: 1,\n          incidentId: context.Task.Token,",
    line: "incidentId: context.Task.Token,",
    says: ["Property 'Task' does not exist on type 'Refs<Context>'"],
  },
  {
    refuses: "a next state that is not there",
    path: "workflow/machine.ts",
    right: 'next: "Status",',
    wrong: 'next: "Statuses",',
    line: "CloseAttempt: invoke<Sitting>()({",
    says: ["CloseAttempt → Statuses: there is no state Statuses"],
  },
  {
    refuses: "a catch that leads to a state that is not there",
    path: "workflow/machine.ts",
    right: '"AttemptClosed"], next: "CloseAttempt" }',
    wrong: '"AttemptClosed"], next: "Nowhere" }',
    line: "SitExam: invokeAndWait<Sitting>()({",
    says: ["SitExam → Nowhere: there is no state Nowhere"],
  },
  {
    refuses: "a rule that leads to a state that is not there",
    path: "workflow/machine.ts",
    right: 'is(input.status, "withdrawn"), next: "Withdrawn" }',
    wrong: 'is(input.status, "withdrawn"), next: "Withdraw" }',
    line: "Status: choice<Closed>()({",
    says: ["Status → Withdraw: there is no state Withdraw"],
  },
  {
    refuses: "a default that is not there",
    path: "workflow/machine.ts",
    right: 'otherwise: "UnknownStatus",',
    wrong: 'otherwise: "Unknown",',
    line: "Status: choice<Closed>()({",
    says: ["Status → Unknown: there is no state Unknown"],
  },
  {
    refuses: "an edge whose output does not fit the next state",
    path: "workflow/machine.ts",
    right: "Status: choice<Closed>()({",
    wrong: "Status: choice<Closed & { readonly score: number }>()({",
    line: "CloseAttempt: invoke<Sitting>()({",
    says: ["CloseAttempt → Status: what leaves CloseAttempt does not fit the input of Status"],
  },
  {
    refuses: "an edge whose output does not fit, where it closes a loop",
    path: "workflow/loop.ts",
    right: "interface Tried extends Try {",
    wrong: "interface Tried {",
    line: "Done: choice<Tried>()({",
    says: ["Done → Work: what leaves Done does not fit the input of Work"],
  },
  {
    refuses: "a retry of an error that the contract does not know",
    path: "workflow/machine.ts",
    right: '{ errors: ["AttemptClosed"], maxAttempts: 0 }',
    wrong: '{ errors: ["AttemptClose"], maxAttempts: 0 }',
    line: '{ errors: ["AttemptClose"], maxAttempts: 0 }',
    says: [`Type '"AttemptClose"' is not assignable to type`, `Did you mean '"AttemptClosed"'?`],
  },
  {
    refuses: "a catch of an error that the contract does not know",
    path: "workflow/machine.ts",
    right: 'catch: [{ errors: ["States.Timeout", "AttemptClosed"]',
    wrong: 'catch: [{ errors: ["States.Timeouts", "AttemptClosed"]',
    line: 'catch: [{ errors: ["States.Timeouts"',
    says: [`Type '"States.Timeouts"' is not assignable to type`, `Did you mean '"States.Timeout"'?`],
  },
  {
    refuses: "an error of one function in the retry of another",
    path: "workflow/machine.ts",
    right: 'retry: [{ errors: ["States.TaskFailed", "States.Timeout"]',
    wrong: 'retry: [{ errors: ["States.TaskFailed", "AttemptClosed"]',
    line: 'retry: [{ errors: ["States.TaskFailed", "AttemptClosed"]',
    says: [`Type '"AttemptClosed"' is not assignable to type`],
  },
  {
    refuses: "a start at a state that does not take what the execution starts with",
    path: "workflow/machine.ts",
    right: 'startAt: "SitExam",',
    wrong: 'startAt: "Status",',
    line: "stateMachine<Sitting>()({",
    says: ["Status does not take what the execution starts with"],
  },
  {
    refuses: "a start at a state that is not there",
    path: "workflow/machine.ts",
    right: 'startAt: "SitExam",',
    wrong: 'startAt: "SitExams",',
    line: 'startAt: "SitExams",',
    says: [`Type '"SitExams"' is not assignable to type`],
  },
  {
    refuses: "a choice without a default",
    path: "workflow/machine.ts",
    right: 'otherwise: "UnknownStatus",',
    wrong: "",
    line: "Status: choice<Closed>()({",
    says: ["Property 'otherwise' is missing in type"],
  },
  {
    refuses: "a task without a timeout",
    path: "workflow/machine.ts",
    right: "timeoutSeconds: 60,",
    wrong: "",
    line: "CloseAttempt: invoke<Sitting>()({",
    says: ["Property 'timeoutSeconds' is missing in type"],
  },
  {
    refuses: "a task that does not say what it retries",
    path: "workflow/machine.ts",
    right: 'retry: [{ errors: ["States.TaskFailed", "States.Timeout"], ...patiently }],',
    wrong: "",
    line: "CloseAttempt: invoke<Sitting>()({",
    says: ["Property 'retry' is missing in type"],
  },
  {
    refuses: "a comparison with a status that does not exist",
    path: "workflow/machine.ts",
    right: 'is(input.status, "resolved")',
    wrong: 'is(input.status, "closed")',
    line: '{ when: is(input.status, "closed")',
    says: [`Argument of type '"closed"' is not assignable to parameter of type 'Status'`],
  },
  {
    refuses: "a route that does not say who gets in",
    path: "api/routes.ts",
    right: 'access: { public: "It describes the API and holds nothing about anybody." },',
    wrong: "",
    line: "{",
    says: ["Property 'access' is missing in type", 'operationId: "getOpenApi"', "required in type 'Route'"],
  },
  {
    refuses: "a scope that does not exist",
    path: "api/routes.ts",
    right: 'summary: "Where an incident stands.",\n    access: { scope: "incidents.read" },',
    wrong: 'summary: "Where an incident stands.",\n    access: { scope: "incidents.reed" },',
    line: 'access: { scope: "incidents.reed" },',
    says: [`Type '"incidents.reed"' is not assignable to type`],
  },
  {
    refuses: "a problem that is not in the table",
    path: "api/routes.ts",
    right: 'problems: ["malformed-request", "no-such-incident"],',
    wrong: 'problems: ["malformed-request", "no-incident"],',
    line: 'problems: ["malformed-request", "no-incident"],',
    says: [`Type '"no-incident"' is not assignable to type`],
  },
  {
    refuses: "an environment variable that no handler reads",
    path: "index.ts",
    right: 'reportIncident: lambda(\n    "reportIncident",\n    { TABLE_NAME, STATE_MACHINE_ARN },',
    wrong:
      'reportIncident: lambda(\n    "reportIncident",\n    { TABLE_NAMES: TABLE_NAME, STATE_MACHINE_ARN },',
    line: "{ TABLE_NAMES: TABLE_NAME, STATE_MACHINE_ARN },",
    says: ["'TABLE_NAMES' does not exist in type", "Did you mean to write 'TABLE_NAME'?"],
  },
  {
    refuses: "an operation without a function",
    path: "index.ts",
    right: 'getOpenApi: lambda("getOpenApi", {}),',
    wrong: "",
    line: "const operations: Readonly<Record<OperationId",
    says: ["Property 'getOpenApi' is missing in type"],
  },
  {
    refuses: "one kind of id in the place of another",
    path: "handlers/withdrawIncident.ts",
    right: "executions.wake(token)",
    wrong: "executions.wake(incidentId)",
    line: "if (token !== undefined) await executions.wake(incidentId);",
    says: ["Argument of type 'IncidentId' is not assignable to parameter of type 'TaskToken'"],
  },
  {
    refuses: "a text that nobody has parsed in the place of an id",
    path: "handlers/withdrawIncident.ts",
    right: "await incidents.get(incidentId)",
    wrong: "await incidents.get(reason)",
    line: "const incident = await incidents.get(reason);",
    says: ["Argument of type 'string' is not assignable to parameter of type 'IncidentId'"],
  },
];

function sourceOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Beside the right one, so that its imports lead to the same files. */
const besides = (path: string, word: string) => path.replace(/\.ts$/, `.${word}.ts`);

function changed({ path, right, wrong }: Wrong): string {
  const [before, after, ...more] = RIGHT[path].split(right);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${path} must have this once: ${right}`);
  return before + wrong + after;
}

describe("types", () => {
  let diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
  before(() => {
    diagnostics = compile(
      Object.fromEntries([
        ...Object.entries(RIGHT).map(([path, text]) => [besides(path, "right"), text] as const),
        ...WRONG.map((each, index) => [besides(each.path, `wrong${index}`), changed(each)] as const),
      ]),
    );
  });

  for (const path of Object.keys(RIGHT))
    it(`take ${path} as it is`, () => {
      expect(diagnostics.get(besides(path, "right"))).to.deep.equal([]);
    });

  for (const [index, { refuses, path, line, says }] of WRONG.entries())
    it(`refuse ${refuses}`, () => {
      const said = diagnostics.get(besides(path, `wrong${index}`)) ?? [];
      const lines = said.map((each) => each.line.slice(0, line.length));
      expect([...new Set(lines)]).to.deep.equal([line]);
      const messages = said.map(({ message }) => message).join("\n");
      for (const part of says) expect(messages).to.include(part);
    });
});
