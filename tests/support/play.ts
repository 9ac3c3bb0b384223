/** Everything that the deployed functions do, done once, and what is left of it: calls, lines, segments, answers. */
import type { Refusal } from "./awsEndpoints";
import {
  asStudent,
  close,
  longAgo,
  open,
  hoursFromNow,
  nearDeadline,
  openTask,
  PREFLIGHT,
  published,
  report,
  REPORT,
  sit,
  sweep,
  startCloud,
  tokenOf,
  unstarted,
  withdraw,
  type Cloud,
} from "./cloud";
import { at, runOf, textAt, type Run } from "./program";

export interface Played {
  readonly run: Run;
  /** Stopped: its recordings are complete. */
  readonly cloud: Cloud;
  /** Every task token that openAttempt was given. */
  readonly tokens: readonly string[];
  /** Every exam code that was sent to SNS. */
  readonly examCodes: readonly string[];
  /** Those tokens and codes that AWS repeated in an error message; they are not among the others. */
  readonly echoed: readonly string[];
}

let playing: Promise<Played> | undefined;

/** Played once, for all who ask. */
export const played = (): Promise<Played> => (playing ??= play());

async function play(): Promise<Played> {
  const run = await runOf("dev");
  const cloud = await startCloud(run);
  try {
    for (const act of [
      pass,
      miss,
      withdrawal,
      officers,
      scheduled,
      readings,
      intrusion,
      faults,
      outages,
      echoes,
    ])
      await act(cloud);
  } finally {
    await cloud.stop();
  }
  const invitations = published(cloud).filter((message) => at(message, "event") === "exam-invitation");
  const isEchoed = (invitation: unknown) => at(invitation, "incidentId") === ECHO;
  const quiet = invitations.filter((each) => !isEchoed(each));
  const echoed = invitations.filter(isEchoed);
  return {
    run,
    cloud,
    tokens: [...new Set(quiet.map(tokenIn))],
    examCodes: quiet.map(examCodeIn),
    echoed: [...new Set([...echoed.map(tokenIn), ...echoed.map(examCodeIn)])],
  };
}

const examCodeIn = (invitation: unknown) => textAt(invitation, "examCode");
const tokenIn = (invitation: unknown) =>
  tokenOf(textAt(invitation, "incidentId"), Number(at(invitation, "attempt")));

async function pass(cloud: Cloud): Promise<void> {
  await report(cloud, "pass");
  // There already: it is read.
  await report(cloud, "pass");
  await sit(cloud, "pass", 1, 10);
  await close(cloud, "pass", 1);
}

/** One attempt is missed, and the next is opened twice: the first invitation was not mailed. */
async function miss(cloud: Cloud): Promise<void> {
  await report(cloud, "miss");
  await open(cloud, "miss", 1, longAgo());
  await close(cloud, "miss", 1);
  await open(cloud, "miss", 2);
  await sit(cloud, "miss", 2, 0);
  await close(cloud, "miss", 2);
}

async function withdrawal(cloud: Cloud): Promise<void> {
  await report(cloud, "withdrawal");
  await open(cloud, "withdrawal", 1);
  await withdraw(cloud, "withdrawal");
  // Withdrawn already: it is read.
  await withdraw(cloud, "withdrawal");
  await close(cloud, "withdrawal", 1);
}

export const CORRECTED_EMAIL = "corrected@university.example";

/** What officers do with an open attempt, and with an incident that is closed. */
async function officers(cloud: Cloud): Promise<void> {
  await report(cloud, "officers");
  await open(cloud, "officers", 1);
  const path = { incidentId: "officers", attempt: "1" };
  await cloud.ask("inviteAgain", { path, json: {} });
  await cloud.ask("inviteAgain", { path, json: { email: CORRECTED_EMAIL, revoke: true } });
  await cloud.ask("moveDeadline", { path, json: { deadline: hoursFromNow(2) } });
  await withdraw(cloud, "officers");
  await cloud.ask("exportStudent", { json: { studentId: REPORT.studentId } });
  await cloud.ask("erasePerson", { path: { incidentId: "officers" } });
}

/** One incident was never started, and one student is reminded. */
async function scheduled(cloud: Cloud): Promise<void> {
  await unstarted(cloud, "unstarted");
  await nearDeadline(cloud, "reminded");
  await sweep(cloud);
}

async function readings(cloud: Cloud): Promise<void> {
  await cloud.ask("getIncident", { path: { incidentId: "pass" } });
  await cloud.ask("listIncidents", { query: { status: "resolved" } });
  await cloud.ask("listIncidents", { query: { studentId: REPORT.studentId } });
  await cloud.ask("listIncidents", { query: { changedSince: hoursFromNow(-1) } });
  await cloud.ask("getOpenApi");
  await cloud.invoke("preflight", PREFLIGHT);
}

/** The code of one attempt does not open another. */
async function intrusion(cloud: Cloud): Promise<void> {
  await report(cloud, "intrusion");
  const examCode = await open(cloud, "intrusion", 1);
  await cloud.ask("getPaper", asStudent("pass", 1, examCode));
  await cloud.ask("submitAttempt", { ...asStudent("miss", 2, examCode), json: { answers: {} } });
}

/** There is nothing to open, and nothing to close. */
async function faults(cloud: Cloud): Promise<void> {
  await openTask(cloud, "pass", 1);
  await close(cloud, "nowhere", 1);
}

/** Step Functions does not answer, asks for patience, or does not let the function in. */
async function outages(cloud: Cloud): Promise<void> {
  for (const [errorType, status] of [
    ["ServiceUnavailable", 503],
    ["ThrottlingException", 400],
    ["AccessDeniedException", 400],
  ] as const)
    await cloud.aws.refusing("states:StartExecution", { status, errorType, message: () => errorType }, () =>
      report(cloud, "outage"),
    );
}

const ECHO = "echo";

/** AWS finds fault with what it was sent, and says so by repeating it. */
async function echoes(cloud: Cloud): Promise<void> {
  await report(cloud, ECHO, { ...REPORT, studentId: "s-echo", email: "echo@university.example" });
  await cloud.aws.refusing("sns:Publish", INVALID, () => openTask(cloud, ECHO, 1));
  await cloud.aws.refusing("states:SendTaskSuccess", INVALID, () => sit(cloud, ECHO, 1, 10));
}

const INVALID: Refusal = {
  status: 400,
  errorType: "ValidationException",
  message: (input) => `1 validation error detected: ${JSON.stringify(input)} failed to satisfy a constraint`,
};
