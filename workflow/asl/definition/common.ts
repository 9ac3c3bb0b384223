/** What the states of both query languages share. */
import type { SubMachine } from "./index";

/** Errors that Step Functions itself raises (spec, appendix A), beside those of the services. */
export const SYSTEM_ERRORS = [
  "States.ALL",
  "States.BranchFailed",
  "States.DataLimitExceeded",
  "States.ExceedToleratedFailureThreshold",
  "States.HeartbeatTimeout",
  "States.Http.Socket",
  "States.IntrinsicFailure",
  "States.ItemReaderFailed",
  "States.NoChoiceMatched",
  "States.ParameterPathFailure",
  "States.Permissions",
  "States.QueryEvaluationError",
  "States.ResultPathMatchFailure",
  "States.ResultWriterFailed",
  "States.Runtime",
  "States.TaskFailed",
  "States.Timeout",
] as const;

export type SystemError = (typeof SYSTEM_ERRORS)[number];

/** Seconds are whole numbers; defaults as in the specification ("Retrying after error"). */
export interface Retrier {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  /** Before the first retry, default 1. */
  readonly IntervalSeconds?: number;
  /** Retries, not tries; default 3, and 0 means never. */
  readonly MaxAttempts?: number;
  /** Default 2.0. */
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  /** FULL waits a random time between zero and the interval; default NONE. */
  readonly JitterStrategy?: "FULL" | "NONE";
}

/** Either `Next` or `"End": true`. */
export type Transition =
  { readonly Next: string; readonly End?: never } | { readonly End: true; readonly Next?: never };

/** How the items of a Map are processed (spec, "Map State"). */
export type ProcessorConfig =
  | { readonly Mode?: "INLINE"; readonly ExecutionType?: never }
  | { readonly Mode: "DISTRIBUTED"; readonly ExecutionType: "STANDARD" | "EXPRESS" };

export type ItemProcessor = SubMachine & { readonly ProcessorConfig?: ProcessorConfig };

/** What a reader finds in the object that it reads
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html). */
export interface ReaderConfig {
  readonly InputType?: "CSV" | "JSON" | "JSONL" | "MANIFEST" | "PARQUET";
  readonly Transformation?: "NONE" | "LOAD_AND_FLATTEN";
  readonly ManifestType?: "ATHENA_DATA" | "S3_INVENTORY";
  readonly CSVDelimiter?: "COMMA" | "PIPE" | "SEMICOLON" | "SPACE" | "TAB";
  readonly CSVHeaderLocation?: "FIRST_ROW" | "GIVEN";
  readonly CSVHeaders?: readonly string[];
  /** Where the items are in a JSON object, as a JSON pointer. */
  readonly ItemsPointer?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export interface WriterConfig {
  readonly OutputType?: "JSON" | "JSONL";
  readonly Transformation?: "NONE" | "COMPACT" | "FLATTEN";
}
