/** A request as it arrives at the gateway. */
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { newId, newRoot, readHop, type Hop } from "../traces/header";

/** Before anything is known of its route. */
export interface Arrival {
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** As the function gets it. */
  readonly hop: Hop;
  /** The client's segment, where it wrote one: a trace may begin before the gateway. */
  readonly caller: string | undefined;
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  readonly request: IncomingMessage;
}

export function arrival(request: IncomingMessage, traced: boolean): Arrival {
  const [path = "", ...query] = origin(request.url ?? "").split("?");
  const at = Date.now();
  const header = request.headers["x-amzn-trace-id"];
  const given = readHop(typeof header === "string" ? header : undefined);
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(10).toString("base64url")}=`,
    at,
    hop: hopOf(given, traced),
    caller: given?.parent,
    method: request.method ?? "",
    path,
    query: query.join("?"),
    request,
  };
}

/**
 * The client's trace goes on, and so does what it says of sampling; a stage that is not traced hands on what it was given
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enabling-xray.html).
 */
function hopOf(given: Hop | undefined, traced: boolean): Hop {
  if (traced) return { root: newRoot(), sampled: true, ...given, parent: newId() };
  return given ?? { root: newRoot(), sampled: false };
}

/** Of an absolute-form target (`http://host/path`) the part that matters. */
const origin = (target: string) =>
  target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, "").replace(/^(?!\/)/, "/");
