/** https://docs.aws.amazon.com/step-functions/latest/dg/stepfunctions-iam.html */
import { parseArn } from "../place";
import { GENERATED, isSync, managedRule, onEach, type Rule, type ServiceCall } from "../rule";
import { literally, type Condition } from "../statement";

export const startExecution: Rule = function* (call) {
  const { machine, condition } = machineOf(call);
  yield* onEach(["states:StartExecution"], machine, condition);
  if (!isSync(call)) return;
  const executions = machine.replace(":stateMachine:", ":execution:");
  const name = call.given.has("Name") ? nameOf(call) : undefined;
  yield* onEach(
    ["states:DescribeExecution", "states:StopExecution"],
    `${executions}:${name ?? "*"}`,
    name === undefined ? GENERATED("the names of executions") : {},
  );
  yield* managedRule(call, "StepFunctionsGetEventsForStepFunctionsExecutionRule", machine);
};

/** A name that is made at run time is as good as one that AWS makes up. */
function nameOf({ given }: ServiceCall): string | undefined {
  try {
    return literally(given.text("Name", "a name"));
  } catch {
    return undefined;
  }
}

const WHAT = "the ARN of a state machine";

/** `stateMachine:name`, or with the label of a distributed Map, or with a version or an alias. */
const MACHINE = /^stateMachine:([^:/]+)(?::([^:]+))?$/;

/** IAM knows the machine; which version or alias of it, a condition says
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html). */
function machineOf({ given }: ServiceCall): {
  readonly machine: string;
  readonly condition: { readonly condition?: Condition };
} {
  const text = given.text("StateMachineArn", WHAT);
  const arn = parseArn(text);
  const [, name, qualifier] = MACHINE.exec(arn?.resource ?? "") ?? [];
  if (arn?.service !== "states" || name === undefined) throw given.refuse("StateMachineArn", WHAT);
  if (qualifier === undefined) return { machine: text, condition: {} };
  return {
    machine: text.slice(0, -qualifier.length - 1),
    condition: { condition: { StringEquals: { "states:StateMachineQualifier": qualifier } } },
  };
}

export const onMachine =
  (action: string): Rule =>
  (call) => {
    const { machine, condition } = machineOf(call);
    return onEach([action], machine, condition);
  };

export const onExecution =
  (action: string): Rule =>
  ({ given }) => {
    const text = given.text("ExecutionArn", "the ARN of an execution");
    if (parseArn(text)?.service !== "states") throw given.refuse("ExecutionArn", "the ARN of an execution");
    return onEach([action], text);
  };
