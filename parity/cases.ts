/**
 * Single states with what they must do, said once: the runner must do it (tests/parity), and so must AWS
 * (`npm run parity`, https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html).
 */
import type { Definition, State } from "../workflow/asl/definition";
import type { Json, JsonObject } from "../workflow/asl/json";
import { examMachine } from "../workflow/machine";

/** What became of a state. An error's cause is not compared: its wording is nobody's contract. */
export interface Outcome {
  readonly status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  readonly output?: Json;
  readonly error?: string;
  readonly nextState?: string;
}

export interface Case {
  readonly name: string;
  readonly definition: Definition;
  /** The state under test. */
  readonly state: string;
  readonly input: Json;
  readonly variables?: JsonObject;
  /** What the task answers, or how it fails: nothing is called. */
  readonly mock?: { readonly result: Json } | { readonly error: string; readonly cause: string };
  readonly expected: Outcome;
}

const FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:";

const EXAM = examMachine(
  {
    openAttempt: { functionArn: `${FUNCTION}openAttempt` },
    closeAttempt: { functionArn: `${FUNCTION}closeAttempt` },
  },
  { windowSeconds: 3_600, graceSeconds: 60 },
);

const SITTING = { incidentId: "case-1", attempt: 2 };

const exam = (name: string, state: string, input: Json, expected: Outcome, mock?: Case["mock"]): Case => ({
  name,
  definition: EXAM,
  state,
  input,
  expected,
  ...(mock && { mock }),
});

const answered = (payload: Json) => ({ result: { StatusCode: 200, Payload: payload } });

const EXAM_CASES: readonly Case[] = [
  exam(
    "the exam: what wakes SitExam carries nothing, it goes on with its own input",
    "SitExam",
    SITTING,
    { status: "SUCCEEDED", output: SITTING, nextState: "CloseAttempt" },
    { result: {} },
  ),
  exam(
    "the exam: an attempt that is closed is caught, not retried",
    "SitExam",
    SITTING,
    { status: "CAUGHT_ERROR", output: SITTING, error: "AttemptClosed", nextState: "CloseAttempt" },
    { error: "AttemptClosed", cause: "It has an outcome." },
  ),
  exam(
    "the exam: a deadline is caught, not retried",
    "SitExam",
    SITTING,
    { status: "CAUGHT_ERROR", output: SITTING, error: "States.Timeout", nextState: "CloseAttempt" },
    { error: "States.Timeout", cause: "" },
  ),
  exam(
    "the exam: what is transient is retried",
    "SitExam",
    SITTING,
    { status: "RETRIABLE", error: "Lambda.ServiceException" },
    { error: "Lambda.ServiceException", cause: "Later." },
  ),
  exam(
    "the exam: CloseAttempt goes on with what the function answers",
    "CloseAttempt",
    SITTING,
    { status: "SUCCEEDED", output: { ...SITTING, status: "resolved" }, nextState: "Status" },
    answered({ ...SITTING, status: "resolved" }),
  ),
  ...(
    [
      ["awaiting-exam", "SitExam"],
      ["resolved", "Resolved"],
      ["administrative-action", "AdministrativeAction"],
      ["withdrawn", "Withdrawn"],
      ["unheard-of", "UnknownStatus"],
    ] as const
  ).map(([status, nextState]) => {
    const closed = { ...SITTING, status };
    return exam(`the exam: ${status} leads to ${nextState}`, "Status", closed, {
      status: "SUCCEEDED",
      output: closed,
      nextState,
    });
  }),
  exam("the exam: an unknown status fails the execution", "UnknownStatus", SITTING, {
    status: "FAILED",
    error: "UnknownStatus",
  }),
];

const alone = (state: State, QueryLanguage: "JSONata" | "JSONPath"): Definition => ({
  QueryLanguage,
  StartAt: "State",
  States: { State: state },
});

const ORDERS = {
  orders: [
    { id: "a", total: 12, tags: ["new", "eu"] },
    { id: "b", total: 30, tags: ["eu"] },
    { id: "c", total: 7, tags: ["us"] },
  ],
  at: "2026-11-25T09:30:00Z",
};

