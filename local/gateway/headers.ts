/** The headers that a function gets to see. */
import { writeHop } from "../traces/header";
import { LOOPBACK } from "../loopback";
import type { Arrival } from "./arrival";
import { collector, type Values } from "./values";

/** The client's headers in its own casing, without those of the connection, and with the gateway's. */
export function forwardedHeaders({ request, hop }: Arrival): Values {
  const headers = collector();
  const names = new Map<string, string>();
  const add = (name: string, value: string) => {
    const first = names.get(name.toLowerCase()) ?? name;
    names.set(name.toLowerCase(), first);
    headers.add(first, value);
  };
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    if (!NOT_FORWARDED.includes(name.toLowerCase())) add(name, request.rawHeaders[index + 1] ?? "");
  }
  const before = request.headers["x-forwarded-for"];
  const client = request.socket.remoteAddress ?? LOOPBACK;
  add("X-Forwarded-For", before === undefined ? client : `${String(before)}, ${client}`);
  add("X-Forwarded-Port", String(request.socket.localPort ?? ""));
  add("X-Forwarded-Proto", "http");
  add("X-Amzn-Trace-Id", writeHop(hop));
  return headers.values;
}

/** Of the connection, or the gateway's to say. */
const NOT_FORWARDED = [
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-amzn-trace-id",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
];
