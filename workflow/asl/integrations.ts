/**
 * The service integrations that a Task may name in `Resource`
 * (https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html).
 * What is not listed is refused by check and by permissions: nothing is granted on a guess.
 */

export interface Integration {
  /** The state goes on when somebody returns the task token, which `$states.context.Task.Token` holds. */
  readonly waitsForToken: boolean;
  /** Fields of `Arguments` without which the service refuses the call. */
  readonly requiredArguments: readonly string[];
}

export const INTEGRATIONS = {
  "arn:aws:states:::lambda:invoke": { waitsForToken: false, requiredArguments: ["FunctionName"] },
  "arn:aws:states:::lambda:invoke.waitForTaskToken": {
    waitsForToken: true,
    requiredArguments: ["FunctionName"],
  },
} as const satisfies Readonly<Record<string, Integration>>;

export type KnownResource = keyof typeof INTEGRATIONS;

export const isKnownResource = (resource: string): resource is KnownResource =>
  Object.hasOwn(INTEGRATIONS, resource);
