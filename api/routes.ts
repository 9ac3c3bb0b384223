/** The route table: what the API offers, to whom. The OpenAPI document, and with it the gateway, is made from it. */
import type { JsonSchema } from "../workflow/schema";
import type { ProblemKind } from "./problems";
import { attemptNumber, incidentId, status, studentId, type SchemaName } from "./wire";
import { DEFAULT_PAGE, MAX_PAGE } from "../workflow/contract";

/** Who gets in. A route that says nothing does not compile; `public` says why. */
export type Access =
  | { readonly scope: "incidents.read" | "incidents.write" }
  /** The exam code of the attempt in the path, as a bearer token: the handler compares it. */
  | "examCode"
  | { readonly public: string };

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: JsonSchema;
}

export interface Route {
  readonly operationId: string;
  readonly method: "get" | "put" | "post" | "delete";
  readonly path: `/${string}`;
  readonly summary: string;
  readonly access: Access;
  readonly parameters: readonly Parameter[];
  readonly body?: SchemaName;
  /** Answers other than problems: status code to what it says, and its schema where it has a body. */
  readonly answers: Readonly<
    Record<number, { readonly description: string; readonly schema?: SchemaName | "OpenApi" }>
  >;
  /** Problems beside those that every route can give. */
  readonly problems: readonly ProblemKind[];
}

const inPath = {
  incidentId: { name: "incidentId", in: "path", schema: incidentId },
  attempt: { name: "attempt", in: "path", schema: attemptNumber },
} as const;

const inQuery = {
  status: { name: "status", in: "query", schema: status },
  studentId: { name: "studentId", in: "query", schema: studentId },
  changedSince: {
    name: "changedSince",
    in: "query",
    schema: {
      type: "string",
      format: "date-time",
      description: "Alone: incidents in order of their latest change, from that time on (UTC).",
      example: "2026-11-25T09:00:00.000Z",
    },
  },
  limit: {
    name: "limit",
    in: "query",
    schema: {
      type: "integer",
      minimum: 1,
      maximum: MAX_PAGE,
      description: `At most that many incidents, ${DEFAULT_PAGE} where nothing is said.`,
      example: 50,
    },
  },
  cursor: {
    name: "cursor",
    in: "query",
    schema: {
      type: "string",
      maxLength: 700,
      description: "Of the page before, with the same status and studentId.",
    },
  },
} as const;

const ifNoneMatch = { name: "If-None-Match", in: "header", schema: { type: "string" } } as const;

/** Of what officers do with an open attempt. */
const OFFICERS_CHANGE = [
  "malformed-request",
  "no-such-incident",
  "incident-closed",
  "attempt-not-open",
  "too-many-changes",
  "body-too-large",
  "unsupported-media-type",
] as const satisfies readonly ProblemKind[];

