/** IAM policy documents, as text or as objects, read without ever throwing. */
import {
  at,
  holdsUnknown,
  isList,
  isProperties,
  parsed,
  show,
  UNKNOWN,
  type Properties,
  type Value,
} from "../value";

/** Elements of a statement (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html). */
const ELEMENTS = [
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
] as const;

type Element = (typeof ELEMENTS)[number];

/** What is known of it. */
export interface Statement {
  /** `Statement[2]`, or `Statement` where it is the only one, outside of a list. */
  readonly path: string;
  readonly effect: "Allow" | "Deny" | typeof UNKNOWN;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** All but these. */
  readonly notActions?: readonly string[];
  readonly notResources?: readonly string[];
  /** `*`, services and ARNs, whatever the kind of principal; `*` also where it is all but some. */
  readonly principals: readonly string[];
  /** Operator → key → values, as they are written; empty where there is none. */
  readonly condition: Properties | typeof UNKNOWN;
  /** Elements of which only the update knows some or all. */
  readonly unknown: readonly Element[];
}

/** `unknown` where only the update knows it; `malformed` where it is no document, and why. */
export type Document =
  | { readonly kind: "read"; readonly statements: readonly Statement[] }
  | { readonly kind: "unknown" }
  | { readonly kind: "malformed"; readonly because: string };

export function readDocument(value: Value): Document {
  if (value === UNKNOWN) return { kind: "unknown" };
  const document = typeof value === "string" ? parsed(value) : value;
  if (!isProperties(document))
    return malformed(typeof value === "string" ? "a text that is no JSON object" : kindOf(value));
  const list = document["Statement"];
  if (list === UNKNOWN) return { kind: "unknown" };
  const given: readonly { readonly path: string; readonly each: Value }[] = isList(list)
    ? list.map((each, index) => ({ path: `Statement[${index}]`, each }))
    : [{ path: "Statement", each: list }];
  const fault = given.map(({ path, each }) => faultOf(each, path)).find((each) => each !== undefined);
  if (fault !== undefined) return malformed(fault);
  return { kind: "read", statements: given.map(({ path, each }) => statement(each, path)) };
}

const malformed = (because: string): Document => ({ kind: "malformed", because });

/** In place of the value, of which nobody knows whether it is a secret. */
const kindOf = (value: Value): string =>
  value === undefined ? "nothing" : isList(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;

function faultOf(given: Value, path: string): string | undefined {
  if (given === UNKNOWN) return undefined;
  if (!isProperties(given)) return `${path} is ${kindOf(given)}, but an object was expected`;
  const { Effect, Action, NotAction } = given;
  if (Effect !== UNKNOWN && Effect !== "Allow" && Effect !== "Deny")
    return `${path}.Effect is ${show(at(given, "Effect"))}, but Allow or Deny was expected`;
  if (Action === undefined && NotAction === undefined) return `${path} has neither Action nor NotAction`;
  const wrong = ELEMENTS.find((element) => given[element] !== undefined && !fits(element, given[element]));
  return wrong && `${path}.${wrong} is ${show(at(given, wrong))}, but ${expected(wrong)} was expected`;
}

function fits(element: Element, value: Value): boolean {
  if (value === UNKNOWN) return true;
  if (element === "Condition") return isProperties(value);
  if (element === "Principal" || element === "NotPrincipal")
    return isProperties(value) ? Object.values(value).every(areTexts) : typeof value === "string";
  return areTexts(value);
}

const expected = (element: Element): string =>
  element === "Condition"
    ? "an object"
    : element === "Principal" || element === "NotPrincipal"
      ? "* or an object"
      : "a text or a list of texts";

const areTexts = (value: Value): boolean =>
  (isList(value) ? value : [value]).every((each) => typeof each === "string" || each === UNKNOWN);

/** Of what has no fault. */
function statement(given: Value, path: string): Statement {
  const values: Properties = isProperties(given) ? given : { Effect: UNKNOWN, Action: UNKNOWN };
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = values;
  return {
    path,
    effect: Effect === "Allow" || Effect === "Deny" ? Effect : UNKNOWN,
    actions: texts(Action),
    resources: texts(Resource),
    ...(NotAction !== undefined && { notActions: texts(NotAction) }),
    ...(NotResource !== undefined && { notResources: texts(NotResource) }),
    principals: [
      ...(isProperties(Principal) ? Object.values(Principal).flatMap(texts) : texts(Principal)),
      ...(NotPrincipal === undefined ? [] : ["*"]),
    ],
    condition: Condition === UNKNOWN ? UNKNOWN : isProperties(Condition) ? Condition : {},
    unknown: ELEMENTS.filter((element) => holdsUnknown(values[element])),
  };
}

/** Those of a text or a list of texts that are known. */
export const texts = (value: Value): readonly string[] =>
  (isList(value) ? value : [value]).filter((each) => typeof each === "string");

export const isUnconditional = ({ condition }: Statement): boolean =>
  condition !== UNKNOWN && Object.keys(condition).length === 0;

/** Whether what is known of the statement's actions takes one in. */
export const namesAction = ({ actions, notActions, unknown }: Statement, action: string): boolean =>
  notActions
    ? !unknown.includes("NotAction") && !notActions.some((each) => covers(each, action))
    : actions.some((each) => covers(each, action));

/** Whether what is known of its resources takes in `*`: what an action is asked for that knows no resources. */
export const namesEverything = ({ resources, notResources, unknown }: Statement): boolean =>
  notResources
    ? !unknown.includes("NotResource") && !notResources.some((each) => wildcard(each, "*"))
    : resources.some((each) => wildcard(each, "*"));

/** Whether an action of a policy, which may hold `*` and `?`, covers another. Actions know no case. */
export const covers = (pattern: string, action: string): boolean =>
  wildcard(pattern.toLowerCase(), action.toLowerCase());

/** Whether a pattern with `*` and `?` fits a text; linear but for the way back to the last star. */
export function wildcard(pattern: string, text: string): boolean {
  let [inPattern, inText, star, starred] = [0, 0, -1, 0];
  while (inText < text.length) {
    if (pattern[inPattern] === "*") {
      star = inPattern++;
      starred = inText;
    } else if (pattern[inPattern] === "?" || pattern[inPattern] === text[inText]) {
      inPattern++;
      inText++;
    } else if (star >= 0) {
      inPattern = star + 1;
      inText = ++starred;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
