import { parseArgs } from "node:util";
import { describe, survey, type Statement } from "../permissions";
import { loadDefinition } from "./definition";
import type { ExitCode, Io } from "./io";
import { oneLine, shownFile } from "./report";
import { onlyFile } from "./usage";

/** `permissions FILE`: what is known is printed, what is not known is said and makes the exit code 1. */
export async function permissionsCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      account: { type: "string" },
      region: { type: "string" },
      "state-machine-arn": { type: "string" },
    },
  });
  const { account, region, "state-machine-arn": stateMachineArn } = values;
  const { file, definition } = await loadDefinition(onlyFile(positionals), io);
  const { statements, unknown } = survey(definition, {
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    ...(stateMachineArn !== undefined && { stateMachineArn }),
  });
  io.err(unknown.map((message) => `${oneLine(`${shownFile(file)}: ${message}`)}\n`).join(""));
  // A policy that lacks something must not look like one that does not.
  if (!values.json) io.out(describe(statements));
  else if (unknown.length === 0) io.out(`${JSON.stringify(policy(statements), null, 2)}\n`);
  return unknown.length > 0 ? 1 : 0;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
const policy = (statements: readonly Statement[]) => ({
  Version: "2012-10-17",
  Statement: statements.map(({ Effect, Action, Resource, Condition }) => ({
    Effect,
    Action,
    Resource,
    ...(Condition && { Condition }),
  })),
});
