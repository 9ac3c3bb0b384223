/** What travels between states, and how much of it. */
import type { Json } from "../json";
import { stateError } from "./fault";

export type { Json };

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

/** @throws the fault States.DataLimitExceeded for lists inside of lists that are too many for this machine */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw stateError({ error: "States.DataLimitExceeded", cause: "The data is nested too deeply." });
  }
}

export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The word that JSON has for the type of a value. */
export const typeName = (value: Json): string =>
  value === null ? "null" : isArray(value) ? "array" : typeof value;
