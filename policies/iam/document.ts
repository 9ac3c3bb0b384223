/** IAM policy documents, as text or as objects, read without ever throwing. */
import { holdsUnknown, isList, isProperties, toValue, UNKNOWN, type Properties, type Value } from "../value";

export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** Empty where there is NotAction instead. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `*`, services and ARNs, whatever the kind of principal. */
  readonly principals: readonly string[];
  readonly hasNotAction: boolean;
  readonly hasNotResource: boolean;
  /** Operator → key → values; keys as they are written. */
  readonly condition: Properties;
  /** Whether only the update knows some of it. */
  readonly unknown: boolean;
}

/** `unknown` where only the update knows it; `malformed` where it is no document, and why. */
export type Document =
  | { readonly kind: "read"; readonly statements: readonly Statement[] }
  | { readonly kind: "unknown" }
  | { readonly kind: "malformed"; readonly because: string };

export function readDocument(value: Value): Document {
  if (value === UNKNOWN) return { kind: "unknown" };
  const document = typeof value === "string" ? parsed(value) : value;
  if (!isProperties(document)) return { kind: "malformed", because: "no JSON object" };
  const list = document["Statement"];
  if (list === UNKNOWN) return { kind: "unknown" };
  const statements = isList(list) ? list : [list];
  if (statements.every(isProperties)) return { kind: "read", statements: statements.map(statement) };
  return statements.some(holdsUnknown)
    ? { kind: "unknown" }
    : { kind: "malformed", because: "without a list of statements" };
}

function statement(given: Properties): Statement {
  const { Action, NotAction, Resource, NotResource, Principal, Condition, Effect } = given;
  return {
    // What is not plainly a denial is taken for a permission.
    effect: Effect === "Deny" ? "Deny" : "Allow",
    actions: texts(Action),
    resources: texts(Resource),
    principals: isProperties(Principal) ? Object.values(Principal).flatMap(texts) : texts(Principal),
    hasNotAction: NotAction !== undefined,
    hasNotResource: NotResource !== undefined,
    condition: isProperties(Condition) ? Condition : {},
    unknown: holdsUnknown(given),
  };
}

export const texts = (value: Value): readonly string[] =>
  (isList(value) ? value : [value]).filter((each) => typeof each === "string");

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

function parsed(text: string): Value {
  try {
    return toValue(JSON.parse(text));
  } catch {
    return undefined;
  }
}