export const ROUTES = [
  {
    operationId: "reportIncident",
    method: "put",
    path: "/incidents/{incidentId}",
    summary: "Report an incident of plagiarism: the student is invited to the exam.",
    access: { scope: "incidents.write" },
    parameters: [inPath.incidentId],
    body: "Report",
    answers: {
      200: { description: "This very incident is reported already.", schema: "Incident" },
      201: { description: "Reported; Location says where it is.", schema: "Incident" },
    },
    problems: [
      "malformed-request",
      "incident-differs",
      "incident-erased",
      "body-too-large",
      "unsupported-media-type",
    ],
  },
  {
    operationId: "getIncident",
    method: "get",
    path: "/incidents/{incidentId}",
    summary: "Where an incident stands.",
    access: { scope: "incidents.read" },
    parameters: [inPath.incidentId, ifNoneMatch],
    answers: {
      200: { description: "The incident, with an ETag.", schema: "Incident" },
      304: { description: "Nothing has changed since the version of If-None-Match." },
    },
    problems: ["malformed-request", "no-such-incident"],
  },
  {
    operationId: "listIncidents",
    method: "get",
    path: "/incidents",
    summary:
      "Incidents of a status, of a student, or both, newest first; or all that changed since, in order of change. " +
      "A list may lag behind by some seconds.",
    access: { scope: "incidents.read" },
    parameters: [inQuery.status, inQuery.studentId, inQuery.changedSince, inQuery.limit, inQuery.cursor],
    answers: {
      200: { description: "One page; go on with cursor where there is one.", schema: "IncidentList" },
    },
    problems: ["malformed-request"],
  },
  {
    operationId: "withdrawIncident",
    method: "put",
    path: "/incidents/{incidentId}/withdrawal",
    summary: "Withdraw an incident that was reported in error: it ends at once.",
    access: { scope: "incidents.write" },
    parameters: [inPath.incidentId],
    body: "Withdrawal",
    answers: { 200: { description: "Withdrawn, now or by the same request before.", schema: "Incident" } },
    problems: [
      "malformed-request",
      "no-such-incident",
      "incident-closed",
      "body-too-large",
      "unsupported-media-type",
    ],
  },
  {
    operationId: "inviteAgain",
    method: "post",
    path: "/incidents/{incidentId}/attempts/{attempt}/invitation",
    summary:
      "Send a further invitation to an open attempt, also to a corrected address. Earlier exam codes stay good, " +
      "unless they are revoked.",
    access: { scope: "incidents.write" },
    parameters: [inPath.incidentId, inPath.attempt],
    body: "Invitation",
    answers: { 200: { description: "Invited; each request sends one more.", schema: "Incident" } },
    problems: OFFICERS_CHANGE,
  },
  {
    operationId: "moveDeadline",
    method: "put",
    path: "/incidents/{incidentId}/attempts/{attempt}/deadline",
    summary: "Move the deadline of an open attempt: illness, accommodation, outage.",
    access: { scope: "incidents.write" },
    parameters: [inPath.incidentId, inPath.attempt],
    body: "NewDeadline",
    answers: { 200: { description: "Moved, now or by the same request before.", schema: "Incident" } },
    problems: [...OFFICERS_CHANGE, "deadline-not-possible"],
  },
  {
    operationId: "exportStudent",
    method: "post",
    path: "/student-records",
    summary: "All that is kept on a student.",
    access: { scope: "incidents.write" },
    parameters: [],
    body: "StudentQuery",
    answers: { 200: { description: "The student's incidents, newest first.", schema: "StudentRecord" } },
    problems: ["malformed-request", "body-too-large", "unsupported-media-type"],
  },
  {
    operationId: "erasePerson",
    method: "delete",
    path: "/incidents/{incidentId}/person",
    summary: "Erase what a closed incident says of a person. Its id stays taken.",
    access: { scope: "incidents.write" },
    parameters: [inPath.incidentId],
    answers: { 200: { description: "Erased, now or before.", schema: "Incident" } },
    problems: ["malformed-request", "no-such-incident", "incident-open"],
  },
  {
    operationId: "getPaper",
    method: "get",
    path: "/incidents/{incidentId}/attempts/{attempt}/paper",
    summary: "The questions of an open attempt.",
    access: "examCode",
    parameters: [inPath.incidentId, inPath.attempt],
    answers: { 200: { description: "The paper.", schema: "Paper" } },
    problems: ["no-such-attempt", "attempt-closed"],
  },
  {
    operationId: "submitAttempt",
    method: "put",
    path: "/incidents/{incidentId}/attempts/{attempt}",
    summary: "Submit the answers of an attempt. The same answers again get the same result, at any time.",
    access: "examCode",
    parameters: [inPath.incidentId, inPath.attempt],
    body: "Submission",
    answers: { 200: { description: "Graded.", schema: "SubmissionResult" } },
    problems: [
      "malformed-request",
      "no-such-attempt",
      "already-submitted",
      "attempt-closed",
      "body-too-large",
      "unsupported-media-type",
      "answers-do-not-fit",
    ],
  },
  {
    operationId: "getOpenApi",
    method: "get",
    path: "/openapi.json",
    summary: "This document.",
    access: { public: "It describes the API and holds nothing about anybody." },
    parameters: [],
    answers: { 200: { description: "OpenAPI 3.0", schema: "OpenApi" } },
    problems: [],
  },
] as const satisfies readonly Route[];

export type OperationId = (typeof ROUTES)[number]["operationId"];

/** Problems that every route can give: the gateway's own, and those of whatever stands behind it. */
const COMMON_PROBLEMS: readonly ProblemKind[] = [
  "too-many-requests",
  "internal-error",
  "unavailable",
  "no-answer",
];

/** Problems of a route, with those that its access and all routes have. */
export function problemsOf(route: Route): readonly ProblemKind[] {
  const refused: readonly ProblemKind[] =
    typeof route.access === "object" && "scope" in route.access ? ["unauthorized", "forbidden"] : [];
  return [...route.problems, ...refused, ...COMMON_PROBLEMS];
}
