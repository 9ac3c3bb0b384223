/** Those who act on the incident of a world, as clients, operators and time do; and what came of it. */
import type { APIGatewayProxyResult } from "aws-lambda";
import type { Scheduler } from "fast-check";
import { isAttemptNumber, timestamp, type AttemptNumber } from "../../workflow/contract";
import type { ExamInvitation } from "../../workflow/events";
import { newestAttempt, type Attempt, type Incident } from "../../workflow/incident";
import { request } from "../support/events";
import { answersTo, bearer, GRACE_MS, ID, REPORT, TASK, TIMES, WINDOW_MS } from "../support/process";
import { taskToken } from "../support/samples";
import { world, type Fate, type World } from "./world";

/** What everybody means to do; when exactly, the schedule says. */
export interface Plan {
  /** Of each client, for each attempt: what it sends, if it sends anything. */
  readonly clients: readonly (readonly (Submission | undefined)[])[];
  /** After how many windows and graces the incident is withdrawn, if it is. */
  readonly withdrawal: number | undefined;
  /** What officers do to the newest attempt, and the scheduled function to all. */
  readonly deeds: readonly Deed[];
  /** Wrong invocations of openAttempt. */
  readonly byHand: readonly AttemptNumber[];
  /** How often time goes by while somebody is under way. */
  readonly ticks: number;
  /** By the number of the call of a port. */
  readonly fates: readonly (readonly [number, Fate])[];
}

export interface Submission {
  /** How many answers are right. */
  readonly right: number;
  /** At once, in the last millisecond before the deadline, or in the first that is too late. */
  readonly when: "at once" | "last" | "too late";
}

/** A deadline in so many milliseconds, a further code without and with revoking the others, the scheduled function. */
export type Deed = number | "invite" | "revoke" | "sweep";

/** A submission that was answered. */
export interface Answered {
  readonly attempt: AttemptNumber;
  readonly right: number;
  readonly receivedAt: number;
  readonly response: APIGatewayProxyResult;
}

/** More tries than can go wrong. */
const PATIENCE = 6;
/** More than any plan takes. */
const MOST_STEPS = 2_000;
const path = { incidentId: ID };

/** Lets everybody do what they mean to, until nobody does anything more. */
export async function play(
  schedule: Scheduler,
  plan: Plan,
): Promise<{ readonly here: World; readonly answered: readonly Answered[] }> {
  const answered: Answered[] = [];
  const actors: Promise<void>[] = [];
  const invited = new Set<string>();
  const here = world(schedule, new Map(plan.fates), (event) => {
    if (event.event !== "exam-invitation") return;
    for (const [client, submissions] of plan.clients.entries()) {
      const who = `client ${client} at attempt ${event.attempt}`;
      const submission = submissions[event.attempt - 1];
      if (submission === undefined || invited.has(who)) continue;
      invited.add(who);
      actors.push(submitTwice(here, who, event, submission, answered));
    }
  });
  actors.push(report(here));
  if (plan.withdrawal !== undefined) actors.push(withdraw(here, plan.withdrawal));
  for (const deed of plan.deeds) actors.push(intervene(here, deed));
  for (const attempt of plan.byHand) actors.push(openByHand(here, attempt));
  for (let tick = 0; tick < plan.ticks; tick++) actors.push(here.turn("time").then(() => void here.tick()));
  await takeTurns(here, schedule, plan.byHand.length === 0);
  await Promise.all(actors);
  return { here, answered };
}

/** One after the other; time goes by where nobody wants a turn. */
async function takeTurns(here: World, schedule: Scheduler, isRight: boolean): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    await new Promise((settled) => setImmediate(settled));
    if (schedule.count() > 0) {
      await schedule.waitNext(1);
      continue;
    }
    if (isRight && here.mishaps() === 0 && waitsInVain(here))
      throw new Error("Everybody has finished, and the state machine waits for what is no open attempt.");
    if (!here.tick()) return;
  }
  throw new Error("It comes to no end.");
}

function waitsInVain(here: World): boolean {
  const incident = here.incident();
  const newest = incident && newestAttempt(incident);
  const attempt = newest && incident.attempts[newest];
  const isOpen = incident?.status === "awaiting-exam" && attempt && attempt.outcome === undefined;
  return here.execution()?.status === "RUNNING" && isOpen !== true;
}

