/** What each state needs, or that it is not known. */
import { nameOf, parseResource, READERS, WRITERS } from "../integrations";
import { isObject, type Json } from "../json";
import { givenOf, type Given } from "./given";
import { parseArn, type Place } from "./place";
import { isRefusal, refusal } from "./refusal";
import { GENERATED, onEach, type Missing, type ServiceCall } from "./rule";
import { actionOf, ruleOf } from "./rules";
import { functionArn } from "./rules/lambda";
import { itemReader, resultWriter } from "./rules/s3";
import { sitesOf, type Site } from "./sites";
import { hasWildcard, type Grant, type Need, type NeedOfState } from "./statement";

export interface Options {
  /** Where names in the definition are ARNs in: default is where `stateMachineArn` is. */
  readonly partition?: string;
  readonly region?: string;
  readonly account?: string;
  /** Of the machine itself: what distributed Maps start and HTTP endpoints are allowed to. */
  readonly stateMachineArn?: string;
  /**
   * By the name of a state, in place of all that it needs by itself; an empty list grants nothing.
   * By `State.ItemReader` or `State.ResultWriter`, in place of what that part needs, and by the other parts that
   * messages name (`State.TaskRoles`, `State.Data`), what the definition cannot say.
   */
  readonly grants?: Readonly<Record<string, readonly Grant[]>>;
}

interface Known {
  readonly needs: readonly NeedOfState[];
  /** One message each. */
  readonly unknown: readonly string[];
}

export function needsOf(definition: unknown, options: Options): Known {
  const grants = options.grants ?? {};
  const used = new Set<string>();
  const needs: NeedOfState[] = [];
  const unknown: string[] = [];
  for (const site of sitesOf(definition)) {
    const own = [site.state, partOf(site)].find((key) => Object.hasOwn(grants, key));
    if (own !== undefined) {
      if (!used.has(own)) needs.push(...granted(grants[own] ?? [], site.path));
      used.add(own);
      continue;
    }
    try {
      for (const found of ofSite(site, options)) {
        if ("action" in found) needs.push({ ...found, state: site.path });
        else {
          const key = `${site.state}.${found.part}`;
          if (Object.hasOwn(grants, key)) {
            used.add(key);
            needs.push(...granted(grants[key] ?? [], site.path));
          } else
            unknown.push(`State ${site.path}: ${found.message}, in options.grants[${JSON.stringify(key)}].`);
        }
      }
    } catch (error) {
      if (!isRefusal(error)) throw error;
      unknown.push(`State ${site.path}: ${error.message} ${error.mend}, ${otherwise(site)}`);
    }
  }
  for (const key of Object.keys(grants))
    if (!used.has(key))
      unknown.push(
        `options.grants[${JSON.stringify(key)}]: expected the name of a state that needs it, found none. ` +
          "Take it out, or correct the name.",
      );
  return { needs, unknown };
}

function* granted(grants: readonly Grant[], state: string): Iterable<NeedOfState> {
  for (const { Action, Resource, Condition } of grants)
    for (const action of Action)
      for (const resource of Resource)
        yield {
          action,
          resource,
          state,
          ...(Condition !== undefined && { condition: Condition }),
          ...(hasWildcard(resource) && { wildcard: "given in options.grants" }),
        };
}

const partOf = ({ kind, state }: Site): string =>
  kind === "reader" ? `${state}.ItemReader` : kind === "writer" ? `${state}.ResultWriter` : state;

/** What may be done about a refusal where the definition has to stay as it is. */
function otherwise(site: Site): string {
  const resource = parseResource(shown(site.fields["Resource"]));
  const action = resource?.kind === "integration" ? `, such as ${actionOf(resource)}` : "";
  return `or give what the state needs${action}, as options.grants[${JSON.stringify(partOf(site))}].`;
}

function* ofSite(site: Site, options: Options): Iterable<Need | Missing> {
  switch (site.kind) {
    case "task":
      yield* ofTask(site, options);
      return;
    case "distribution":
      yield* distribution(site, options);
      return;
    case "reader":
    case "writer":
      yield* ofPart(site, options);
      return;
    case "unknown":
      throw refusal(`expected a state of a known Type, found ${shown(site.fields["Type"])}.`, "Correct it");
  }
}

