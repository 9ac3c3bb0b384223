/** JSONata as typed references, where it is simple, else as a template around them: the same text in the end. */
import { isList, isObject, type Json } from "../json";
import { arrow, list, nameOf, object, text, type Code, type Field } from "./code";
import type { Kit } from "./kit";
import { KNOWN_PATHS, TOKEN_PATH } from "./known";
import { literal } from "./literal";

/** What may be referred to in a place, with its JSONata: `input` is `$states.input`. */
export type Scene = Readonly<Partial<Record<SceneName, string>>>;
type SceneName = "input" | "context" | "result" | "error" | "item" | "index";

export const AT: Scene = { input: "$states.input", context: "$states.context" };
/** Of a task that waits for its token: its context has one. */
export const AT_TOKEN: Scene = { ...AT };
export const AT_ITEM: Scene = {
  ...AT,
  item: "$states.context.Map.Item.Value",
  index: "$states.context.Map.Item.Index",
};
export const AT_ERROR: Scene = { ...AT, error: "$states.errorOutput" };
export const atResult = (path: string): Scene => ({ ...AT, result: path });

/** What code is made with: `named` collects what it refers to. */
export interface Making {
  readonly scene: Scene;
  readonly kit: Kit;
  readonly named: Set<string>;
}

/** `({ input }) => …`, or undefined for what the builder would write in another way. */
export const valueFunction = (json: Json, scene: Scene, kit: Kit): Code | undefined =>
  functionOf(scene, kit, (making) => value(json, making));

/** The same of one expression that yields a `type`. */
export const expressionFunction = (json: Json, type: string, scene: Scene, kit: Kit): Code | undefined =>
  functionOf(scene, kit, (making) => expression(json, type, making));

export function functionOf(
  scene: Scene,
  kit: Kit,
  bodyOf: (making: Making) => Code | undefined,
): Code | undefined {
  const named = new Set<string>();
  const body = bodyOf({ scene, kit, named });
  const names = Object.keys(scene).filter((name) => named.has(name));
  return body && arrow(names.length === 0 ? "()" : `({ ${names.join(", ")} })`, body);
}

export function expression(json: Json, type: string, making: Making): Code | undefined {
  const source = expressionIn(json);
  return source === undefined ? undefined : text(template(source, type, making));
}

/** JSON with expressions in it. */
export function value(json: Json, making: Making): Code | undefined {
  if (isList(json)) {
    const items = every(json.map((each) => value(each, making)));
    return items && list(items, items.length > 1 && json.every((each) => typeof each === "number"));
  }
  if (isObject(json)) {
    const fields = every(
      Object.entries(json).map(([name, each]): Field | undefined => {
        const code = value(each, making);
        return code && [nameOf(name), code];
      }),
    );
    return fields && object(fields);
  }
  if (typeof json !== "string" || !json.trimStart().startsWith("{%")) return literal(json);
  const source = expressionIn(json);
  return source === undefined ? undefined : reference(source, making);
}

/** All of them, or undefined where one is. */
export const every = <T>(all: readonly (T | undefined)[]): readonly T[] | undefined =>
  all.every((each) => each !== undefined) ? all : undefined;

/** What stands between the delimiters, if they stand as the builder writes them. */
function expressionIn(json: Json): string | undefined {
  const [, source] = typeof json === "string" ? (/^\{% (.*) %\}$/s.exec(json) ?? []) : [];
  return source !== undefined && source.trim() === source && source !== "" ? source : undefined;
}

/** A path of names that JSONata reads as such. */
const STEPS = /^(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const WORDS = /\.(?:and|or|in|true|false|null|function)(?![A-Za-z0-9_])/;

/** Steps into what is not typed yet, each a call of `at`; more of them read better as a path. */
const MOST_STEPS = 2;

function reference(source: string, making: Making): Code {
  const { scene, kit, named } = making;
  for (const [name, path] of longestFirst(scene)) {
    const rest = source.startsWith(path) ? source.slice(path.length) : undefined;
    if (rest === undefined || !STEPS.test(rest) || WORDS.test(rest)) continue;
    const steps = rest.split(".").slice(1);
    const isKnown = isKnownIn(scene, [name, ...steps].join("."));
    if (!isKnown && (name === "context" || steps.length > MOST_STEPS)) break;
    named.add(name);
    if (isKnown) return text([name, ...steps].join("."));
    return text(steps.reduce((of, step) => `${kit.use("at")}(${of}, ${JSON.stringify(step)})`, name));
  }
  return text(template(source, "unknown", making));
}

const isKnownIn = (scene: Scene, path: string): boolean =>
  KNOWN_PATHS.has(path) && (path !== TOKEN_PATH || scene === AT_TOKEN);

/** A path may be the beginning of another. */
const longestFirst = (scene: Scene): readonly (readonly [name: string, path: string])[] =>
  Object.entries(scene).sort(([, left], [, right]) => right.length - left.length);

/** `` jsonata<type>`…${input}.x…` `` */
function template(source: string, type: string, { scene, kit, named }: Making): string {
  const paths = longestFirst(scene);
  const pattern = new RegExp(
    `(${paths.map(([, path]) => path.replace(/[.$]/g, "\\$&")).join("|")})(?![A-Za-z0-9_])|\\$([A-Za-z_][A-Za-z0-9_]*)`,
    "g",
  );
  // A function's own parameters may have the names of variables.
  const hasOwnNames = /function|λ|:=/.test(source);
  let written = "";
  let end = 0;
  for (const match of source.matchAll(pattern)) {
    const [whole, path, variable = ""] = match;
    const name = path === undefined ? undefined : paths.find(([, each]) => each === path)?.[0];
    const typed =
      name ?? (!hasOwnNames && kit.isVariable(variable) ? `${kit.variables()}.${variable}` : undefined);
    if (typed === undefined) continue;
    if (name !== undefined) named.add(name);
    written += `${escaped(source.slice(end, match.index))}\${${typed}}`;
    end = match.index + whole.length;
  }
  return `${kit.use("jsonata")}<${type}>\`${written}${escaped(source.slice(end))}\``;
}

/** A line break stays one; a carriage return would become one. */
const escaped = (source: string): string => source.replace(/[\\`]|\$(?=\{)/g, "\\$&").replaceAll("\r", "\\r");
