/** What a preview does not know, where the program run without AWS does. */
import { readStackExport } from "../policies/report/stackExport";
import { at, UNKNOWN, type Properties, type Value } from "../policies/value";
import type { Preview, Step } from "./events";

/** Inputs by URN. */
export type Own = ReadonlyMap<string, Properties>;

/** Of an export of the program's own resources. */
export const ownInputs = (stackExport: string): Own =>
  new Map(readStackExport(stackExport).map(({ given }) => [given.urn, given.properties]));

export interface Known {
  readonly value: Value;
  /** Not from the preview. */
  readonly isOwn: boolean;
}

/** An input after the update. */
export function after({ urn, after: inputs }: Step, property: string, own: Own): Known {
  const value = at(inputs, property);
  if (value !== UNKNOWN) return { value, isOwn: false };
  const said = at(own.get(urn), property);
  return said === undefined || said === UNKNOWN ? { value, isOwn: false } : { value: said, isOwn: true };
}

/** Where a definition or a permission is among what the preview does not know. */
export const isAnythingUnknown = ({ steps }: Preview, properties: readonly string[]): boolean =>
  steps.some((step) => properties.some((property) => at(step.after, property) === UNKNOWN));

/** The account that the stack is deployed in, as ids of its resources say. */
export const accountOf = ({ steps }: Preview): string | undefined =>
  steps
    .map(({ id = "" }) => /^arn:[\w-]+:\w+:[\w-]*:(\d{12}):/.exec(id)?.[1])
    .find((each) => each !== undefined);
