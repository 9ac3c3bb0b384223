/** What the builder knows by name, as values: the compiler sees to it that they are the names of `build/`. */
import type { CaughtError, LambdaError, TokenContext } from "../build";
import type Build = require("../build");

/** What a generated file may import as values. */
const VALUES = [
  "asl",
  "at",
  "branch",
  "choice",
  "distributedMap",
  "fail",
  "invoke",
  "invokeAndWait",
  "itemReader",
  "jsonata",
  "jsonPath",
  "map",
  "parallel",
  "pass",
  "set",
  "stateMachine",
  "succeed",
  "variables",
  "wait",
] as const satisfies readonly (keyof typeof Build)[];

/** What it may import as types. */
const TYPES = ["LambdaContract", "TaskToken"] as const;

export type KitName = (typeof VALUES)[number] | (typeof TYPES)[number];

export const KIT_NAMES: readonly KitName[] = [...VALUES, ...TYPES];

export const isType = (name: KitName): boolean => TYPES.some((each) => each === name);

/** `a.b` for every field of a field that is not an object. */
type PathsOf<T, Root extends string> = unknown extends T
  ? Root
  : T extends string | number | undefined
    ? Root
    : { readonly [K in keyof T & string]-?: PathsOf<T[K], `${Root}.${K}`> }[keyof T & string];

type KnownPath = PathsOf<TokenContext, "context"> | PathsOf<CaughtError, "error">;

const PATHS: Readonly<Record<KnownPath, true>> = {
  "context.Execution.Id": true,
  "context.Execution.Input": true,
  "context.Execution.Name": true,
  "context.Execution.RedriveCount": true,
  "context.Execution.RedriveTime": true,
  "context.Execution.RoleArn": true,
  "context.Execution.StartTime": true,
  "context.State.EnteredTime": true,
  "context.State.Name": true,
  "context.State.RetryCount": true,
  "context.StateMachine.Id": true,
  "context.StateMachine.Name": true,
  "context.Task.Token": true,
  "error.Cause": true,
  "error.Error": true,
};

/** What has a type already; the token only where the state waits for it. */
export const KNOWN_PATHS: ReadonlySet<string> = new Set(Object.keys(PATHS));
export const TOKEN_PATH = "context.Task.Token" satisfies KnownPath;

/** Those that every invocation may name beside those of the system. */
const ERRORS: Readonly<Record<LambdaError, true>> = {
  "Lambda.AWSLambdaException": true,
  "Lambda.ClientExecutionTimeoutException": true,
  "Lambda.SdkClientException": true,
  "Lambda.ServiceException": true,
  "Lambda.TooManyRequestsException": true,
  "Lambda.Unknown": true,
};

export const LAMBDA_ERRORS: ReadonlySet<string> = new Set(Object.keys(ERRORS));
