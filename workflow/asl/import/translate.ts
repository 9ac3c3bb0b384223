/** From fields of the language to fields of the builder. */
import { isList, isObject, isText, type Json, type JsonObject } from "../json";
import { call, list, object, string, type Code, type Field } from "./code";
import {
  AT,
  every,
  expressionFunction,
  functionOf,
  value,
  valueFunction,
  type Making,
  type Scene,
} from "./expression";
import type { Kit } from "./kit";
import { literal } from "./literal";

/** The fields of the builder for one field of the state. */
export type Translate = (json: Json, kit: Kit) => readonly Field[] | undefined;
export type Translations = Readonly<Record<string, Translate>>;

/** In the order of the translations; undefined where a field has none. */
export function translated(
  translations: Translations,
  json: JsonObject,
  kit: Kit,
  besides: readonly string[] = [],
): readonly Field[] | undefined {
  const known = [...Object.keys(translations), ...besides];
  if (Object.keys(json).some((field) => !known.includes(field))) return undefined;
  return every(
    Object.entries(translations).map(([field, translate]) => {
      const given = json[field];
      return given === undefined ? [] : translate(given, kit);
    }),
  )?.flat();
}

export const plain =
  (name: string, fits: (json: Json) => boolean): Translate =>
  (json) =>
    fits(json) ? [[name, literal(json)]] : undefined;

export const as =
  (name: string, code: (json: Json, kit: Kit) => Code | undefined): Translate =>
  (json, kit) => {
    const written = code(json, kit);
    return written && [[name, written]];
  };

export const isNumber = (json: Json): boolean => typeof json === "number";
export const isTexts = (json: Json): json is readonly string[] => isList(json) && json.every(isText);

export const comment = plain("comment", isText);
export const next = plain("next", isText);

export const leaving = (scene: Scene): { readonly Output: Translate; readonly Assign: Translate } => ({
  Output: as("output", (json, kit) => valueFunction(json, scene, kit)),
  Assign: as("assign", (json, kit) => assignment(json, scene, kit)),
});

export const going = { Next: next, End: plain("end", (json) => json === true) };
export const LEAVING = { ...leaving(AT), ...going };

const assignment = (json: Json, scene: Scene, kit: Kit): Code | undefined =>
  functionOf(scene, kit, (making) => assigned(json, making));

export function assigned(json: Json, making: Making): Code | undefined {
  const { kit } = making;
  if (!isObject(json) || !Object.keys(json).every(kit.isVariable)) return undefined;
  const values = value(json, making);
  return values && call(kit.use("set"), values, kit.variables());
}

/** A number, or an expression. */
export const seconds = (name: string): Translate =>
  as(name, (json, kit) => (isNumber(json) ? literal(json) : expressionFunction(json, "number", AT, kit)));

/** A text, or an expression. */
export const said = (name: string): Translate =>
  as(name, (json, kit) =>
    isText(json) && !json.trimStart().startsWith("{%")
      ? string(json)
      : expressionFunction(json, "string", AT, kit),
  );

/** A list of such objects. */
export function objects(
  json: Json,
  translations: Translations,
  kit: Kit,
  required: readonly string[] = [],
): Code | undefined {
  if (!isList(json)) return undefined;
  const all = every(
    json.map((item) => {
      if (!isObject(item) || !required.every((field) => field in item)) return undefined;
      const fields = translated(translations, item, kit);
      return fields && object(fields);
    }),
  );
  return all && list(all);
}
