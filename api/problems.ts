/** Every error that a client can get, as RFC 9457 problem types: handlers and gateway responses use this one table. */

interface ProblemType {
  readonly status: number;
  readonly title: string;
  readonly when: string;
  /** What the client should do. */
  readonly then: string;
}

export const PROBLEMS = {
  "malformed-request": {
    status: 400,
    title: "The request is not valid",
    when: "A parameter or the body does not fit the document; `errors` lists every fault.",
    then: "Correct what `errors` names. The same request gets the same answer.",
  },
  unauthorized: {
    status: 401,
    title: "Who calls is not known",
    when: "There is no access token, or it has expired, or it is of another issuer.",
    then: "Get an access token from the token endpoint, and send it as `Authorization: Bearer …`.",
  },
  forbidden: {
    status: 403,
    title: "Who calls may not do this",
    when: "The token lacks the scope of the route, or is of a client that the API does not know.",
    then: "Ask for a token with the scope that the route names.",
  },
  "no-such-route": {
    status: 404,
    title: "There is no such route",
    when: "No route has this method and path.",
    then: "Look into /openapi.json.",
  },
  "no-such-incident": {
    status: 404,
    title: "There is no such incident",
    when: "Nothing was reported under this id, or it was purged.",
    then: "Check the id.",
  },
  "no-such-attempt": {
    status: 404,
    title: "There is no such attempt for this exam code",
    when: "The exam code is not one of this attempt's, or was revoked, or there is no such attempt or incident.",
    then: "Send the code of the newest invitation to the attempt that it names.",
  },
  "incident-differs": {
    status: 409,
    title: "Something else is reported under this id",
    when: "The id is taken by a report with other content.",
    then: "Choose another id, or send what was sent before.",
  },
  "incident-closed": {
    status: 409,
    title: "The incident is closed",
    when: "It ended, so that nothing can be changed any more.",
    then: "Read the incident: its status says how it ended.",
  },
  "incident-open": {
    status: 409,
    title: "The incident is still open",
    when: "Only of a closed incident can the person be erased.",
    then: "Wait for its end, or withdraw it.",
  },
  "attempt-not-open": {
    status: 409,
    title: "The attempt is not open",
    when: "It was not opened yet, or has an outcome.",
    then: "Read the incident: it lists the attempts and their outcomes.",
  },
  "too-many-changes": {
    status: 409,
    title: "The incident was changed too often",
    when: "Its audit has no room for a further change by an officer.",
    then: "Withdraw the incident, and report it anew under another id.",
  },
  "already-submitted": {
    status: 409,
    title: "Other answers were submitted before",
    when: "The attempt has an outcome, from other answers than these.",
    then: "The first answers count; the same ones again get their result.",
  },
  "attempt-closed": {
    status: 410,
    title: "The attempt is closed",
    when: "The deadline went by, or the incident ended.",
    then: "Nothing can be read or submitted any more; wait for the next invitation.",
  },
  "incident-erased": {
    status: 410,
    title: "What this incident said of a person was erased",
    when: "An officer had the person erased; the id stays taken.",
    then: "Choose another id.",
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    when: "It has more bytes than any valid one.",
    then: "Send less.",
  },
  "unsupported-media-type": {
    status: 415,
    title: "The body is not JSON in UTF-8",
    when: "Content-Type or Content-Encoding say so.",
    then: "Send Content-Type: application/json, not encoded.",
  },
  "answers-do-not-fit": {
    status: 422,
    title: "The answers do not fit the paper",
    when: "A question has no answer, or one that it does not offer; `errors` lists every fault.",
    then: "Send one answer for each question of the paper.",
  },
  "deadline-not-possible": {
    status: 422,
    title: "The deadline is not possible",
    when: "It lies in the past, or too long after the attempt was opened.",
    then: "Choose one that `detail` allows.",
  },
  "too-many-requests": {
    status: 429,
    title: "Too many requests",
    when: "More requests came in a second than the API takes.",
    then: "Wait for `Retry-After` seconds, then send the same request again.",
  },
  "internal-error": {
    status: 500,
    title: "Something is wrong here",
    when: "A fault of the API; an alarm rings.",
    then: "Quote the `requestId` when you ask for help.",
  },
  unavailable: {
    status: 503,
    title: "Try the same request again",
    when: "AWS did not answer in time, or asks for patience.",
    then: "Wait for `Retry-After` seconds, then send the very same request again: nothing is lost.",
  },
  "no-answer": {
    status: 504,
    title: "The request was not answered in time",
    when: "What stands behind the gateway did not answer; the request may have been carried out.",
    then: "Send the very same request again: it is safe.",
  },
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
  /** Of AWS X-Ray. */
  readonly traceId?: string;
  readonly errors?: readonly Fault[];
}

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** The problem document; `detail` says what to do, and holds nothing secret. */
export function problemDocument(
  kind: ProblemKind,
  detail: string,
  request: { readonly requestId: string; readonly traceId?: string },
  errors?: readonly Fault[],
): Problem {
  const { title, status } = PROBLEMS[kind];
  return {
    type: `urn:resit:problem:${kind}`,
    title,
    status,
    detail,
    ...request,
    ...(errors && { errors }),
  };
}
