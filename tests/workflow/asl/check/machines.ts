/** A sound definition, and what becomes of it when one place is changed. */
import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";

export const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:ask";

export const SOUND = {
  Comment: "Asks until somebody says yes.",
  QueryLanguage: "JSONata",
  TimeoutSeconds: 86_400,
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Arguments: { FunctionName: ARN, Payload: { token: "{% $states.context.Task.Token %}" } },
      Output: "{% $states.result %}",
      TimeoutSeconds: 600,
      HeartbeatSeconds: 60,
      Retry: [
        { ErrorEquals: ["Busy"], MaxAttempts: 0 },
        { ErrorEquals: ["States.ALL"], IntervalSeconds: 2, MaxDelaySeconds: 60, JitterStrategy: "FULL" },
      ],
      Catch: [
        { ErrorEquals: ["States.Timeout"], Output: "{% $states.errorOutput %}", Next: "Bad" },
        { ErrorEquals: ["States.ALL"], Next: "Tell" },
      ],
      Next: "Decide",
    },
    Tell: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: ARN },
      TimeoutSeconds: "{% $states.input.patience %}",
      End: true,
    },
    Decide: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.answer = 'yes' %}", Next: "Good" },
        { Condition: "{% $states.input.answer = 'ask again' %}", Next: "Ask", Output: {} },
      ],
      Default: "Bad",
    },
    Good: { Type: "Succeed", Output: { answer: "{% $states.input.answer %}" } },
    Bad: { Type: "Fail", Error: "No", Cause: "{% $states.input.reason %}" },
  },
};

/** The sound definition, a copy, with values put at JSON pointers; `undefined` removes. */
export function changed(changes: Readonly<Record<string, unknown>>): unknown {
  const copy: unknown = structuredClone(SOUND);
  for (const [pointer, value] of Object.entries(changes)) {
    const path = pointer.split("/").slice(1);
    const last = path.pop();
    const parent: unknown = path.reduce((at: unknown, key) => (isRecord(at) ? at[key] : undefined), copy);
    if (!isRecord(parent) || last === undefined) throw new Error(`There is no ${pointer} to change.`);
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return copy;
}

/** That the changed definition breaks these rules in these places, and no other: "pointer rule". */
export function expectProblems(
  changes: Readonly<Record<string, unknown>>,
  problems: readonly string[],
): void {
  expect(
    check(changed(changes), { strict: true }).map(({ pointer, rule }) => `${pointer} ${rule}`),
  ).to.deep.equal(problems);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
