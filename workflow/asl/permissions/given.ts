/** Reads what a state hands to a service, as far as it stands in the definition. */
import { isList, isObject, type Json } from "../json";
import { refusal, type Refusal } from "./refusal";

/** The arguments of one call. Each reader throws where the definition does not say what it reads. */
export interface Given {
  /** Text that must be there; `what` names it in the message. */
  readonly text: (path: string, what: string) => string;
  readonly optionalText: (path: string, what: string) => string | undefined;
  /** Whether something stands there, known or not. */
  readonly has: (path: string) => boolean;
  /** That what stands there is not what it should be. */
  readonly refuse: (path: string, what: string) => Refusal;
  /** The items of a list, each as arguments of its own. */
  readonly list: (path: string, what: string) => readonly Given[];
  /** The names in an object. */
  readonly names: (path: string, what: string) => readonly string[];
  /** This value itself, as text. */
  readonly itself: (what: string) => string;
}

/** What is not known is the value itself, or an object around it: then it may be there or not. */
type Found = { readonly value: Json } | { readonly unknown: string; readonly around?: true } | undefined;

/** `label` is where the arguments are: `Arguments`, or `Parameters`. */
export function givenOf(root: Json | undefined, jsonata: boolean, label: string): Given {
  const look = (path: string): Found => at(root, path, jsonata);
  const expected = (what: string, path: string, found: Found) =>
    refusal(`expected ${what} in ${path === "" ? label : `${label}.${path}`}, found ${shown(found)}.`);
  const optionalText = (path: string, what: string) => {
    const found = look(path);
    if (found === undefined) return undefined;
    if ("value" in found && typeof found.value === "string" && found.value !== "") return found.value;
    throw expected(what, path, found);
  };
  const text = (path: string, what: string) => {
    const found = optionalText(path, what);
    if (found === undefined) throw expected(what, path, undefined);
    return found;
  };
  return {
    text,
    optionalText,
    refuse: (path, what) => expected(what, path, look(path)),
    has: (path) => {
      const found = look(path);
      if (found !== undefined && "around" in found)
        throw refusal(`expected ${label} to be written out, found ${found.unknown}.`);
      return found !== undefined;
    },
    list: (path, what) => {
      const found = look(path);
      if (found !== undefined && "value" in found && isList(found.value))
        return found.value.map((each, index) => givenOf(each, jsonata, `${label}.${path}[${index}]`));
      throw expected(what, path, found);
    },
    names: (path, what) => {
      const found = look(path);
      if (found !== undefined && "value" in found && isObject(found.value)) {
        const names = Object.keys(found.value);
        if (!names.some((name) => name.endsWith(".$"))) return names;
      }
      throw expected(what, path, found);
    },
    itself: (what) => text("", what),
  };
}

/** In JSONPath `Name.$` holds the path of `Name`; without Parameters the input of the state is what is given. */
function at(root: Json | undefined, path: string, jsonata: boolean): Found {
  if (root === undefined && !jsonata)
    return { unknown: "nothing: the input of the state is given", around: true };
  let value = root;
  const names = path === "" ? [] : path.split(".");
  const last = names.at(-1);
  for (const name of names) {
    if (isExpression(value, jsonata)) return { unknown: value, around: true };
    if (!isObject(value)) return value === undefined ? undefined : { value };
    if (Object.hasOwn(value, name)) value = value[name];
    else if (!jsonata && Object.hasOwn(value, `${name}.$`)) {
      const unknown = JSON.stringify(value[`${name}.$`]);
      return name === last ? { unknown } : { unknown, around: true };
    } else return undefined;
  }
  if (isExpression(value, jsonata)) return { unknown: value };
  return value === undefined || value === null ? undefined : { value };
}

const isExpression = (value: Json | undefined, jsonata: boolean): value is string =>
  jsonata && typeof value === "string" && value.startsWith("{%") && value.endsWith("%}");

const shown = (found: Found): string => {
  if (found === undefined) return "nothing";
  if ("unknown" in found) return found.unknown;
  return typeof found.value === "string" && found.value !== "" ? found.value : JSON.stringify(found.value);
};
