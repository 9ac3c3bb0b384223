/** The least that the role of an operator needs. Looking and changing are apart: many may look. */
import { INDEXES } from "../workflow/indexes";

/** For looking: `incident`, `stuck`, and the lists of the others. For changing: what `redrive`, `reconcile`, `restore` do. */
export type Purpose = "look" | "change" | "restore";

interface Need {
  readonly action: string;
  readonly on: keyof Arns;
  readonly purpose: Purpose;
  readonly because: string;
}

export interface Arns {
  readonly table: string;
  readonly byStatus: string;
  readonly openByDueAt: string;
  readonly restoredTable: string;
  readonly machine: string;
  readonly executions: string;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html and
 *  https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html say which resource each
 *  action is allowed on. */
export const NEEDS: readonly Need[] = [
  { action: "dynamodb:GetItem", on: "table", purpose: "look", because: "the item of an incident" },
  { action: "dynamodb:Query", on: "byStatus", purpose: "look", because: "incidents that are open" },
  {
    action: "dynamodb:Query",
    on: "openByDueAt",
    purpose: "look",
    because: "incidents that are past their time",
  },
  {
    action: "states:ListExecutions",
    on: "machine",
    purpose: "look",
    because: "executions that run, or failed",
  },
  {
    action: "states:DescribeExecution",
    on: "executions",
    purpose: "look",
    because: "how an execution stands",
  },
  {
    action: "states:GetExecutionHistory",
    on: "executions",
    purpose: "look",
    because: "where it is, and what it waits for: histories hold task tokens",
  },
  { action: "states:SendTaskSuccess", on: "machine", purpose: "change", because: "wake an execution" },
  {
    action: "states:StartExecution",
    on: "machine",
    purpose: "change",
    because: "start one in place of another",
  },
  {
    action: "states:StopExecution",
    on: "executions",
    purpose: "change",
    because: "stop one that went astray",
  },
  {
    action: "states:RedriveExecution",
    on: "executions",
    purpose: "change",
    because: "redrive one that failed",
  },
  {
    action: "dynamodb:UpdateItem",
    on: "table",
    purpose: "change",
    because: "give lost time back: the deadline",
  },
  { action: "dynamodb:Scan", on: "restoredTable", purpose: "restore", because: "read the restored table" },
  { action: "dynamodb:PutItem", on: "table", purpose: "restore", because: "put its items back" },
];

/** Where a stack is. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly tableName: string;
  readonly machineName: string;
  readonly restoredTable: string;
}

const arns = ({ region, accountId, tableName, machineName, restoredTable }: Place): Arns => {
  const table = (name: string) => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
  const states = (what: string) => `arn:aws:states:${region}:${accountId}:${what}`;
  return {
    table: table(tableName),
    byStatus: `${table(tableName)}/index/${INDEXES.byStatus.name}`,
    openByDueAt: `${table(tableName)}/index/${INDEXES.openByDueAt.name}`,
    restoredTable: table(restoredTable),
    machine: states(`stateMachine:${machineName}`),
    executions: states(`execution:${machineName}:*`),
  };
};

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
  }[];
}

/** A statement for each resource and purpose. */
export function operatorPolicy(place: Place, purposes: readonly Purpose[]): PolicyDocument {
  const named = arns(place);
  const wanted = NEEDS.filter(({ purpose }) => purposes.includes(purpose));
  const sids = [...new Set(wanted.map(sidOf))];
  return {
    Version: "2012-10-17",
    Statement: sids.map((Sid) => {
      const needs = wanted.filter((need) => sidOf(need) === Sid);
      return {
        Sid,
        Effect: "Allow",
        Action: [...new Set(needs.map(({ action }) => action))],
        Resource: [...new Set(needs.map(({ on }) => named[on]))],
      };
    }),
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sidOf = ({ purpose, on }: Need): string =>
  `${capital(purpose)}${capital(on === "byStatus" || on === "openByDueAt" ? "indexes" : on)}`;
