/** The header that carries a trace from service to service
 *  (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader). */
import { randomBytes } from "node:crypto";

/** `Root=…;Parent=…;Sampled=…`, the first of a trace. */
export function newTrace(sampled: boolean): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return hop(`1-${seconds}-${randomBytes(12).toString("hex")}`, sampled);
}

/** The same trace, one service further; a new one where the header holds none. */
export function nextHop(header: string | undefined, sampled: boolean): string {
  const root = /\bRoot=(1-[0-9a-f]{8}-[0-9a-f]{24})\b/.exec(header ?? "")?.[1];
  return root === undefined ? newTrace(sampled) : hop(root, !header?.includes("Sampled=0"));
}

const hop = (root: string, sampled: boolean) =>
  `Root=${root};Parent=${randomBytes(8).toString("hex")};Sampled=${sampled ? 1 : 0}`;
