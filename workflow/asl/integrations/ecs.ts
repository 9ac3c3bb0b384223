/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html */
import type { Json, JsonObject } from "../json";
import type { Call, Rows, TokenOutput } from "./row";

export interface RunTask {
  /** `family`, `family:revision`, or an ARN. */
  readonly TaskDefinition: string;
  /** A name, or an ARN; default is the cluster named `default`. */
  readonly Cluster?: string;
  readonly LaunchType?: "EC2" | "EXTERNAL" | "FARGATE";
  readonly CapacityProviderStrategy?: readonly Json[];
  readonly Count?: number;
  readonly EnableECSManagedTags?: boolean;
  readonly EnableExecuteCommand?: boolean;
  readonly Group?: string;
  readonly NetworkConfiguration?: {
    readonly AwsvpcConfiguration: {
      readonly Subnets: readonly string[];
      readonly SecurityGroups?: readonly string[];
      readonly AssignPublicIp?: "DISABLED" | "ENABLED";
    };
  };
  readonly Overrides?: TaskOverride;
  readonly PlacementConstraints?: readonly Json[];
  readonly PlacementStrategy?: readonly Json[];
  readonly PlatformVersion?: string;
  readonly PropagateTags?: "NONE" | "TASK_DEFINITION";
  readonly ReferenceId?: string;
  readonly StartedBy?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly VolumeConfigurations?: readonly Json[];
}

export interface TaskOverride {
  readonly ContainerOverrides?: readonly {
    readonly Name: string;
    readonly Command?: readonly string[];
    readonly Environment?: readonly { readonly Name: string; readonly Value: string }[];
    readonly EnvironmentFiles?: readonly Json[];
    readonly Cpu?: number;
    readonly Memory?: number;
    readonly MemoryReservation?: number;
    readonly ResourceRequirements?: readonly Json[];
  }[];
  readonly TaskRoleArn?: string;
  readonly ExecutionRoleArn?: string;
  readonly Cpu?: string;
  readonly Memory?: string;
  readonly EphemeralStorage?: Json;
  readonly InferenceAcceleratorOverrides?: readonly Json[];
}

export interface RunTaskResult {
  readonly Tasks: readonly EcsTask[];
  readonly Failures: readonly JsonObject[];
}

export interface EcsTask {
  readonly TaskArn: string;
  readonly TaskDefinitionArn: string;
  readonly ClusterArn: string;
  readonly LastStatus: string;
  readonly DesiredStatus: string;
  readonly Containers: readonly {
    readonly Name: string;
    readonly ContainerArn: string;
    readonly LastStatus: string;
    readonly ExitCode?: number;
    readonly Reason?: string;
  }[];
  readonly StopCode?: string;
  readonly StoppedReason?: string;
}

export interface EcsCalls {
  readonly "ecs:runTask": Call<
    RunTask,
    {
      readonly "": RunTaskResult;
      /** The one task, when it has stopped. */
      readonly ".sync": EcsTask;
      readonly ".waitForTaskToken": TokenOutput;
    }
  >;
}

export const ECS: Rows<EcsCalls> = {
  "ecs:runTask": {
    patterns: { "": true, ".sync": true, ".waitForTaskToken": true },
    requiredArguments: [["TaskDefinition"]],
  },
};
