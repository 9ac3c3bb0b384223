/** The context object, `$states.context`
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html). */
import type { Json } from "./json";

/** Times are milliseconds since 1970-01-01 UTC. */
export interface ContextFacts {
  readonly execution: {
    readonly arn: string;
    readonly name: string;
    readonly input: Json;
    readonly roleArn: string;
    readonly startedAt: number;
    readonly redriveCount: number;
    readonly redrivenAt: number | undefined;
  };
  readonly machine: { readonly arn: string; readonly name: string };
  /** A retry changes the count, not the time; states that cannot be retried have none. */
  readonly state: {
    readonly name: string;
    readonly enteredAt: number;
    readonly retryCount: number | undefined;
  };
  /** In the iteration of a Map. */
  readonly item: MapItem | undefined;
  /** Where a task that waits for a token says what it calls with; nowhere else. */
  readonly taskToken: string | undefined;
}

export interface MapItem {
  readonly index: number;
  readonly value: Json;
  /** Of the field that the item is, where the Map goes through an object. */
  readonly key?: string;
  /** Where a distributed Map has its items from: `STATE_DATA`, or the S3 object. */
  readonly source?: string;
}

export const contextObject = ({ execution, machine, state, item, taskToken }: ContextFacts): Json => ({
  Execution: {
    Id: execution.arn,
    Input: execution.input,
    Name: execution.name,
    RoleArn: execution.roleArn,
    StartTime: iso(execution.startedAt),
    RedriveCount: execution.redriveCount,
    ...(execution.redrivenAt !== undefined && { RedriveTime: iso(execution.redrivenAt) }),
  },
  State: {
    EnteredTime: iso(state.enteredAt),
    Name: state.name,
    ...(state.retryCount !== undefined && { RetryCount: state.retryCount }),
  },
  StateMachine: { Id: machine.arn, Name: machine.name },
  ...(item && {
    Map: {
      Item: {
        Index: item.index,
        ...(item.key !== undefined && { Key: item.key }),
        Value: item.value,
        ...(item.source !== undefined && { Source: item.source }),
      },
    },
  }),
  ...(taskToken !== undefined && { Task: { Token: taskToken } }),
});

const iso = (ms: number): string => new Date(ms).toISOString();
