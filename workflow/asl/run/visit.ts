/** What the runner of a state sees of the execution that is in the state. */
import type { Deployed } from "./deployed";
import type { EventBody } from "./history";
import type { Json } from "./json";
import type { Query } from "./query";

export interface Visit {
  /** The state. */
  readonly name: string;
  readonly input: Json;
  readonly machine: Deployed;
  readonly executionArn: string;
  /** Aborted when the execution ends before the state does. */
  readonly signal: AbortSignal;
  /** Adds to the history; the observer does not get to see the token. @throws once the execution has ended */
  readonly record: (event: EventBody, token?: string) => void;
  /** The cause of a fault that the interpreter finds itself. */
  readonly cause: (text: string) => string;
  readonly query: (asked: Asked) => Query;
}

/** What differs between the questions of one visit. */
export interface Asked {
  readonly retryCount?: number;
  readonly taskToken?: string;
  readonly result?: Json;
  readonly errorOutput?: Json;
}
