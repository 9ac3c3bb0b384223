/** The deployed functions and the AWS that they see, and the steps of an exam as its participants take them. */
import type { APIGatewayProxyResult } from "aws-lambda";
import { expect } from "chai";
import type { OperationId } from "../../api/routes";
import { ANSWER_KEY } from "../../workflow/exam/questions";
import { fromJson } from "../../workflow/json";
import { startAwsEndpoints, type AwsEndpoints } from "./awsEndpoints";
import { CLAIMS, request, type Sent } from "./events";
import { startLambda, type LambdaProcess, type Outcome } from "./lambda";
import { at, isRecord, ofType, resourceOf, textAt, type Run } from "./program";

/** The access key of a function: its calls are known by it. */
export const accessKeyOf = (name: string): string => `AKIA${name}`;
export const SECRET_KEY = "a-secret-access-key";
/** Of every invocation; sampled. */
export const TRACE_ID = "1-00000000-0123456789abcdef01234567";
const HOUR_MS = 3_600_000;

export interface Cloud {
  readonly aws: AwsEndpoints;
  /** What functions wrote to stdout and stderr. */
  readonly lines: readonly { readonly name: string; readonly line: string }[];
  /** What functions answered to API Gateway, in their order. */
  readonly responses: readonly { readonly name: string; readonly text: string }[];
  /** How each invocation ended, in their order. */
  readonly outcomes: readonly { readonly name: string; readonly outcome: Outcome }[];
  invoke(name: string, event: unknown): Promise<Outcome>;
  /** As API Gateway invokes it: now, where nothing else is said. */
  ask(operationId: OperationId, sent?: Sent): Promise<Response>;
  /** Ends every process; what they wrote and sent is complete then. */
  stop(): Promise<void>;
}

export interface Response {
  readonly status: number;
  readonly headers: APIGatewayProxyResult["headers"];
  /** Parsed; undefined where there is none. */
  readonly body: unknown;
  readonly text: string;
}

/** Starts AWS; each function starts when it is invoked first. */
export async function startCloud(run: Run): Promise<Cloud> {
  const aws = await startAwsEndpoints(resourceOf(run, "aws:dynamodb/table:Table", "incidents"));
  const processes = new Map<string, LambdaProcess>();
  const lines: { name: string; line: string }[] = [];
  const responses: { name: string; text: string }[] = [];
  const outcomes: { name: string; outcome: Outcome }[] = [];
  let requests = 0;
  const machine = resourceOf(run, "aws:cognito/userPoolClient:UserPoolClient", "machines").id;
  const claims = { ...CLAIMS, sub: machine, client_id: machine };

  const start = (name: string): LambdaProcess => {
    const started = startLambda(resourceOf(run, "aws:lambda/function:Function", name), {
      accessKeyId: accessKeyOf(name),
      secretAccessKey: SECRET_KEY,
      endpoints: aws.endpoints,
      xrayDaemon: aws.xrayDaemon,
      traceId: `Root=${TRACE_ID};Parent=0123456789abcdef;Sampled=1`,
      onLine: (line) => lines.push({ name, line }),
    });
    processes.set(name, started);
    return started;
  };
  const invoke = async (name: string, event: unknown): Promise<Outcome> => {
    const outcome = await (processes.get(name) ?? start(name)).invoke(event, `invocation-${(requests += 1)}`);
    outcomes.push({ name, outcome });
    return outcome;
  };

  return {
    aws,
    lines,
    responses,
    outcomes,
    invoke,
    ask: async (operationId, sent = {}) => {
      const outcome = await invoke(
        operationId,
        request(operationId, { receivedAt: Date.now(), claims, ...sent }),
      );
      const response = responseOf(outcome);
      responses.push({ name: operationId, text: JSON.stringify(outcome.result) });
      return response;
    },
    stop: async () => {
      await Promise.all([...processes.values()].map((each) => each.stop()));
      await aws.flush();
      await aws.stop();
    },
  };
}

/** The names of the functions, sorted. */
export const functionsOf = (run: Run): readonly string[] =>
  ofType(run, "aws:lambda/function:Function").map(({ name }) => name);

function responseOf({ result, error }: Outcome): Response {
  if (error) throw new Error(`${error.errorType}: ${error.errorMessage}`);
  const status = at(result, "statusCode");
  const headers = at(result, "headers");
  const text = textAt(result, "body");
  return {
    status: Number(status),
    headers: isRecord(headers) ? Object.fromEntries(Object.entries(headers).map(headerOf)) : {},
    text,
    body: text === "" ? undefined : (JSON.parse(text) as unknown),
  };
}

const headerOf = ([name, value]: [string, unknown]): [string, string] => [name, String(value)];

export const REPORT = {
  studentId: "s1234567",
  email: "student@university.example",
  course: "HIST101",
  assessment: "Essay 2",
} as const;

