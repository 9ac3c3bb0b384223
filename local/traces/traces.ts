/** Documents put together: each trace with its spans, in the order of who called whom. */
import { isRecord, type Properties } from "../inputs";

export interface Span {
  readonly id: string;
  /** The span that called; that of a trace's first span is not there. */
  readonly parent?: string;
  readonly name: string;
  /** `AWS::Lambda::Function` of a service, `aws` of a call to one, `local` of work inside a function. */
  readonly kind: string;
  /** ISO 8601, UTC. */
  readonly start: string;
  /** Not there while it goes on. */
  readonly seconds?: number;
  /** Whose fault a failure is, as X-Ray says it: error the client's, fault the service's. */
  readonly state: "ok" | "error" | "throttle" | "fault" | "in-progress";
  /** Of an answer over HTTP. */
  readonly status?: number;
  /** What is asked of a service of AWS. */
  readonly operation?: string;
  readonly annotations: Properties;
}

export interface Trace {
  readonly id: string;
  readonly start: string;
  /** Up to the end of what has ended. */
  readonly seconds: number;
  /** Each after the one that called it. */
  readonly spans: readonly Span[];
}

/** Oldest first. */
export function traces(documents: readonly Properties[]): readonly Trace[] {
  const byTrace = new Map<string, Span[]>();
  for (const document of documents) {
    const id = text(document, "trace_id");
    if (id === undefined) continue;
    byTrace.set(id, [...(byTrace.get(id) ?? []), ...spans(document, text(document, "parent_id"))]);
  }
  return [...byTrace].map(([id, all]) => trace(id, all)).sort((a, b) => compare(a.start, b.start));
}

function trace(id: string, all: readonly Span[]): Trace {
  const start = all.map((span) => span.start).sort()[0] ?? "";
  const ends = all.map((span) => Date.parse(span.start) + 1000 * (span.seconds ?? 0));
  return { id, start, seconds: (Math.max(...ends) - Date.parse(start)) / 1000, spans: inOrder(all) };
}

/** Whose parent is not there comes first. */
function inOrder(all: readonly Span[]): readonly Span[] {
  const ids = new Set(all.map(({ id }) => id));
  const below = (spans: readonly Span[]): readonly Span[] =>
    [...spans]
      .sort((a, b) => compare(a.start, b.start))
      .flatMap((span) => [span, ...below(all.filter(({ parent }) => parent === span.id))]);
  return below(all.filter(({ parent }) => parent === undefined || !ids.has(parent)));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function spans(document: Properties, parent: string | undefined): readonly Span[] {
  const id = text(document, "id");
  const start = document["start_time"];
  if (id === undefined || typeof start !== "number") return [];
  const end = document["end_time"];
  const { http, aws, annotations, subsegments } = document;
  const response = isRecord(http) ? http["response"] : undefined;
  const status = isRecord(response) ? response["status"] : undefined;
  const operation = isRecord(aws) ? text(aws, "operation") : undefined;
  const inside: readonly unknown[] = Array.isArray(subsegments) ? subsegments : [];
  const span: Span = {
    id,
    ...(parent !== undefined && { parent }),
    name: text(document, "name") ?? "",
    kind: text(document, "origin") ?? text(document, "namespace") ?? "local",
    start: new Date(start * 1000).toISOString(),
    ...(typeof end === "number" && { seconds: Math.round((end - start) * 1000) / 1000 }),
    state: stateOf(document),
    ...(typeof status === "number" && { status }),
    ...(operation !== undefined && { operation }),
    annotations: isRecord(annotations) ? annotations : {},
  };
  return [span, ...inside.filter(isRecord).flatMap((each) => spans(each, id))];
}

function stateOf(document: Properties): Span["state"] {
  if (document["fault"] === true) return "fault";
  if (document["throttle"] === true) return "throttle";
  if (document["error"] === true) return "error";
  return document["in_progress"] === true ? "in-progress" : "ok";
}

function text(document: Properties, key: string): string | undefined {
  const value = document[key];
  return typeof value === "string" ? value : undefined;
}
