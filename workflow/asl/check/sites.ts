/** Where a state holds text that AWS evaluates: expressions of JSONata, queries of JSONPath. */
import { expressionIn } from "../jsonata";
import type { Field, Kind, Query } from "./grammar";
import { isList, isObject, isText, type Json } from "./json";
import { below } from "./problem";
import { entriesOf, partsOf, type CheckedMachine, type CheckedState } from "./view";

/** A string in a field that AWS evaluates; it may be none of JSONata. */
export interface Site {
  readonly pointer: string;
  readonly text: string;
  /** The JSONata in it, if it holds any. */
  readonly source: string | undefined;
  /** The field of the state, a Catcher or a Choice Rule in which it stands: `Arguments`, `Condition`. */
  readonly field: string;
  /** The field of the state itself: `Catch` for what stands in a Catcher. */
  readonly top: string;
  readonly sees: Field["sees"];
  /** What the field takes, where the string is all of it; undefined inside of JSON, which takes anything. */
  readonly kind: Kind | undefined;
}

export function* sitesOf(state: CheckedState, machine: CheckedMachine): Iterable<Site> {
  for (const part of partsOf(state))
    for (const { name, field, value, pointer } of entriesOf(part))
      if (field.kind.evaluated)
        for (const place of texts(value, pointer))
          yield {
            ...place,
            source: sourceIn(place.text, machine),
            field: name,
            top: topOf(state, pointer),
            sees: field.sees,
            kind: place.pointer === pointer ? field.kind : undefined,
          };
}

/** What a template language writes in later stands for a value that may be anything. */
function sourceIn(text: string, { options }: CheckedMachine): string | undefined {
  const source = expressionIn(text);
  return options.strict ? source : source?.replaceAll(/\$\{[A-Za-z0-9_.:-]+\}/g, "$states.input");
}

/** A path or an intrinsic function; it may be neither. */
export interface QuerySite {
  readonly pointer: string;
  readonly text: string;
  /** As in Site; without `.$`. */
  readonly field: string;
  readonly top: string;
  readonly query: Query;
  /** A field of a Choice Rule that asks whether the place is there. */
  readonly asks: boolean;
}

export function* queriesOf(state: CheckedState): Iterable<QuerySite> {
  for (const part of partsOf(state))
    for (const { name, field, value, pointer } of entriesOf(part)) {
      const { query } = field.kind;
      if (query === undefined) continue;
      const asks = name === "Variable" && part.fields["IsPresent"] !== undefined;
      const places = query === "template" ? templateTexts(value, pointer) : [{ pointer, text: value }];
      for (const { pointer: place, text } of places)
        if (isText(text))
          yield { pointer: place, text, field: name, top: topOf(state, pointer), query, asks };
    }
}

const topOf = (state: CheckedState, pointer: string): string =>
  pointer.slice(state.pointer.length + 1).split("/", 1)[0] ?? "";

interface Text {
  readonly pointer: string;
  readonly text: string;
}

/** Every string in a value, however deep; field names are not evaluated. */
function* texts(value: Json | undefined, pointer: string): Iterable<Text> {
  if (isText(value)) yield { pointer, text: value };
  else if (isList(value) || isObject(value))
    for (const [key, part] of Object.entries(value)) yield* texts(part, below(pointer, key));
}

/** Every string in a field whose name ends in `.$`, however deep (spec, "Payload Template"). */
function* templateTexts(value: Json | undefined, pointer: string): Iterable<Text> {
  if (!isList(value) && !isObject(value)) return;
  for (const [key, part] of Object.entries(value)) {
    const place = below(pointer, key);
    if (isText(part)) {
      if (isObject(value) && key.endsWith(".$")) yield { pointer: place, text: part };
    } else yield* templateTexts(part, place);
  }
}
