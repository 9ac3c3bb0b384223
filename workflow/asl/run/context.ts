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
  /** A retry changes the count, not the time. */
  readonly state: { readonly name: string; readonly enteredAt: number; readonly retryCount: number };
  /** Where a task that waits for a token says what it calls with; nowhere else. */
  readonly taskToken: string | undefined;
}

export const contextObject = ({ execution, machine, state, taskToken }: ContextFacts): Json => ({
  Execution: {
    Id: execution.arn,
    Input: execution.input,
    Name: execution.name,
    RoleArn: execution.roleArn,
    StartTime: iso(execution.startedAt),
    RedriveCount: execution.redriveCount,
    ...(execution.redrivenAt !== undefined && { RedriveTime: iso(execution.redrivenAt) }),
  },
  State: { EnteredTime: iso(state.enteredAt), Name: state.name, RetryCount: state.retryCount },
  StateMachine: { Id: machine.arn, Name: machine.name },
  ...(taskToken !== undefined && { Task: { Token: taskToken } }),
});

const iso = (ms: number): string => new Date(ms).toISOString();
