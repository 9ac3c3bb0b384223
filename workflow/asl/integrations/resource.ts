/**
 * What the `Resource` of a Task names
 * (https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html#task-types).
 */

/** How a task waits: for the answer, for the end of the job, or for whoever returns the task token
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html). */
export const PATTERNS = ["", ".sync", ".sync:2", ".waitForTaskToken"] as const;

export type Pattern = (typeof PATTERNS)[number];

export type Resource =
  | {
      readonly kind: "integration";
      readonly partition: string;
      /** Any API action of AWS, as opposed to the optimised integrations. */
      readonly sdk: boolean;
      readonly service: string;
      readonly action: string;
      readonly pattern: Pattern;
    }
  /** A Lambda function, called with the input of the task. */
  | { readonly kind: "function"; readonly arn: string }
  /** A worker asks for the task. */
  | { readonly kind: "activity"; readonly arn: string };

export type IntegrationResource = Extract<Resource, { kind: "integration" }>;

const INTEGRATION =
  /^arn:(aws[a-z-]*):states:::(aws-sdk:)?(?!aws-sdk:)([a-z][a-z0-9-]*):([A-Za-z][A-Za-z0-9]*)(\.sync|\.sync:2|\.waitForTaskToken)?$/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[^\s:]*:[^\s:]*:function:[^\s:.]+(:[^\s:.]+)?$/;
const ACTIVITY = /^arn:aws[a-z-]*:states:[^\s:]*:[^\s:]*:activity:[^\s:]+$/;

/** Undefined for what is none of the three; whether an integration exists, `integrationOf` knows. */
export function parseResource(text: string): Resource | undefined {
  if (FUNCTION.test(text)) return { kind: "function", arn: text };
  if (ACTIVITY.test(text)) return { kind: "activity", arn: text };
  const [, partition, sdk, service, action, suffix = ""] = INTEGRATION.exec(text) ?? [];
  const pattern = PATTERNS.find((each) => each === suffix);
  if (partition === undefined || service === undefined || action === undefined || pattern === undefined)
    return undefined;
  return { kind: "integration", partition, sdk: sdk !== undefined, service, action, pattern };
}

/** Whether the state goes on only when somebody returns the task token, which its arguments must carry. */
export const waitsForToken = (resource: Resource | undefined): boolean =>
  resource?.kind === "integration" && resource.pattern === ".waitForTaskToken";
