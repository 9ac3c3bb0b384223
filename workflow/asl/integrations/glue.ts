/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html and connect-databrew.html there */
import type { JsonObject } from "../json";
import type { Call, LooseCall, Rows } from "./row";

export interface StartJobRun {
  readonly JobName: string;
  /** Of a run that is tried again. */
  readonly JobRunId?: string;
  /** Names begin with `--`. */
  readonly Arguments?: Readonly<Record<string, string>>;
  readonly AllocatedCapacity?: number;
  readonly ExecutionClass?: "FLEX" | "STANDARD";
  readonly MaxCapacity?: number;
  readonly NotificationProperty?: { readonly NotifyDelayAfter?: number };
  readonly NumberOfWorkers?: number;
  readonly SecurityConfiguration?: string;
  /** Minutes. */
  readonly Timeout?: number;
  readonly WorkerType?: string;
}

export interface StartJobRunResult {
  readonly JobRunId: string;
}

export interface FinishedJobRun {
  readonly Id: string;
  readonly JobName: string;
  readonly JobRunState: "SUCCEEDED";
  readonly Attempt: number;
  readonly Arguments?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly StartedOn: number;
  readonly CompletedOn: number;
  /** Seconds. */
  readonly ExecutionTime: number;
  readonly PredecessorRuns?: readonly JsonObject[];
}

export interface GlueCalls {
  readonly "glue:startJobRun": Call<
    StartJobRun,
    { readonly "": StartJobRunResult; readonly ".sync": FinishedJobRun }
  >;
  readonly "databrew:startJobRun": LooseCall<".sync">;
}

export const GLUE: Rows<GlueCalls> = {
  "glue:startJobRun": { patterns: { "": true, ".sync": true }, requiredArguments: [["JobName"]] },
  "databrew:startJobRun": { patterns: { "": true, ".sync": true }, requiredArguments: [["Name"]] },
};
