/** The one task that runs on this machine: a state invokes a function. */
import type { Tasks } from "../../workflow/asl/run/tasks";
import type { Refusal } from "../iam";
import { isRecord, type Properties } from "../inputs";
import type { Lambda } from "../lambda";

const LAMBDA_INVOKE = /^arn:aws:states:::lambda:invoke(\.waitForTaskToken)?$/;

/** Throws where a state calls something else than a function, also inside of a Parallel or a Map. */
export function refuseOtherTasks(definition: Properties): void {
  const states = isRecord(definition["States"]) ? definition["States"] : {};
  for (const [name, state] of Object.entries(states)) {
    if (!isRecord(state)) continue;
    const { Resource: resource } = state;
    if (typeof resource === "string" && !LAMBDA_INVOKE.test(resource))
      throw new Error(
        `State ${name}: the task ${resource} does not run on this machine, lambda:invoke does.`,
      );
    inside(state).forEach(refuseOtherTasks);
  }
}

function inside({ Branches, ItemProcessor, Iterator }: Properties): readonly Properties[] {
  const branches: readonly unknown[] = Array.isArray(Branches) ? Branches : [];
  return [...branches, ItemProcessor, Iterator].filter(isRecord);
}

/** Performs `lambda:invoke`, with the state machine's role. Failures have the names that Step Functions gives them. */
export const invokeTask =
  (
    lambda: Pick<Lambda, "invoke">,
    roleArn: string,
    refusal: Refusal,
    trace: (executionArn: string) => string,
  ): Tasks =>
  async ({ arguments: given, executionArn }) => {
    const { FunctionName, Payload, ...others } = isRecord(given) ? given : {};
    if (typeof FunctionName !== "string" || Object.keys(others).length > 0)
      throw failure("States.Runtime", "lambda:invoke takes FunctionName and Payload on this machine.");
    const reason = refusal(roleArn, "lambda:InvokeFunction", FunctionName);
    if (reason !== undefined)
      throw failure(
        "Lambda.AWSLambdaException",
        `User: ${roleArn} is not authorized to perform: lambda:InvokeFunction on resource: ${FunctionName} ${reason} ` +
          "(Service: Lambda, Status Code: 403)",
      );
    const outcome = await lambda
      .invoke(FunctionName, JSON.stringify(Payload ?? {}), trace(executionArn))
      .catch((error: unknown) => {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        throw failure(`Lambda.${name}`, message);
      });
    if ("error" in outcome) throw failure(outcome.error.errorType, JSON.stringify(outcome.error));
    const payload: unknown = JSON.parse(outcome.payload);
    return { ExecutedVersion: "$LATEST", Payload: payload, StatusCode: 200 };
  };

const failure = (name: string, cause: string) => Object.assign(new Error(cause), { name });
