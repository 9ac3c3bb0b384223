/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-batch.html */
import type { Json, JsonObject } from "../json";
import type { Call, Rows } from "./row";

export interface SubmitJob {
  readonly JobName: string;
  /** A name, or an ARN. */
  readonly JobQueue: string;
  /** `name`, `name:revision`, or an ARN. */
  readonly JobDefinition: string;
  readonly ArrayProperties?: { readonly Size: number };
  readonly ContainerOverrides?: {
    readonly Command?: readonly string[];
    readonly Environment?: readonly { readonly Name: string; readonly Value: string }[];
    readonly InstanceType?: string;
    readonly Memory?: number;
    readonly Vcpus?: number;
    readonly ResourceRequirements?: readonly { readonly Type: string; readonly Value: string }[];
  };
  readonly EcsPropertiesOverride?: JsonObject;
  readonly EksPropertiesOverride?: JsonObject;
  readonly NodeOverrides?: JsonObject;
  readonly DependsOn?: readonly { readonly JobId?: string; readonly Type?: "N_TO_N" | "SEQUENTIAL" }[];
  readonly Parameters?: Readonly<Record<string, Json>>;
  readonly PropagateTags?: boolean;
  readonly RetryStrategy?: { readonly Attempts?: number; readonly EvaluateOnExit?: readonly Json[] };
  readonly SchedulingPriorityOverride?: number;
  readonly ShareIdentifier?: string;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly Timeout?: { readonly AttemptDurationSeconds: number };
}

export interface SubmitJobResult {
  readonly JobArn: string;
  readonly JobId: string;
  readonly JobName: string;
}

/** Times are milliseconds since 1970. */
export interface FinishedJob extends SubmitJobResult {
  readonly JobDefinition: string;
  readonly JobQueue: string;
  readonly Status: "SUCCEEDED";
  readonly StatusReason?: string;
  readonly CreatedAt: number;
  readonly StartedAt: number;
  readonly StoppedAt: number;
  readonly Attempts: readonly JsonObject[];
  readonly Container?: JsonObject;
}

export interface BatchCalls {
  readonly "batch:submitJob": Call<
    SubmitJob,
    { readonly "": SubmitJobResult; readonly ".sync": FinishedJob }
  >;
}

export const BATCH: Rows<BatchCalls> = {
  "batch:submitJob": {
    patterns: { "": true, ".sync": true },
    requiredArguments: [["JobName"], ["JobQueue"], ["JobDefinition"]],
  },
};
