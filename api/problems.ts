/** Every error that a client can get, as RFC 9457 problem types: handlers and gateway responses use this one table. */

interface ProblemType {
  readonly status: number;
  readonly title: string;
}

export const PROBLEMS = {
  "malformed-request": { status: 400, title: "The request is not valid" },
  unauthorized: { status: 401, title: "Who calls is not known" },
  forbidden: { status: 403, title: "Who calls may not do this" },
  "no-such-route": { status: 404, title: "There is no such route" },
  "no-such-incident": { status: 404, title: "There is no such incident" },
  "no-such-attempt": { status: 404, title: "There is no such attempt for this exam code" },
  "incident-differs": { status: 409, title: "Something else is reported under this id" },
  "incident-closed": { status: 409, title: "The incident is closed" },
  "already-submitted": { status: 409, title: "Other answers were submitted before" },
  "attempt-closed": { status: 410, title: "The attempt is closed" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body is not JSON in UTF-8" },
  "answers-do-not-fit": { status: 422, title: "The answers do not fit the paper" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "internal-error": { status: 500, title: "Something is wrong here" },
  unavailable: { status: 503, title: "Try the same request again" },
  "no-answer": { status: 504, title: "The request was not answered in time" },
} as const satisfies Readonly<Record<string, ProblemType>>;

export type ProblemKind = keyof typeof PROBLEMS;

/** One fault in a request: `pointer` into the body (RFC 6901), or the `parameter` of path, query or header. */
export type Fault = { readonly detail: string } & (
  { readonly pointer: string } | { readonly parameter: string }
);

export interface Problem {
  readonly type: `urn:resit:problem:${ProblemKind}`;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly Fault[];
}

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** The problem document; `detail` says what to do, and holds nothing secret. */
export function problemDocument(
  kind: ProblemKind,
  detail: string,
  requestId: string,
  errors?: readonly Fault[],
): Problem {
  const { title, status } = PROBLEMS[kind];
  return { type: `urn:resit:problem:${kind}`, title, status, detail, requestId, ...(errors && { errors }) };
}
