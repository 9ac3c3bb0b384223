/** Task tokens: whoever has one ends the try of a task that it was made for, once. */
import { randomBytes } from "node:crypto";
import { apiError } from "./apiError";
import type { Fault } from "./fault";
import type { Json } from "./json";

/** A try that waits for somebody to send its token back. */
export interface WaitingTask {
  succeed(output: Json): void;
  fail(fault: Fault): void;
  heartbeat(): void;
}

export interface Tokens {
  issue(): string;
  /** From now on, until what is answered is called, the token reaches this task. */
  wait(token: string, task: WaitingTask): () => void;
  /** @throws InvalidToken, TaskDoesNotExist, TaskTimedOut */
  find(token: string): WaitingTask;
}

/** The text as it may be shown: a token is a secret. */
export const withoutToken = (text: string, token: string | undefined): string =>
  token === undefined ? text : text.replaceAll(token, "(task token)");

const TOKEN_BYTES = 48;
const WELL_FORMED = /^[A-Za-z0-9_-]{64}$/;

export function taskTokens(): Tokens {
  // A token is kept after its try has ended, because AWS tells late ones from unknown ones.
  const tasks = new Map<string, WaitingTask | undefined>();
  return {
    issue() {
      const token = randomBytes(TOKEN_BYTES).toString("base64url");
      tasks.set(token, undefined);
      return token;
    },
    wait(token, task) {
      tasks.set(token, task);
      return () => {
        tasks.set(token, undefined);
      };
    },
    find(token) {
      if (!WELL_FORMED.test(token)) throw apiError("InvalidToken", "Invalid Token: 'Invalid token'");
      if (!tasks.has(token))
        throw apiError(
          "TaskDoesNotExist",
          "Task does not exist: no task was ever scheduled with this token.",
        );
      const task = tasks.get(token);
      if (!task) throw apiError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
      return task;
    },
  };
}
