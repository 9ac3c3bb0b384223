/** The edge of every API function: from the gateway's event to a request, from an answer or a refusal to a response. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { PROBLEM_MEDIA_TYPE, problemDocument, type Fault, type ProblemKind } from "../api/problems";
import { SECURITY_HEADERS } from "../api/securityHeaders";
import { isAttemptNumber, isIncidentId, type AttemptNumber, type IncidentId } from "../workflow/contract";
import { isUnavailable, type Subject, type Telemetry } from "./ports";

export interface Answer {
  readonly status: 200 | 201 | 304;
  readonly headers?: Readonly<Record<string, string>>;
  /** Written as JSON; a string is JSON already. */
  readonly body?: object | string;
}

/** Why a request is refused; `errors` lists every fault. */
export interface Refusal extends Error {
  readonly name: "Refusal";
  readonly kind: ProblemKind;
  readonly errors?: readonly Fault[];
}

/** An error that becomes a problem document. Not a class: those do not survive serialisation. */
export function refusal(kind: ProblemKind, detail: string, errors?: readonly Fault[]): Refusal {
  return Object.assign(new Error(detail), { name: "Refusal", kind, ...(errors && { errors }) } as const);
}

/** Of every route that asks for one. */
export function noSuchIncident(): Refusal {
  return refusal("no-such-incident", "No incident was reported under this id, or it was purged.");
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === "Refusal" && "kind" in error;
}

/** Seconds that a client should wait before it sends the same request again. */
const RETRY_AFTER = "2";

/** Answers an event: what is thrown becomes a problem document, and what was not expected becomes a bare 500. */
export const answering =
  (name: string, telemetry: Telemetry, handle: (event: APIGatewayProxyEvent) => Promise<Answer>) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { requestId } = event.requestContext;
    const subject = subjectOf(event);
    const explained = (error: unknown) => {
      const { kind, detail, errors } = explain(error);
      const problem = problemDocument(kind, detail, { requestId, ...traceOf(event) }, errors);
      telemetry.log(problem.status < 500 ? "info" : "error", name, {
        ...subject,
        requestId,
        status: problem.status,
        problem: kind,
        ...(problem.status >= 500 && { cause: causeOf(error) }),
      });
      return response(
        problem.status,
        PROBLEM_MEDIA_TYPE,
        problem,
        problem.status === 503 ? { "Retry-After": RETRY_AFTER } : {},
      );
    };
    try {
      return await telemetry.trace(name, subject, async () => {
        try {
          const answer = await handle(event);
          telemetry.log("info", name, { ...subject, requestId, status: answer.status });
          return response(answer.status, "application/json", answer.body, answer.headers);
        } catch (error) {
          if (isRefusal(error)) return explained(error);
          throw error;
        }
      });
    } catch (error) {
      return explained(error);
    }
  };

function explain(error: unknown): { kind: ProblemKind; detail: string; errors?: readonly Fault[] } {
  if (isRefusal(error))
    return { kind: error.kind, detail: error.message, ...(error.errors && { errors: error.errors }) };
  if (isUnavailable(error))
    return { kind: "unavailable", detail: "Nothing is lost: send the very same request again." };
  return { kind: "internal-error", detail: "Quote the requestId when you ask for help." };
}

/** Name and place of an error, not its message: messages of AWS can repeat what they were sent, secrets included. */
export function causeOf(error: unknown): { readonly name: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const { name, message, stack = "" } = error;
  // The stack repeats the message first, which may itself look like frames.
  const frames = stack.slice(stack.indexOf(message) + message.length).split("\n");
  const at = frames.filter((line) => line.startsWith("    at ")).slice(0, 5);
  return { name, at: at.map((line) => line.trim()) };
}

function response(
  statusCode: number,
  mediaType: string,
  body: object | string | undefined,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: {
      ...SECURITY_HEADERS,
      ...(body !== undefined && { "Content-Type": mediaType }),
      ...headers,
    },
    body: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
  };
}

/** The trace that the gateway began, or went on with
 *  (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader). */
function traceOf(event: APIGatewayProxyEvent): { readonly traceId?: string } {
  const traceId = /Root=([0-9a-f-]{35})/.exec(header(event, "x-amzn-trace-id") ?? "")?.[1];
  return traceId === undefined ? {} : { traceId };
}

/** The types of the event say that there are always headers; a test from the console sends null. */
interface WithHeaders {
  readonly headers: Readonly<Record<string, string | undefined>> | null;
}

/** A header's value, whatever the case in which the client wrote its name; `name` in lower case. */
export function header({ headers }: WithHeaders, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The incident of the path, for officers: a wrong id is a wrong request. */
export function incidentIdOf(event: APIGatewayProxyEvent): IncidentId {
  const raw = event.pathParameters?.["incidentId"];
  if (isIncidentId(raw)) return raw;
  throw refusal("malformed-request", "The incident id in the path is not valid.", [
    {
      parameter: "incidentId",
      detail: "must be 1 to 64 letters, digits, - and _, the first one a letter or a digit",
    },
  ]);
}

/** The attempt of the path: undefined where it can be none. */
export function attemptOf(event: APIGatewayProxyEvent): AttemptNumber | undefined {
  const raw = event.pathParameters?.["attempt"] ?? "";
  const attempt = /^[1-3]$/.test(raw) ? Number(raw) : undefined;
  return isAttemptNumber(attempt) ? attempt : undefined;
}

function subjectOf(event: APIGatewayProxyEvent): Subject {
  const incidentId = event.pathParameters?.["incidentId"];
  const attempt = attemptOf(event);
  return { ...(isIncidentId(incidentId) && { incidentId }), ...(attempt !== undefined && { attempt }) };
}
