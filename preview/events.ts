/**
 * What the engine says while it previews, a JSON object on each line: `pulumi preview --json` with
 * PULUMI_ENABLE_STREAMING_JSON_PREVIEW. Without that, the one object that it prints holds nothing of the policies
 * (https://www.pulumi.com/docs/iac/cli/environment-variables/).
 */
import { decoded } from "../policies/report/stackExport";
import { at, isList, isProperties, parsed, type Properties, type Value } from "../policies/value";

export interface Step {
  /** Of which a resource has one: replacing is one, not the three that the engine makes of it. */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Inputs, of what is deployed. */
  readonly before?: Properties;
  /** Inputs, of what the program asks for. */
  readonly after?: Properties;
  /** Of what is deployed, as AWS knows it. */
  readonly id?: string;
}

export interface Finding {
  readonly policy: string;
  readonly urn: string;
  readonly level: string;
  readonly message: string;
}

export interface Preview {
  /** By URN. */
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  /** What stopped it. */
  readonly errors: readonly string[];
  /** Whether the engine came to its end: not where it was never started. */
  readonly ended: boolean;
}

/** Lines that are no events are left out: a warning of the CLI's, or the engine's own words for debugging, which
 *  hold secrets in clear. */
export function readEvents(lines: string): Preview {
  const events = lines
    .split("\n")
    .filter((line) => line.startsWith("{") && !line.includes('"severity":"debug"'))
    .map(parsed);
  const all = (kind: string) => events.map((event) => at(event, kind)).filter(isProperties);
  return {
    steps: folded(all("resourcePreEvent").flatMap(step)),
    findings: sorted(all("policyEvent").map(finding), ({ policy, urn, message }) => [policy, urn, message]),
    errors: all("diagnosticEvent").flatMap((event) =>
      event["severity"] === "error" ? [text(event, "message").trim()] : [],
    ),
    ended: all("summaryEvent").length > 0,
  };
}

function step(event: Properties): readonly Step[] {
  const metadata = event["metadata"];
  if (!isProperties(metadata)) return [];
  const { old, new: made } = metadata;
  const [urn, type, id] = [text(metadata, "urn"), text(metadata, "type"), at(old, "id")];
  const [before, after] = [inputs(old), inputs(made)];
  if (type.startsWith("pulumi:providers:")) return [];
  return [
    {
      op: text(metadata, "op"),
      urn,
      type,
      name: urn.split("::").slice(3).join("::"),
      ...(before && { before }),
      ...(after && { after }),
      ...(typeof id === "string" && id !== "" && { id }),
    },
  ];
}

function inputs(state: Value): Properties | undefined {
  const value = isProperties(state) ? decoded(state["inputs"]) : undefined;
  return isProperties(value) ? value : undefined;
}

/** The three steps of a replacement, and those of one resource that the engine tells twice, as one. */
function folded(steps: readonly Step[]): readonly Step[] {
  const byUrn = new Map<string, Step>();
  for (const each of steps) {
    const known = byUrn.get(each.urn);
    const op = /replace/.test(each.op) ? "replace" : each.op;
    byUrn.set(each.urn, known === undefined ? { ...each, op } : { ...each, ...known });
  }
  return sorted([...byUrn.values()], ({ urn }) => [urn]);
}

const finding = (event: Properties): Finding => ({
  policy: text(event, "policyName"),
  urn: text(event, "resourceUrn"),
  level: text(event, "enforcementLevel"),
  message: text(event, "message").trim(),
});

function text(properties: Properties, key: string): string {
  const value = properties[key];
  return typeof value === "string" ? value : "";
}

/** By code units: the same on every machine. */
export function sorted<T>(list: readonly T[], keys: (each: T) => readonly string[]): readonly T[] {
  const key = (each: T) => keys(each).join("\u0000");
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Texts of a text or a list of texts. */
export const texts = (value: Value): readonly string[] =>
  (isList(value) ? value : [value]).filter((each) => typeof each === "string");