function* ofTask(site: Site, options: Options): Iterable<Need | Missing> {
  const text = site.fields["Resource"];
  const resource = typeof text === "string" ? parseResource(text) : undefined;
  if (site.fields["Credentials"] !== undefined && site.fields["Credentials"] !== null) {
    // The other role makes the call then, and needs what it needs.
    yield* onEach(["sts:AssumeRole"], assumed(site));
    return;
  }
  switch (resource?.kind) {
    case "function":
      yield* onEach(["lambda:InvokeFunction"], namedFunction(resource.arn, options));
      return;
    case "activity":
      // Workers ask for the task; the machine's role has no part in it.
      return;
    case "integration": {
      const rule = ruleOf(resource);
      if (rule === undefined) throw unknownResource(text);
      yield* rule({
        given: argumentsOf(site),
        pattern: resource.pattern,
        place: placeOf(options, resource.partition),
        stateMachineArn: options.stateMachineArn,
      } satisfies ServiceCall);
      return;
    }
    case undefined:
      throw unknownResource(text);
  }
}

function namedFunction(arn: string, options: Options): string {
  const named = functionArn(placeOf(options, undefined), arn);
  if (named === undefined) throw refusal(`expected the whole ARN of a function in Resource, found ${arn}.`);
  return named;
}

const unknownResource = (found: Json | undefined) =>
  refusal(
    `expected an integration of which it is known what it needs in Resource, found ${shown(found)}.`,
    "Call another",
  );

const shown = (found: Json | undefined): string =>
  found === undefined ? "nothing" : typeof found === "string" ? found : JSON.stringify(found);

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html */
function assumed({ fields, jsonata }: Site): string {
  const what = "the ARN of a role";
  const credentials = givenOf(fields["Credentials"], jsonata, "Credentials");
  const role = credentials.text("RoleArn", what);
  if (parseArn(role)?.service === "iam") return role;
  throw credentials.refuse("RoleArn", what);
}

const argumentsOf = ({ fields, jsonata }: Site): Given =>
  jsonata
    ? givenOf(fields["Arguments"], true, "Arguments")
    : givenOf(fields["Parameters"], false, "Parameters");

function placeOf(
  { partition, region, account, stateMachineArn }: Options,
  called: string | undefined,
): Place {
  const machine = stateMachineArn === undefined ? undefined : parseArn(stateMachineArn);
  return {
    partition: called ?? partition ?? machine?.partition ?? "aws",
    region: region ?? machine?.region,
    account: account ?? machine?.account,
  };
}

/**
 * A distributed Map runs its items as executions of the same machine, which are named `machine/label:…`
 * (https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html).
 */
function* distribution({ fields }: Site, { stateMachineArn }: Options): Iterable<Need> {
  if (stateMachineArn === undefined || parseArn(stateMachineArn) === undefined)
    throw refusal(
      "expected the ARN of the machine itself to be known, which a distributed Map starts.",
      "Give options.stateMachineArn",
    );
  yield* onEach(["states:StartExecution"], stateMachineArn);
  const label: Json | undefined = fields["Label"];
  yield* onEach(
    ["states:DescribeExecution", "states:RedriveExecution", "states:StopExecution"],
    `${stateMachineArn.replace(":stateMachine:", ":execution:")}/${typeof label === "string" ? `${label}:` : ""}*`,
    GENERATED("the names of the executions of items"),
  );
}

function* ofPart(site: Site, options: Options): Iterable<Need | Missing> {
  const { fields, kind } = site;
  const text = fields["Resource"];
  // Without a resource a writer only says in which form results are.
  if (text === undefined && kind === "writer") return;
  const resource = typeof text === "string" ? parseResource(text) : undefined;
  const known = kind === "reader" ? READERS : WRITERS;
  if (resource?.kind !== "integration" || !known.includes(nameOf(resource)))
    throw refusal(`expected one of ${known.join(", ")} in Resource, found ${shown(text)}.`);
  const given = argumentsOf(site);
  const place = placeOf(options, resource.partition);
  if (kind === "writer") yield* resultWriter({ given, place });
  else {
    const config = fields["ReaderConfig"];
    const reading = givenOf(isObject(config) ? config : {}, site.jsonata, "ReaderConfig");
    yield* itemReader(resource.action, { given, place, reading });
  }
}
