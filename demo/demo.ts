/** Two cases, played through the API of a stack on this machine: `npm run demo`. */
import { setTimeout as sleep } from "node:timers/promises";
import { startStack } from "../local/stack";
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
interface Stack {
  readonly api: string;
  readonly outbox: string;
}

/** Tells one case, line by line. */
function teller(name: string): (what: string) => void {
  const start = Date.now();
  return (what) => {
    console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(5)} s  ${name.padEnd(6)} ${what}`);
  };
}

async function call<T>(method: string, url: string, body?: object, examCode?: string): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(body && { "Content-Type": "application/json" }),
      ...(examCode !== undefined && { Authorization: `Bearer ${examCode}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as T;
}

/** The message with that id, as soon as it is published. */
async function published(stack: Stack, id: string): Promise<Message> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const outbox = await call<readonly { message: Message }[]>("GET", stack.outbox);
    const found = outbox.find(({ message }) => message.id === id);
    if (found) return found.message;
    await sleep(50);
  }
  throw new Error(`${id} was not published within ${PATIENCE_MS / 1000} s.`);
}

async function report(stack: Stack, incidentId: string, studentId: string): Promise<void> {
  await call("PUT", `${stack.api}/incidents/${incidentId}`, {
    studentId,
    email: `${studentId}@university.example`,
    course: "HIST101",
    assessment: "Essay 2",
  });
}

/** Sits an attempt, with the right answers or with wrong ones. */
async function sit(stack: Stack, invitation: Message, right: boolean): Promise<Result> {
  const attempt = `${stack.api}/incidents/${invitation.incidentId}/attempts/${invitation.attempt}`;
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
async function passAtTheSecond(stack: Stack): Promise<void> {
  const tell = teller("Amara");
  await report(stack, "demo-amara", "s1000001");
  tell("is reported for plagiarism in HIST101, Essay 2");
  for (const [attempt, right] of [
    [1, false],
    [2, true],
  ] as const) {
    const invitation = await published(stack, `demo-amara.${attempt}.exam-invitation`);
    tell(`gets the invitation to attempt ${attempt}, opens the link, and submits`);
    tell(told(await sit(stack, invitation, right)));
  }
  await published(stack, "demo-amara.2.incident-resolved");
  tell("The incident is resolved.");
}

/** Never opens the link. */
async function missAllThree(stack: Stack): Promise<void> {
  const tell = teller("Boris");
  await report(stack, "demo-boris", "s1000002");
  tell("is reported for plagiarism in HIST101, Essay 2");
  for (const attempt of [1, 2, 3]) {
    await published(stack, `demo-boris.${attempt}.exam-invitation`);
    tell(`gets the invitation to attempt ${attempt}, and lets the ${WINDOW} go by`);
    await published(stack, `demo-boris.${attempt}.attempt-missed`);
    tell(`missed attempt ${attempt}`);
  }
  await published(stack, "demo-boris.3.administrative-action");
  tell("Three attempts are used: administrative action.");
}

async function main(): Promise<void> {
  console.log(`Bringing up the stack; an attempt is open for ${WINDOW} here.`);
  const stack = await startStack({ port: 0, deadline: WINDOW });
  try {
    await Promise.all([passAtTheSecond(stack), missAllThree(stack)]);
  } finally {
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
