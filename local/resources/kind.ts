/** What every kind of resource is made of. */
import { createHash } from "node:crypto";
import { read, type Properties, type Reader } from "../inputs";

/** Where resources are created. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
}

/** What AWS would answer: `outputs` holds what it computes, the inputs are the caller's. */
export interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

export type Kind = (resource: {
  /** Logical name in the program. */
  readonly name: string;
  readonly inputs: Reader;
  readonly account: Account;
}) => Created;

export const create = (
  kind: Kind,
  type: string,
  name: string,
  inputs: Properties,
  account: Account,
): Created => kind({ name, inputs: read(`${type} "${name}"`, inputs), account });

/**
 * The name in AWS: the one that the program gives, or the logical name with seven more characters, as Pulumi's
 * automatic names have. They depend on the name alone, so that a run can be compared with the next.
 */
export function physicalName(name: string, inputs: Reader): string {
  return inputs.optionalText("name") ?? `${name}-${digest(name).slice(0, 7)}`;
}

/** An identifier such as AWS makes up: `length` lower-case hexadecimal characters. */
export const generatedId = (seed: string, length: number): string => digest(seed).slice(0, length);

const digest = (seed: string) => createHash("sha256").update(seed).digest("hex");
