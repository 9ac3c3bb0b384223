/** A case in AWS, through TestState: it runs one state, and with a mock calls nothing. */
import { TestStateCommand, type SFNClient, type TestStateCommandInput } from "@aws-sdk/client-sfn";
import { parseJson } from "../workflow/asl/run/json";
import type { Case, Outcome } from "./cases";

export async function there(client: SFNClient, of: Case): Promise<Outcome> {
  const { status, output, error, nextState } = await client.send(new TestStateCommand(request(of)));
  if (status === undefined) throw new Error(`TestState answered no status for "${of.name}".`);
  return {
    status,
    // Of a state that failed, the output is the error again.
    ...(output !== undefined && (status === "SUCCEEDED" || status === "CAUGHT_ERROR")
      ? { output: parseJson(output) }
      : {}),
    ...(error !== undefined && { error }),
    ...(nextState !== undefined && { nextState }),
  };
}

/** Of the context object only what states under test may ask for; AWS takes it beside a mock, and nowhere else. */
const CONTEXT = {
  Execution: { Id: "arn:aws:states:eu-west-1:123456789012:execution:parity:1", Name: "1" },
  State: { EnteredTime: "2026-01-01T00:00:00.000Z", Name: "State", RetryCount: 0 },
  StateMachine: { Id: "arn:aws:states:eu-west-1:123456789012:stateMachine:parity", Name: "parity" },
  Task: { Token: "a-token" },
};

export const request = ({ definition, state, input, variables, mock }: Case): TestStateCommandInput => ({
  definition: JSON.stringify(definition),
  stateName: state,
  input: JSON.stringify(input),
  ...(variables && { variables: JSON.stringify(variables) }),
  ...(mock && {
    context: JSON.stringify(CONTEXT),
    mock:
      "error" in mock
        ? { errorOutput: mock }
        : { result: JSON.stringify(mock.result), fieldValidationMode: "NONE" },
  }),
});
