/** The two halves of what is known of an integration, each of which the compiler asks for when it sees the other. */
import type { Json, JsonObject } from "../json";
import type { Pattern } from "./resource";

/** What whoever returns the task token gives. */
export type TokenOutput = Json;

/** An integration as types: what it is called with, and what it yields with each pattern that it has. */
export interface Call<
  Arguments,
  Results extends { readonly [P in Pattern]?: unknown } & { readonly "": unknown },
> {
  readonly arguments: Arguments;
  readonly results: Results;
  /** Without a pattern: what the service answers. */
  readonly result: Results[""];
  readonly patterns: keyof Results & Pattern;
}

/** An integration whose arguments and results are known by name only. */
export type LooseCall<Patterns extends Pattern = never> = Call<
  JsonObject,
  { readonly "": JsonObject } & {
    readonly [P in Patterns]: P extends ".waitForTaskToken" ? TokenOutput : JsonObject;
  }
>;

/** The same as values. */
export type Rows<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends Call<infer Arguments, infer Results>
    ? {
        readonly patterns: { readonly [P in keyof Results & Pattern]: true };
        readonly requiredArguments: readonly (readonly (KeysOf<Arguments> & string)[])[];
      }
    : never;
};

type KeysOf<Union> = Union extends unknown ? keyof Union : never;
