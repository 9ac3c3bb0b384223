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
  /** Over HTTP: `GET http://…`, without the query. */
  readonly request?: string;
  readonly status?: number;
  /** What is asked of a service of AWS, and of which table, topic or function. */
  readonly operation?: string;
  readonly resource?: string;
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
  const spans = inOrder(all);
  const start = spans.map((span) => span.start).reduce((a, b) => (a < b ? a : b), spans[0]?.start ?? "");
  const ends = spans.map((span) => Date.parse(span.start) + 1000 * (span.seconds ?? 0));
  const end = ends.reduce((a, b) => Math.max(a, b), Date.parse(start));
  return { id, start, seconds: (end - Date.parse(start)) / 1000, spans };
}

/** Whose parent is not there comes first. Each id once: what says that it is its own ancestor is left out. */
function inOrder(all: readonly Span[]): readonly Span[] {
  const byId = new Map(all.map((span) => [span.id, span]));
  const byParent = new Map<string | undefined, Span[]>();
  for (const span of [...byId.values()].sort((a, b) => compare(a.start, b.start))) {
    const parent = byId.has(span.parent ?? "") ? span.parent : undefined;
    byParent.set(parent, [...(byParent.get(parent) ?? []), span]);
  }
  const below = (parent: string | undefined): readonly Span[] =>
    (byParent.get(parent) ?? []).flatMap((span) => [span, ...below(span.id)]);
  return below(undefined);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function spans(document: Properties, parent: string | undefined): readonly Span[] {
  const id = text(document, "id");
  const start = document["start_time"];
  if (id === undefined || typeof start !== "number") return [];
  const end = document["end_time"];
  const { http, aws, annotations, subsegments } = document;
  const { request, response } = isRecord(http) ? http : {};
  const asked = isRecord(request)
    ? `${text(request, "method") ?? ""} ${text(request, "url") ?? ""}`
    : undefined;
  const status = isRecord(response) ? response["status"] : undefined;
  const operation = isRecord(aws) ? text(aws, "operation") : undefined;
  const resource = isRecord(aws) ? RESOURCES.map((key) => text(aws, key)).find(isText) : undefined;
  const inside: readonly unknown[] = Array.isArray(subsegments) ? subsegments : [];
  const span: Span = {
    id,
    ...(parent !== undefined && { parent }),
    name: text(document, "name") ?? "",
    kind: text(document, "origin") ?? text(document, "namespace") ?? "local",
    start: new Date(start * 1000).toISOString(),
    ...(typeof end === "number" && { seconds: Math.round((end - start) * 1000) / 1000 }),
    state: stateOf(document),
    ...(asked !== undefined && { request: asked }),
    ...(typeof status === "number" && { status }),
    ...(operation !== undefined && { operation }),
    ...(resource !== undefined && { resource }),
    annotations: isRecord(annotations) ? annotations : {},
  };
  return [span, ...inside.filter(isRecord).flatMap((each) => spans(each, id))];
}

/** Under `aws`, as the SDK names what it calls. */
const RESOURCES = ["table_name", "topic_arn", "function_name", "state_machine_arn"];

const isText = (value: string | undefined): value is string => value !== undefined;

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
