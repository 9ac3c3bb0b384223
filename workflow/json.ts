/**
 * Constants that functions carry are kept as JSON text: Pulumi serialises a captured object property by property
 * (26 s for the question bank), and a text at once.
 */
declare const type: unique symbol;

/** JSON text of a T. */
export type Json<T> = string & { readonly [type]?: T };

export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value);
}

export function fromJson<T>(text: Json<T>): T {
  // What toJson wrote: nothing from outside becomes a Json<T>.
  return JSON.parse(text) as T;
}
