/** Two cases, played through the API of a stack on this machine: `npm run demo`. */
import { setTimeout as sleep } from "node:timers/promises";
import { apiClient, type Answered, type ApiClient } from "../api/client";
import type { OperationId } from "../api/routes";
import type { SubmissionResult } from "../api/wire";
import { startStack, type Stack } from "../local/stack";
import bank = require("../workflow/exam/bank.json");

/** How long an attempt is open: long enough to sit it here, short enough to miss three. */
const WINDOW = "2s";
/** Until something that must happen has happened. */
const PATIENCE_MS = 15_000;

interface Message {
  readonly event: string;
  readonly id: string;
  readonly incidentId: string;
  readonly attempt: number;
  readonly examCode?: string;
}
interface Service {
  /** With the token of the learning-management system, which reports. */
  readonly api: ApiClient;
  readonly outbox: string;
}

/** Tells one case, line by line. */
function teller(name: string): (what: string) => void {
  const start = Date.now();
  return (what) => {
    console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(5)} s  ${name.padEnd(6)} ${what}`);
  };
}

/** The body of an answer; throws what is wrong where it is a problem. */
function bodyOf<Id extends OperationId>(answer: Answered<Id>) {
  if (answer.ok) return answer.body;
  throw new Error(`${answer.problem.title}: ${answer.problem.detail}`);
}

/** The message with that id, as soon as it is published. */
async function published(service: Service, id: string): Promise<Message> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const outbox = (await (await fetch(service.outbox)).json()) as readonly { readonly message: Message }[];
    const found = outbox.find(({ message }) => message.id === id);
    if (found) return found.message;
    await sleep(50);
  }
  throw new Error(`${id} was not published within ${PATIENCE_MS / 1000} s.`);
}

async function report({ api }: Service, incidentId: string, studentId: string): Promise<void> {
  const body = {
    studentId,
    email: `${studentId}@university.example`,
    course: "HIST101",
    assessment: "Essay 2",
  };
  bodyOf(await api.call("reportIncident", { path: { incidentId }, body }));
}

/** A token by client credentials, as the learning-management system gets one. */
async function signIn({ identity }: Stack): Promise<string> {
  if (!identity) throw new Error("The program registers no client for machines.");
  const { tokenUrl, clientId, clientSecret } = identity;
  const answer = await fetch(tokenUrl, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

/** Sits an attempt, with the right answers or with wrong ones. */
async function sit({ api }: Service, invitation: Message, right: boolean): Promise<SubmissionResult> {
  const { incidentId, attempt, examCode: bearer = "" } = invitation;
  const path = { incidentId, attempt };
  const paper = bodyOf(await api.call("getPaper", { path, bearer }));
  const answers = Object.fromEntries(
    paper.questions.map(({ questionId, choices }) => {
      const answer = bank.find((question) => question.questionId === questionId)?.answer;
      const choice = choices.find(({ choiceId }) => (choiceId === answer) === right);
      return [questionId, choice?.choiceId ?? ""];
    }),
  );
  return bodyOf(await api.call("submitAttempt", { path, body: { answers }, bearer }));
}

const told = ({ outcome, correct, total, passMark, attemptsLeft }: SubmissionResult) =>
  `${outcome}: ${correct} of ${total} right, ${passMark} pass, attempts left: ${attemptsLeft}`;

/** Fails once, then passes. */
async function passAtTheSecond(service: Service): Promise<void> {
  const tell = teller("Amara");
  await report(service, "demo-amara", "s1000001");
  tell("is reported for plagiarism in HIST101, Essay 2");
  for (const [attempt, right] of [
    [1, false],
    [2, true],
  ] as const) {
    const invitation = await published(service, `demo-amara.${attempt}.exam-invitation`);
    tell(`gets the invitation to attempt ${attempt}, opens the link, and submits`);
    tell(told(await sit(service, invitation, right)));
  }
  await published(service, "demo-amara.2.incident-resolved");
  tell("The incident is resolved.");
}

/** Never opens the link. */
async function missAllThree(service: Service): Promise<void> {
  const tell = teller("Boris");
  await report(service, "demo-boris", "s1000002");
  tell("is reported for plagiarism in HIST101, Essay 2");
  for (const attempt of [1, 2, 3]) {
    await published(service, `demo-boris.${attempt}.exam-invitation`);
    tell(`gets the invitation to attempt ${attempt}, and lets the ${WINDOW} go by`);
    await published(service, `demo-boris.${attempt}.attempt-missed`);
    tell(`missed attempt ${attempt}`);
  }
  await published(service, "demo-boris.3.administrative-action");
  tell("Three attempts are used: administrative action.");
}

async function main(): Promise<void> {
  console.log(`Bringing up the stack; an attempt is open for ${WINDOW} here.`);
  const stack = await startStack({ port: 0, deadline: WINDOW });
  try {
    const service = { api: apiClient(stack.api, await signIn(stack)), outbox: stack.outbox };
    await Promise.all([passAtTheSecond(service), missAllThree(service)]);
  } finally {
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