/** An expression over ORDERS, and what it yields. */
const JSONATA: readonly (readonly [expression: string, value: Json])[] = [
  ["$states.input.orders[total > 10].id", ["a", "b"]],
  ["$states.input.orders[id = 'b'].total", 30],
  ["$sum($states.input.orders.total)", 49],
  ["$map($states.input.orders, function($o) { $o.total * 2 })", [24, 60, 14]],
  ["$filter($states.input.orders, function($o) { 'eu' in $o.tags }).id", ["a", "b"]],
  ["$reduce($states.input.orders.total, function($a, $b) { $a + $b }, 1)", 50],
  ["$states.input.orders{id: total}", { a: 12, b: 30, c: 7 }],
  ["($n := $count($states.input.orders); $n * $n)", 9],
  ["$states.input.orders^(>total).id", ["b", "a", "c"]],
  ["$states.input.orders.tags ~> $distinct", ["new", "eu", "us"]],
  ["$parse('{\"x\":[1,2]}').x", [1, 2]],
  ["$partition([1,2,3,4,5], 2)", [[1, 2], [3, 4], [5]]],
  ["$range(0, 10, 3)", [0, 3, 6, 9]],
  ["$hash('a', 'SHA-256')", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
  ["$toMillis($states.input.at)", 1_795_599_000_000],
  ["$match('ab12', /[0-9]+/).match", "12"],
  ["$states.input.orders.{'key': id, 'big': total > 10}[big].key", ["a", "b"]],
  ["$substringBefore('case-1.2', '.') & '!'", "case-1!"],
];

/** An intrinsic function or a path over ORDERS, and what it yields. */
const JSONPATH: readonly (readonly [expression: string, value: Json])[] = [
  ["$.orders[0].id", "a"],
  ["$.orders[*].id", ["a", "b", "c"]],
  ["$.orders[?(@.total > 10)].id", ["a", "b"]],
  ["$..total", [12, 30, 7]],
  ["States.Format('{} of {}', $.orders[0].id, States.ArrayLength($.orders))", "a of 3"],
  ["States.ArrayPartition(States.Array(1, 2, 3), 2)", [[1, 2], [3]]],
  ["States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]],
  ["States.ArrayContains($.orders[0].tags, 'eu')", true],
  ["States.StringSplit('a.b;c', '.;')", ["a", "b", "c"]],
  ["States.MathAdd($.orders[0].total, -2)", 10],
  ["States.Base64Decode(States.Base64Encode('Data'))", "Data"],
  [
    "States.JsonMerge($.orders[2], States.StringToJson('{\"total\":1}'), false)",
    { id: "c", total: 1, tags: ["us"] },
  ],
];

const LANGUAGE_CASES: readonly Case[] = [
  ...JSONATA.map(([expression, value]) => ({
    name: `JSONata: ${expression}`,
    definition: alone({ Type: "Pass", Output: { value: `{% ${expression} %}` }, End: true }, "JSONata"),
    state: "State",
    input: ORDERS,
    expected: { status: "SUCCEEDED", output: { value } } as const,
  })),
  ...JSONPATH.map(([expression, value]) => ({
    name: `JSONPath: ${expression}`,
    definition: alone({ Type: "Pass", Parameters: { "value.$": expression }, End: true }, "JSONPath"),
    state: "State",
    input: ORDERS,
    expected: { status: "SUCCEEDED", output: { value } } as const,
  })),
  {
    name: "JSONata: a variable is read",
    definition: alone({ Type: "Pass", Output: "{% $total + 1 %}", End: true }, "JSONata"),
    state: "State",
    input: {},
    variables: { total: 41 },
    expected: { status: "SUCCEEDED", output: 42 },
  },
  {
    name: "JSONata: an expression that yields nothing fails the state",
    definition: alone({ Type: "Pass", Output: "{% $states.input.nowhere %}", End: true }, "JSONata"),
    state: "State",
    input: {},
    expected: { status: "FAILED", error: "States.QueryEvaluationError" },
  },
  {
    name: "JSONPath: a path that leads nowhere fails the state",
    definition: alone({ Type: "Pass", Parameters: { "value.$": "$.nowhere" }, End: true }, "JSONPath"),
    state: "State",
    input: {},
    expected: { status: "FAILED", error: "States.ParameterPathFailure" },
  },
];

export const CASES: readonly Case[] = [...EXAM_CASES, ...LANGUAGE_CASES];
