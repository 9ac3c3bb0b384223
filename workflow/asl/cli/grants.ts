/** What `permissions --grants FILE` reads: what the definition cannot say, by the names of states. */
import { isList, isObject, isText, type Json } from "../json";
import type { Grant } from "../permissions";
import { below } from "./source/pointer";
import type { Said } from "./source/placed";

type Grants = Readonly<Record<string, readonly Grant[]>>;

/** The grants, or what is wrong with them. */
export function grantsOf(json: Json): { readonly grants: Grants } | { readonly wrong: readonly Said[] } {
  if (!isObject(json)) return { wrong: [wrong("")] };
  const read = Object.entries(json).map(
    ([name, all]) => [name, isList(all) ? all.map(grantOf) : undefined] as const,
  );
  const faults = read.flatMap(([name, grants]) =>
    grants?.every((each) => each !== undefined) ? [] : [wrong(below("", name))],
  );
  if (faults.length > 0) return { wrong: faults };
  return {
    grants: Object.fromEntries(
      read.map(([name, grants = []]) => [name, grants.filter((each) => each !== undefined)]),
    ),
  };
}

function grantOf(json: Json): Grant | undefined {
  if (!isObject(json)) return undefined;
  const { Action, Resource, Condition, ...others } = json;
  if (!isTexts(Action) || !isTexts(Resource) || Object.keys(others).length > 0) return undefined;
  if (Condition === undefined) return { Action, Resource };
  return isCondition(Condition) ? { Action, Resource, Condition } : undefined;
}

const isTexts = (json: Json | undefined): json is readonly string[] =>
  json !== undefined && isList(json) && json.every(isText);

const isCondition = (json: Json): json is Readonly<Record<string, Readonly<Record<string, string>>>> =>
  isObject(json) && Object.values(json).every((keys) => isObject(keys) && Object.values(keys).every(isText));

const wrong = (pointer: string): Said => ({
  pointer,
  rule: "grants/shape",
  message: 'expected lists of {"Action": ["…"], "Resource": ["…"], "Condition": {…}}, found another value',
  mend: 'Write {"NameOfState": [{"Action": ["…"], "Resource": ["…"]}]}.',
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html",
});
