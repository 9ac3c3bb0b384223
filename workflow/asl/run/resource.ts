/** How a task is called, and what the history calls it. */
import { parseResource, waitsForToken } from "../integrations/resource";
import { failureDetails, type Fault } from "./fault";
import { WHOLE, type EventBody, type TaskDetails } from "./history";

/** What a try is recorded with. Inputs and outputs are JSON text. */
export interface Recording {
  readonly scheduled: (given: Scheduled) => EventBody;
  readonly started: EventBody;
  /** Of the answer of a call that is not the result. */
  readonly submitted: ((output: string) => EventBody) | undefined;
  readonly succeeded: (output: string) => EventBody;
  readonly failed: (fault: Fault) => EventBody;
  readonly timedOut: (fault: Fault) => EventBody;
}

export interface Scheduled {
  readonly input: string;
  readonly region: string;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly roleArn: string | undefined;
}

export interface Called {
  /** The answer of the call is not the result: only the token brings it. */
  readonly waits: boolean;
  /** Who is it that gets the token: whoever the state tells it, from the context object; or the worker of an activity. */
  readonly token: "context" | "worker" | undefined;
  readonly recording: Recording;
}

/**
 * Every resource was parsed when the machine was made. A job (`.sync`) may report by a token too, its end included
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html).
 */
export function called(resource: string): Called {
  const parsed = parseResource(resource);
  switch (parsed?.kind) {
    case "integration": {
      const { sdk, service, action, pattern } = parsed;
      const details = {
        resourceType: sdk ? `aws-sdk:${service}` : service,
        resource: `${action}${pattern}`,
      };
      const waits = waitsForToken(parsed);
      return { waits, token: pattern === "" ? undefined : "context", recording: integration(details, waits) };
    }
    case "function":
      return { waits: false, token: undefined, recording: lambdaFunction(parsed.arn) };
    case "activity":
      return { waits: true, token: "worker", recording: activity(parsed.arn) };
    case undefined:
      throw new Error(`"${resource}" is no resource of a task.`);
  }
}

const seconds = ({ timeoutSeconds, heartbeatSeconds }: Scheduled) => ({
  ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
  ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
});

const credentials = ({ roleArn }: Scheduled) => roleArn !== undefined && { taskCredentials: { roleArn } };

const integration = (details: TaskDetails, waits: boolean): Recording => ({
  scheduled: (given) => ({
    type: "TaskScheduled",
    taskScheduledEventDetails: {
      ...details,
      region: given.region,
      parameters: given.input,
      ...seconds(given),
      ...credentials(given),
    },
  }),
  started: { type: "TaskStarted", taskStartedEventDetails: details },
  submitted: waits
    ? (output) => ({
        type: "TaskSubmitted",
        taskSubmittedEventDetails: { ...details, output, outputDetails: WHOLE },
      })
    : undefined,
  succeeded: (output) => ({
    type: "TaskSucceeded",
    taskSucceededEventDetails: { ...details, output, outputDetails: WHOLE },
  }),
  failed: (fault) => ({
    type: "TaskFailed",
    taskFailedEventDetails: { ...details, ...failureDetails(fault) },
  }),
  timedOut: (fault) => ({
    type: "TaskTimedOut",
    taskTimedOutEventDetails: { ...details, ...failureDetails(fault) },
  }),
});

const lambdaFunction = (resource: string): Recording => ({
  scheduled: (given) => ({
    type: "LambdaFunctionScheduled",
    lambdaFunctionScheduledEventDetails: {
      resource,
      input: given.input,
      inputDetails: WHOLE,
      ...(given.timeoutSeconds !== undefined && { timeoutInSeconds: given.timeoutSeconds }),
      ...credentials(given),
    },
  }),
  started: { type: "LambdaFunctionStarted" },
  submitted: undefined,
  succeeded: (output) => ({
    type: "LambdaFunctionSucceeded",
    lambdaFunctionSucceededEventDetails: { output, outputDetails: WHOLE },
  }),
  failed: (fault) => ({
    type: "LambdaFunctionFailed",
    lambdaFunctionFailedEventDetails: failureDetails(fault),
  }),
  timedOut: (fault) => ({
    type: "LambdaFunctionTimedOut",
    lambdaFunctionTimedOutEventDetails: failureDetails(fault),
  }),
});

const activity = (resource: string): Recording => ({
  scheduled: (given) => ({
    type: "ActivityScheduled",
    activityScheduledEventDetails: {
      resource,
      input: given.input,
      inputDetails: WHOLE,
      ...seconds(given),
    },
  }),
  started: { type: "ActivityStarted", activityStartedEventDetails: {} },
  submitted: undefined,
  succeeded: (output) => ({
    type: "ActivitySucceeded",
    activitySucceededEventDetails: { output, outputDetails: WHOLE },
  }),
  failed: (fault) => ({ type: "ActivityFailed", activityFailedEventDetails: failureDetails(fault) }),
  timedOut: (fault) => ({ type: "ActivityTimedOut", activityTimedOutEventDetails: failureDetails(fault) }),
});