/** Again and again, as clients do, until it is answered otherwise than that nobody was there. */
async function persistently(send: () => Promise<APIGatewayProxyResult>): Promise<void> {
  for (let tries = 0; tries < PATIENCE; tries++) {
    const response = await send().catch(() => undefined);
    if (response !== undefined && response.statusCode !== 503) return;
  }
  throw new Error("A request was never answered.");
}

const report = (here: World): Promise<void> =>
  persistently(() =>
    here.call("reportIncident", ({ reportIncident }) =>
      reportIncident(request("reportIncident", { path, json: REPORT })),
    ),
  );

async function withdraw(here: World, windows: number): Promise<void> {
  await here.until(here.now() + windows * (WINDOW_MS + GRACE_MS));
  do await here.turn("the officer who withdraws");
  while (here.incident() === undefined);
  const json = { reason: "Cited after all." };
  await persistently(() =>
    here.call("withdrawIncident", ({ withdrawIncident }) =>
      withdrawIncident(request("withdrawIncident", { path, json })),
    ),
  );
}

/** Once there is an attempt, if there ever is; what is refused is refused. */
async function intervene(here: World, deed: Deed): Promise<void> {
  for (let tries = 0; tries < PATIENCE; tries++) await here.turn("an officer");
  if (deed === "sweep") {
    await here.call("sweep", ({ sweep }) => sweep({}, TASK)).catch(() => undefined);
    return;
  }
  const incident = here.incident();
  const newest = incident && newestAttempt(incident);
  if (newest === undefined) return;
  const path = { incidentId: ID, attempt: String(newest) };
  await persistently(() =>
    typeof deed === "number"
      ? here.call("moveDeadline", ({ moveDeadline }) =>
          moveDeadline(request("moveDeadline", { path, json: { deadline: timestamp(here.now() + deed) } })),
        )
      : here.call("inviteAgain", ({ inviteAgain }) =>
          inviteAgain(request("inviteAgain", { path, json: { revoke: deed === "revoke" } })),
        ),
  );
}

/** Not before the start: see the model. */
async function openByHand(here: World, attempt: AttemptNumber): Promise<void> {
  for (let tries = 0; tries < PATIENCE; tries++) await here.turn("the operator");
  if (here.execution() === undefined) return;
  const enteredAt = timestamp(here.now());
  const payload = {
    v: 1,
    incidentId: ID,
    attempt,
    enteredAt,
    ...TIMES,
    taskToken: taskToken("by hand"),
  } as const;
  await here
    .call(`openAttempt ${attempt} by hand`, ({ openAttempt }) => openAttempt(payload, TASK))
    .catch(() => undefined);
}

/** The second time to see that the answer is the same. */
async function submitTwice(
  here: World,
  who: string,
  { attempt, examCode, deadline }: ExamInvitation,
  { right, when }: Submission,
  answered: Answered[],
): Promise<void> {
  if (!isAttemptNumber(attempt)) throw new Error(`There is no attempt ${attempt}.`);
  const latest = Date.parse(deadline);
  if (when !== "at once") await here.until(when === "last" ? latest - 1 : latest);
  // While the request is under way.
  const later = here.turn("time").then(() => void here.tick());
  const submit = async () => {
    const receivedAt = here.now();
    const submission = request("submitAttempt", {
      path: { ...path, attempt: String(attempt) },
      headers: bearer(examCode),
      json: { answers: answersTo(attemptOf(here.incident(), attempt), right) },
      receivedAt,
    });
    const response = await here.call(who, ({ submitAttempt }) => submitAttempt(submission));
    answered.push({ attempt, right, receivedAt, response });
    return response;
  };
  for (let time = 0; time < 2; time++) {
    await here.turn(who);
    await persistently(submit);
  }
  await later;
}

/** An attempt of which somebody has heard. */
export function attemptOf(incident: Incident | undefined, number: AttemptNumber): Attempt {
  const attempt = incident?.attempts[number];
  if (attempt === undefined)
    throw new Error(`Somebody was invited to attempt ${number}, and it is not there.`);
  return attempt;
}
