/** A client of the API, as somebody would write it who knows the routes alone. */
import { setTimeout as sleep } from "node:timers/promises";
import bank = require("../../workflow/exam/bank.json");

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

export interface Message {
  readonly version: number;
  readonly id: string;
  readonly event: string;
  readonly incidentId: string;
  readonly studentId: string;
  readonly attempt: number;
  readonly deadline: string;
  readonly examCode: string;
  readonly examUrl: string;
}

export interface Paper {
  readonly incidentId: string;
  readonly attempt: number;
  readonly deadline: string;
  readonly questions: readonly {
    readonly questionId: string;
    readonly prompt: string;
    readonly choices: readonly { readonly choiceId: string; readonly text: string }[];
  }[];
}

export interface Incident {
  readonly incidentId: string;
  readonly status: string;
  readonly attempts: readonly {
    readonly attempt: number;
    readonly outcome?: string;
    readonly deadline: string;
  }[];
}

export const REPORT = {
  studentId: "s1234567",
  email: "student@university.example",
  course: "HIST101",
  assessment: "Essay 2",
  description: "Two pages without a citation.",
} as const;

/** Milliseconds that something may take which happens by itself; far more than it does. */
const PATIENCE = 20_000;

// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- inferred: Client names it
export function client(stack: { readonly api: string; readonly outbox: string }) {
  async function send<T = unknown>(
    method: string,
    path: string,
    options: {
      readonly body?: unknown;
      readonly code?: string;
      readonly headers?: Record<string, string>;
    } = {},
  ): Promise<Answer<T>> {
    const { body, code, headers } = options;
    const answer = await fetch(`${stack.api}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(code !== undefined && { Authorization: `Bearer ${code}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: (text === "" ? undefined : JSON.parse(text)) as T,
    };
  }

  const report = (incidentId: string, body: unknown = REPORT) =>
    send<Incident>("PUT", `/incidents/${incidentId}`, { body });
  const incident = async (incidentId: string) =>
    (await send<Incident>("GET", `/incidents/${incidentId}`)).body;
  const withdraw = (incidentId: string, reason = "Reported in error.") =>
    send<Incident>("PUT", `/incidents/${incidentId}/withdrawal`, { body: { reason } });

  async function outbox(): Promise<readonly Message[]> {
    const entries = (await (await fetch(stack.outbox)).json()) as readonly { readonly message: Message }[];
    return entries.map(({ message }) => message);
  }

  /** Asks until there is an answer. */
  async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`${what} did not happen within ${PATIENCE} ms.`);
      await sleep(25);
    }
  }

  const message = (incidentId: string, attempt: number, event: string) =>
    until(`${incidentId}.${attempt}.${event}`, async () =>
      (await outbox()).find(({ id }) => id === `${incidentId}.${attempt}.${event}`),
    );

  const status = (incidentId: string, expected: string) =>
    until(`${incidentId} to be ${expected}`, async () => {
      const found = await incident(incidentId);
      return found.status === expected ? found : undefined;
    });

  /** The invitation and the paper of an attempt. */
  async function paper(incidentId: string, attempt: number) {
    const invitation = await message(incidentId, attempt, "exam-invitation");
    const path = `/incidents/${incidentId}/attempts/${attempt}`;
    const { body } = await send<Paper>("GET", `${path}/paper`, { code: invitation.examCode });
    return { invitation, path, code: invitation.examCode, paper: body };
  }

  /** Sits an attempt that has been opened, all right or all wrong. */
  async function sit(incidentId: string, attempt: number, right: boolean) {
    const { path, code, paper: questions } = await paper(incidentId, attempt);
    return send<Record<string, unknown>>("PUT", path, { code, body: { answers: answers(questions, right) } });
  }

  return { send, report, incident, withdraw, outbox, message, status, paper, sit, until };
}

export type Client = ReturnType<typeof client>;

/** Answers to a paper, all right or all wrong. */
export function answers(paper: Paper, right: boolean): Record<string, string> {
  return Object.fromEntries(
    paper.questions.map(({ questionId, choices }) => {
      const key = bank.find((question) => question.questionId === questionId)?.answer;
      const choice = choices.find(({ choiceId }) => (choiceId === key) === right);
      return [questionId, choice?.choiceId ?? ""];
    }),
  );
}
