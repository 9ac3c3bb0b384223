/** The header that carries a trace from service to service
 *  (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader). */
import { randomBytes } from "node:crypto";

/** What the header says: the trace, the segment that calls, and whether anybody writes anything down. */
export interface Hop {
  readonly root: string;
  readonly parent: string;
  readonly sampled: boolean;
}

export const newId = (): string => randomBytes(8).toString("hex");

export function newRoot(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(12).toString("hex")}`;
}

/** `Root=…;Parent=…;Sampled=…` */
export const writeHop = ({ root, parent, sampled }: Hop): string =>
  `Root=${root};Parent=${parent};Sampled=${sampled ? 1 : 0}`;

/** Nothing where the header holds no trace. Without a word on sampling it is sampled. */
export function readHop(header: string | undefined): Hop | undefined {
  const root = /\bRoot=(1-[0-9a-f]{8}-[0-9a-f]{24})\b/.exec(header ?? "")?.[1];
  const parent = /\bParent=([0-9a-f]{16})\b/.exec(header ?? "")?.[1];
  return root === undefined || parent === undefined
    ? undefined
    : { root, parent, sampled: !header?.includes("Sampled=0") };
}
