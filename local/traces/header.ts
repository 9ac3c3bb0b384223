/** The header that carries a trace from service to service
 *  (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader). */
import { randomBytes } from "node:crypto";

/** What the header says: the trace, the segment that calls, and whether anybody writes anything down. */
export interface Hop {
  readonly root: string;
  /** Nothing where the caller writes no segment. */
  readonly parent?: string | undefined;
  readonly sampled: boolean;
}

export const newId = (): string => randomBytes(8).toString("hex");

export function newRoot(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(12).toString("hex")}`;
}

/** `Root=…;Parent=…;Sampled=…` */
export const writeHop = ({ root, parent, sampled }: Hop): string =>
  [`Root=${root}`, ...(parent === undefined ? [] : [`Parent=${parent}`]), `Sampled=${sampled ? 1 : 0}`].join(
    ";",
  );

/** Nothing where the header holds no trace. Without a word on sampling it is sampled. */
export function readHop(header: string | undefined): Hop | undefined {
  const fields = new Map((header ?? "").split(";").map((field) => pair(field)));
  const root = fields.get("Root") ?? "";
  const parent = fields.get("Parent") ?? "";
  if (!/^1-[0-9a-f]{8}-[0-9a-f]{24}$/.test(root)) return undefined;
  return {
    root,
    ...(/^[0-9a-f]{16}$/.test(parent) && { parent }),
    sampled: fields.get("Sampled") !== "0",
  };
}

function pair(field: string): readonly [string, string] {
  const [key = "", value = ""] = field.split("=");
  return [key.trim(), value.trim()];
}
