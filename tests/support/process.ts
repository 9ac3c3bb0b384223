/** The handlers over ports in memory, with a small bank, and the steps that bring a case to where a test begins. */
import type { APIGatewayProxyResult } from "aws-lambda";
import type { Invitation } from "../../api/wire";
import { closeAttempt } from "../../handlers/closeAttempt";
import { erasePerson } from "../../handlers/erasePerson";
import { exportStudent } from "../../handlers/exportStudent";
import { getIncident } from "../../handlers/getIncident";
import { getPaper } from "../../handlers/getPaper";
import { inviteAgain } from "../../handlers/inviteAgain";
import { listIncidents } from "../../handlers/listIncidents";
import { moveDeadline } from "../../handlers/moveDeadline";
import { openAttempt, type ExamSettings } from "../../handlers/openAttempt";
import type { Clock, Executions, Secrets, Telemetry } from "../../handlers/ports";
import { reportIncident } from "../../handlers/reportIncident";
import { submitAttempt } from "../../handlers/submitAttempt";
import { sweep } from "../../handlers/sweep";
import { withdrawIncident } from "../../handlers/withdrawIncident";
import {
  incidentId,
  timestamp,
  type AttemptNumber,
  type Closed,
  type OpenAttempt,
} from "../../workflow/contract";
import type { Answers } from "../../workflow/exam/paper";
import type { Key, Question } from "../../workflow/exam/questions";
import type { Attempt, Incident } from "../../workflow/incident";
import { CLIENTS, request, type Sent } from "./events";
import { memoryPorts, type MemoryPorts } from "./memoryPorts";
import type { MemoryTable } from "./memoryTable";
import { taskToken } from "./samples";

export const ID = incidentId("2026-hist101-0042");
export const REPORT = {
  studentId: "s1234567",
  email: "student@university.example",
  course: "HIST101",
  assessment: "Essay 2",
} as const;

export const DAY_MS = 24 * 60 * 60 * 1000;
export const WINDOW_MS = 14 * DAY_MS;
export const GRACE_MS = 60_000;
export const RETENTION_DAYS = 91;
export const SETTINGS: ExamSettings = {
  questionsPerPaper: 3,
  passMark: 2,
  examPage: "https://exam.university.example/",
  reminderSeconds: 0,
};

/** Of those that move deadlines and remind: half a day before. */
export const DEADLINES = { graceSeconds: GRACE_MS / 1000, reminderSeconds: 12 * 3600 } as const;

/** Enough for three papers, and no more. */
export const QUESTIONS: readonly Question[] = Array.from({ length: 9 }, (_, index) => ({
  questionId: `question-${index + 1}`,
  prompt: `What of ${index + 1}?`,
  choices: ["a", "b", "c"].map((choiceId) => ({ choiceId, text: `It is ${choiceId}.` })),
}));
export const QUESTION_IDS = QUESTIONS.map(({ questionId }) => questionId);
const RIGHT = "b";
const WRONG = "c";
export const KEY: Key = Object.fromEntries(
  QUESTION_IDS.map((id) => [id, { answer: RIGHT, choiceIds: ["a", RIGHT, WRONG] }]),
);

/** What the handlers need, with a table and a topic to look into. */
export interface Ports {
  readonly incidents: MemoryTable;
  readonly indexes: MemoryTable;
  readonly executions: Executions;
  readonly notifications: MemoryPorts["notifications"];
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly telemetry: Telemetry;
}

export interface Handlers {
  readonly openAttempt: ReturnType<typeof openAttempt>;
  readonly closeAttempt: ReturnType<typeof closeAttempt>;
  readonly reportIncident: ReturnType<typeof reportIncident>;
  readonly getIncident: ReturnType<typeof getIncident>;
  readonly listIncidents: ReturnType<typeof listIncidents>;
  readonly withdrawIncident: ReturnType<typeof withdrawIncident>;
  readonly getPaper: ReturnType<typeof getPaper>;
  readonly submitAttempt: ReturnType<typeof submitAttempt>;
  readonly inviteAgain: ReturnType<typeof inviteAgain>;
  readonly moveDeadline: ReturnType<typeof moveDeadline>;
  readonly exportStudent: ReturnType<typeof exportStudent>;
  readonly erasePerson: ReturnType<typeof erasePerson>;
  readonly sweep: ReturnType<typeof sweep>;
}

export const handlersOver = (ports: Ports, settings: ExamSettings = SETTINGS): Handlers => ({
  openAttempt: openAttempt(ports, settings, QUESTION_IDS),
  closeAttempt: closeAttempt(ports, RETENTION_DAYS),
  reportIncident: reportIncident(ports, CLIENTS),
  getIncident: getIncident(ports, CLIENTS),
  listIncidents: listIncidents(ports, CLIENTS),
  withdrawIncident: withdrawIncident(ports, CLIENTS, RETENTION_DAYS),
  inviteAgain: inviteAgain(ports, CLIENTS, SETTINGS.examPage),
  moveDeadline: moveDeadline(ports, CLIENTS, DEADLINES),
  exportStudent: exportStudent(ports, CLIENTS),
  erasePerson: erasePerson(ports, CLIENTS),
  sweep: sweep(ports, { ...DEADLINES, lastsSeconds: 45 }),
  getPaper: getPaper(ports, QUESTIONS),
  submitAttempt: submitAttempt(ports, KEY, RETENTION_DAYS),
});

