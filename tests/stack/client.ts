/** A client of the API, as somebody would write it who knows the routes alone. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Identity } from "../../local/identity/issuer";
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

interface Credentials {
  /** The exam code of a student. */
  readonly code?: string;
  /** In place of the client's own, which it sends on officers' routes; null for none. */
  readonly token?: string | null;
}

/** What students do: with the exam code of the attempt. */
const FOR_STUDENTS = /\/attempts\/[^/]+(\/paper)?$/;

/** A token of the client for machines, of these scopes, or of all that it may have. */
export async function accessToken(
  { tokenUrl, clientId, clientSecret }: Pick<Identity, "tokenUrl" | "clientId" | "clientSecret">,
  ...scopes: readonly string[]
): Promise<string> {
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret };
  const answer = await fetch(tokenUrl, {
    method: "POST",
    body: new URLSearchParams({ ...form, ...(scopes.length > 0 && { scope: scopes.join(" ") }) }),
  });
  if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

interface Service {
  readonly api: string;
  readonly outbox: string;
  readonly identity?: Identity;
}

// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- inferred: Client names it
export function client(stack: Service) {
  let own: Promise<string> | undefined;
  /** Its own token, asked for once. */
  const ownToken = (identity: Identity) => (own ??= accessToken(identity));
  const authorization = async (path: string, { code, token }: Credentials) => {
    const credential = code ?? token;
    if (credential !== undefined) return credential === null ? undefined : `Bearer ${credential}`;
    // Where nobody signs in, everybody may call.
    if (stack.identity === undefined || FOR_STUDENTS.test(path)) return undefined;
    return `Bearer ${await ownToken(stack.identity)}`;
  };

  async function send<T = unknown>(
    method: string,
    path: string,
    options: Credentials & { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ): Promise<Answer<T>> {
    const { body, headers } = options;
    const credential = await authorization(path.split("?")[0] ?? "", options);
    const answer = await fetch(`${stack.api}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(credential !== undefined && { Authorization: credential }),
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
