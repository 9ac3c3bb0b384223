/** Two cases, played through the API of a stack on this machine: `npm run demo`. */
import { setTimeout as sleep } from "node:timers/promises";
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
interface Paper {
  readonly questions: readonly { questionId: string; choices: readonly { choiceId: string }[] }[];
}
interface Result {
  readonly outcome: string;
  readonly correct: number;
  readonly total: number;
  readonly passMark: number;
  readonly attemptsLeft: number;
}
interface Service {
  readonly api: string;
  readonly outbox: string;
  /** Of the learning-management system, which reports. */
  readonly token: string;
}

/** Tells one case, line by line. */
function teller(name: string): (what: string) => void {
  const start = Date.now();
  return (what) => {
    console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(5)} s  ${name.padEnd(6)} ${what}`);
  };
}

async function call<T>(method: string, url: string, body?: object, bearer?: string): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(body && { "Content-Type": "application/json" }),
      ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as T;
}

/** The message with that id, as soon as it is published. */
async function published(service: Service, id: string): Promise<Message> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const outbox = await call<readonly { message: Message }[]>("GET", service.outbox);
    const found = outbox.find(({ message }) => message.id === id);
    if (found) return found.message;
    await sleep(50);
  }
  throw new Error(`${id} was not published within ${PATIENCE_MS / 1000} s.`);
}

async function report({ api, token }: Service, incidentId: string, studentId: string): Promise<void> {
  const incident = {
    studentId,
    email: `${studentId}@university.example`,
    course: "HIST101",
    assessment: "Essay 2",
  };
  await call("PUT", `${api}/incidents/${incidentId}`, incident, token);
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
async function sit(service: Service, invitation: Message, right: boolean): Promise<Result> {
  const attempt = `${service.api}/incidents/${invitation.incidentId}/attempts/${invitation.attempt}`;
  const paper = await call<Paper>("GET", `${attempt}/paper`, undefined, invitation.examCode);
  const answers = Object.fromEntries(
    paper.questions.map(({ questionId, choices }) => {
      const answer = bank.find((question) => question.questionId === questionId)?.answer;
      const choice = choices.find(({ choiceId }) => (choiceId === answer) === right);
      return [questionId, choice?.choiceId];
    }),
  );
  return call<Result>("PUT", attempt, { answers }, invitation.examCode);
}

const told = ({ outcome, correct, total, passMark, attemptsLeft }: Result) =>
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
    const service = { ...stack, token: await signIn(stack) };
    await Promise.all([passAtTheSecond(service), missAllThree(service)]);
  } finally {
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
