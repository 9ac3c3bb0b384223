/** What travels between states. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Inputs and outputs of states, tasks and executions, in UTF-8
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
export const MAX_DATA_BYTES = 262_144;

export const byteLength = (text: string): number => Buffer.byteLength(text, "utf8");

/** @throws SyntaxError */
export const parseJson = (text: string): Json =>
  // The one assertion of this file: the library types what it parses as `any`, and it is JSON.
  JSON.parse(text) as Json;

/** A copy that nobody else can change; what is not there becomes null. @throws TypeError for what JSON cannot hold */
export const toJson = (value: unknown): Json =>
  value === undefined ? null : parseJson(JSON.stringify(value));

export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The word that JSON has for the type of a value. */
export const typeName = (value: Json): string =>
  value === null ? "null" : isArray(value) ? "array" : typeof value;