/** What the definition says of times, in the payloads. */
export const TIMES = { windowSeconds: WINDOW_MS / 1000, graceSeconds: GRACE_MS / 1000 } as const;

export const TASK = { awsRequestId: "task-1" } as const;

export const report = (ports: Ports, sent: Sent = {}): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).reportIncident(
    request("reportIncident", { path: { incidentId: ID }, json: REPORT, ...sent }),
  );

export const withdraw = (ports: Ports, reason = "Cited after all."): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).withdrawIncident(
    request("withdrawIncident", { path: { incidentId: ID }, json: { reason } }),
  );

/** What the state machine sends: the state was entered now, and the token says which attempt it belongs to. */
export const opening = (ports: Ports, attempt: AttemptNumber, token = `token-${attempt}`): OpenAttempt => ({
  v: 1,
  incidentId: ID,
  attempt,
  enteredAt: timestamp(ports.clock.now()),
  ...TIMES,
  taskToken: taskToken(token),
});

export const close = (ports: Ports, attempt: AttemptNumber): Promise<Closed> =>
  handlersOver(ports).closeAttempt({ v: 1, incidentId: ID, attempt, graceSeconds: TIMES.graceSeconds }, TASK);

/** Sends that many right answers, the others wrong, with the code that was mailed last. */
export const submit = (
  ports: Ports,
  attempt: AttemptNumber,
  right: number,
  sent: Sent = {},
): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).submitAttempt(
    request("submitAttempt", {
      path: { incidentId: ID, attempt: String(attempt) },
      headers: bearer(lastCode(ports)),
      json: { answers: answersTo(stored(ports, attempt), right) },
      receivedAt: ports.clock.now(),
      ...sent,
    }),
  );

/** An officer moves the deadline of an attempt. */
export const move = (
  ports: Ports,
  attempt: AttemptNumber,
  deadline: number,
): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).moveDeadline(
    request("moveDeadline", {
      path: { incidentId: ID, attempt: String(attempt) },
      json: { deadline: timestamp(deadline) },
    }),
  );

/** An officer sends another code for an attempt. */
export const inviteAnew = (
  ports: Ports,
  attempt: AttemptNumber,
  json: Invitation = {},
): Promise<APIGatewayProxyResult> =>
  handlersOver(ports).inviteAgain(
    request("inviteAgain", { path: { incidentId: ID, attempt: String(attempt) }, json }),
  );

export const bearer = (code: string): { readonly Authorization: string } => ({
  Authorization: `Bearer ${code}`,
});

export function answersTo({ questionIds }: Attempt, right: number): Answers {
  return Object.fromEntries(questionIds.map((id, index) => [id, index < right ? RIGHT : WRONG]));
}

/** The incident as it is stored. */
export function storedIncident(ports: Ports): Incident {
  const incident = ports.incidents.item(ID);
  if (incident === undefined) throw new Error(`The case has no incident ${ID}.`);
  return incident;
}

/** The attempt as it is stored. */
export function stored(ports: Ports, number: AttemptNumber): Attempt {
  const attempt = storedIncident(ports).attempts[number];
  if (attempt === undefined) throw new Error(`The case has no attempt ${number}.`);
  return attempt;
}

/** Every code that was mailed, in order. */
export const codes = ({ notifications }: Pick<Ports, "notifications">): readonly string[] =>
  notifications.published.flatMap((event) => (event.event === "exam-invitation" ? [event.examCode] : []));

export function lastCode(ports: Pick<Ports, "notifications">): string {
  return codes(ports).at(-1) ?? "none";
}

/** The ids of what was published, in order. */
export const published = ({ notifications }: Pick<Ports, "notifications">): readonly string[] =>
  notifications.published.map(({ id }) => id);

/** How an attempt of a case went; `open` is the last one, if it is there. */
export type Past = "passed" | "failed" | "missed" | "open";

/** A reported incident whose attempts went like this. */
export async function caseAfter(...attempts: readonly Past[]): Promise<MemoryPorts> {
  const ports = memoryPorts();
  await report(ports);
  for (const [index, how] of attempts.entries()) {
    const number = ([1, 2, 3] as const)[index];
    if (number === undefined) throw new Error("A case has three attempts at most.");
    await handlersOver(ports).openAttempt(opening(ports, number), TASK);
    if (how === "passed") await submit(ports, number, 3);
    if (how === "failed") await submit(ports, number, 0);
    if (how === "missed") {
      ports.clock.set(Date.parse(stored(ports, number).deadline) + GRACE_MS);
      await close(ports, number);
    }
  }
  return ports;
}

/** The body of an answer, read as JSON. */
export const bodyOf = ({ body }: Pick<APIGatewayProxyResult, "body">): unknown => JSON.parse(body) as unknown;

/** What a problem document lists; undefined where it lists nothing. */
export function faultsOf(answer: Pick<APIGatewayProxyResult, "body">): unknown {
  const body = bodyOf(answer);
  return typeof body === "object" && body !== null && "errors" in body ? body.errors : undefined;
}
