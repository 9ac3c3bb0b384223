/** A request as it arrives at the gateway. */
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { newId, newRoot, type Hop } from "../traces/header";

/** Before anything is known of its route. */
export interface Arrival {
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A trace begins here. */
  readonly hop: Hop;
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  readonly request: IncomingMessage;
}

export function arrival(request: IncomingMessage, traced: boolean): Arrival {
  const [path = "", ...query] = origin(request.url ?? "").split("?");
  const at = Date.now();
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(10).toString("base64url")}=`,
    at,
    hop: { root: newRoot(), parent: newId(), sampled: traced },
    method: request.method ?? "",
    path,
    query: query.join("?"),
    request,
  };
}

/** Of an absolute-form target (`http://host/path`) the part that matters. */
const origin = (target: string) =>
  target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, "").replace(/^(?!\/)/, "/");
