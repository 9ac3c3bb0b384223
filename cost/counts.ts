/** What a case takes of AWS, as counted by `npm run cost:count`, which plays the cases and writes counted.json. */
import type { INDEXES } from "../workflow/indexes";
import counted = require("./counted.json");

export type IndexName = keyof typeof INDEXES;

/** Ways that an incident can go. */
export const CASES = ["passed at first", "passed at third", "three misses", "withdrawn"] as const;
export type Case = (typeof CASES)[number];

/** What is counted of a case, and what it is called in the pages. */
export const COUNTED = {
  transitions: "state transitions",
  requests: "API requests",
  invocations: "Lambda invocations",
  readUnits: "DynamoDB read units",
  writeUnits: "DynamoDB write units, table",
  indexWriteUnits: "DynamoDB write units, indexes",
  publishes: "SNS publishes",
  mails: "mails to each officers' address",
  traces: "X-Ray traces",
  functionLogBytes: "log bytes, functions",
  executionLogBytes: "log bytes, state machine",
  accessLogBytes: "log bytes, API",
  storedBytes: "stored bytes, with indexes",
} as const;
export type Count = keyof typeof COUNTED;
export type Counts = Readonly<Record<Count, number>>;

/** Units of one invocation of a function, from the cheapest that was seen to the dearest. */
export interface OperationUnits {
  readonly readUnits: readonly [least: number, most: number];
  readonly writeUnits: readonly [least: number, most: number];
  readonly indexWriteUnits: readonly [least: number, most: number];
}

export interface Fixed {
  /** Metrics that alarms watch: each is charged, however many an alarm takes. */
  readonly alarmMetrics: number;
  /** Metrics of the program's own. */
  readonly metrics: number;
  readonly dashboards: number;
  readonly webAcls: number;
  readonly webAclRules: number;
  /** Clients of the user pool that are machines. */
  readonly machineClients: number;
  /** Methods of the API, each with metrics of its own. */
  readonly methods: number;
}

export interface Counted {
  readonly cases: Readonly<Record<Case, Counts>>;
  /** One run of the scheduled function that finds nothing to do. */
  readonly sweep: Counts;
  /** What is there every month, of production. */
  readonly fixed: Fixed;
  readonly operations: Readonly<Record<string, OperationUnits>>;
  /** Write units of each change of an incident: of the table, and of each index. */
  readonly writes: Readonly<Record<Change, Readonly<Record<"table" | IndexName, number>>>>;
}

/** Changes of an incident. */
export const CHANGES = [
  "report",
  "open the first attempt",
  "submit, pass",
  "submit, fail",
  "remind",
  "miss a deadline",
  "wait until the day's end",
  "open the next attempt",
  "withdraw",
] as const;
export type Change = (typeof CHANGES)[number];

const pair = (units: readonly number[]): readonly [number, number] => [units[0] ?? 0, units[1] ?? 0];

/** The committed counts. */
export const COUNTS: Counted = {
  ...counted,
  operations: Object.fromEntries(
    Object.entries(counted.operations).map(([name, units]) => [
      name,
      {
        readUnits: pair(units.readUnits),
        writeUnits: pair(units.writeUnits),
        indexWriteUnits: pair(units.indexWriteUnits),
      },
    ]),
  ),
};
