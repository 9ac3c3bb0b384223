/** What a rule sees of a call, and what it says. */
import type { Pattern } from "../integrations";
import type { Given } from "./given";
import { arnFrom, makeArn, parseArn, type Place } from "./place";
import type { Need } from "./statement";

export interface ServiceCall {
  readonly given: Given;
  readonly pattern: Pattern;
  readonly place: Place;
  /** Of the machine itself, if the caller knows it. */
  readonly stateMachineArn: string | undefined;
}

/** What the definition does not say, and the caller must: `options.grants["State.part"]`. */
export interface Missing {
  readonly part: string;
  readonly message: string;
}

/** Throws a refusal where nothing can be said of the call. */
export type Rule = (call: ServiceCall) => Iterable<Need | Missing>;

export const isSync = ({ pattern }: ServiceCall): boolean => pattern === ".sync" || pattern === ".sync:2";

export function* onEach(
  actions: readonly string[],
  resource: string,
  more: Pick<Need, "condition" | "wildcard"> = {},
): Iterable<Need> {
  for (const action of actions) yield { action, resource, ...more };
}

/** AWS names no resource for the action, or the call creates it. */
export const ANY = (action: string): Need => ({
  action,
  resource: "*",
  wildcard: `AWS knows no resource for ${action}`,
});

export const GENERATED = (what: string): Pick<Need, "wildcard"> => ({ wildcard: `AWS makes up ${what}` });

/**
 * Step Functions hears of the end of a job through a rule of its own in the account of the machine
 * (https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html#connect-iam-sync-async).
 * `near` is an ARN of the same account and region, for callers who give neither.
 */
export const managedRule = ({ place }: ServiceCall, rule: string, near?: string): Iterable<Need> => {
  const neighbour = near === undefined ? undefined : parseArn(near);
  const arn = makeArn(
    {
      partition: place.partition,
      region: place.region ?? neighbour?.region,
      account: place.account ?? neighbour?.account,
    },
    "events",
    `rule/${rule}`,
  );
  return onEach(["events:DescribeRule", "events:PutRule", "events:PutTargets"], arn);
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
export const passRole = (place: Place, role: string, service: string): Need => ({
  action: "iam:PassRole",
  resource: roleArn(place, role),
  condition: { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
});

/** Of an ARN, or of a name or path in the account; IAM is in no region. */
export const roleArn = (place: Place, role: string): string =>
  arnFrom(
    { ...place, region: "" },
    { text: role, service: "iam", prefix: "role/", what: "the ARN of a role" },
  );