/** What was published, message by message. */
export const published = ({ aws }: Cloud): readonly unknown[] =>
  aws.calls.flatMap(({ action, input }) =>
    action === "sns:Publish" ? [JSON.parse(textAt(input, "Message")) as unknown] : [],
  );

/** The token with which the state machine gives an attempt to openAttempt: of no other, and long, as AWS's are. */
export const tokenOf = (incidentId: string, attempt: number): string =>
  `${incidentId}-${attempt}-`.padEnd(600, "AQCQAAAAKgAAAAMAAAAA");

/** Of the development stack. */
const WINDOW_SECONDS = 3600;
const GRACE_SECONDS = 60;

/** Task SitExam, as the state machine invokes it. */
export const openTask = (
  cloud: Cloud,
  incidentId: string,
  attempt: number,
  enteredAt = new Date(),
): Promise<Outcome> =>
  cloud.invoke("openAttempt", {
    v: 1,
    incidentId,
    attempt,
    enteredAt: enteredAt.toISOString(),
    windowSeconds: WINDOW_SECONDS,
    graceSeconds: GRACE_SECONDS,
    taskToken: tokenOf(incidentId, attempt),
  });

/** The same, where it opens the attempt. Answers the exam code of the invitation. */
export async function open(
  cloud: Cloud,
  incidentId: string,
  attempt: number,
  enteredAt = new Date(),
): Promise<string> {
  expect(await openTask(cloud, incidentId, attempt, enteredAt)).to.deep.equal({ result: {} });
  return textAt(published(cloud).at(-1), "examCode");
}

/** Task CloseAttempt, as the state machine invokes it. */
export const close = (cloud: Cloud, incidentId: string, attempt: number): Promise<Outcome> =>
  cloud.invoke("closeAttempt", { v: 1, incidentId, attempt, graceSeconds: GRACE_SECONDS });

/** What a student sends: the path of the attempt, with the exam code. */
export const asStudent = (incidentId: string, attempt: number, examCode: string): Sent => ({
  path: { incidentId, attempt: String(attempt) },
  headers: { Authorization: `Bearer ${examCode}` },
});

/** The ids of the questions of a paper. */
export function questionIdsOf(paper: unknown): readonly string[] {
  const questions = at(paper, "questions");
  return Array.isArray(questions) ? questions.map((question: unknown) => textAt(question, "questionId")) : [];
}

/** Answers to these questions, so many of them right. */
export function answersTo(questionIds: readonly string[], right: number): Record<string, string> {
  const key = fromJson(ANSWER_KEY);
  return Object.fromEntries(
    questionIds.map((id, index) => {
      const { answer = "", choiceIds = [] } = key[id] ?? {};
      return [id, index < right ? answer : (choiceIds.find((choice) => choice !== answer) ?? "")];
    }),
  );
}

/** Sits the attempt: reads the paper, and submits so many right answers. */
export async function sit(
  cloud: Cloud,
  incidentId: string,
  attempt: number,
  right: number,
): Promise<Response> {
  const examCode = await open(cloud, incidentId, attempt);
  const student = asStudent(incidentId, attempt, examCode);
  const paper = await cloud.ask("getPaper", student);
  const answers = answersTo(questionIdsOf(paper.body), right);
  return cloud.ask("submitAttempt", { ...student, json: { answers } });
}

/** Long enough ago that a window of an hour and its grace have passed. */
export const longAgo = (): Date => new Date(Date.now() - 2 * HOUR_MS);

export const hoursFromNow = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

export const report = (cloud: Cloud, incidentId: string, json: object = REPORT): Promise<Response> =>
  cloud.ask("reportIncident", { path: { incidentId }, json });

export const withdraw = (cloud: Cloud, incidentId: string): Promise<Response> =>
  cloud.ask("withdrawIncident", { path: { incidentId }, json: { reason: "Cited in an appendix." } });

/** As EventBridge invokes it. */
export const sweep = (cloud: Cloud): Promise<Outcome> => cloud.invoke("sweep", {});

/** Put, never opened, and past its time: whoever put it crashed before the execution was started. */
export async function unstarted(cloud: Cloud, incidentId: string): Promise<void> {
  await report(cloud, incidentId);
  await cloud.aws.makeDue(incidentId);
}

/** With an attempt whose deadline is five minutes away, and nobody reminded. */
export async function nearDeadline(cloud: Cloud, incidentId: string): Promise<void> {
  await report(cloud, incidentId);
  await open(cloud, incidentId, 1, new Date(Date.now() - (WINDOW_SECONDS - 300) * 1000));
  await cloud.aws.makeDue(incidentId);
}

/** What a browser asks before a page of the exam sends its request. */
export const PREFLIGHT = {
  ...request("getPaper", { headers: { Origin: "https://exam.university.example" } }),
  httpMethod: "OPTIONS",
};
