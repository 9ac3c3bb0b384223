import { parseArgs } from "node:util";
import { describe, survey, type Options, type Statement } from "../permissions";
import { load, loadDefinition, refusedFor } from "./definition";
import { grantsOf } from "./grants";
import type { ExitCode, Io } from "./io";
import { oneLine, shownFile } from "./report";
import { onlyFile, usageError } from "./usage";

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
      grants: { type: "string" },
    },
  });
  const { account, region, "state-machine-arn": stateMachineArn } = values;
  expectForm("--account", account, /^\d{12}$/, "12 digits");
  expectForm("--region", region, /^[a-z]{2,}(?:-[a-z]+)+-\d+$/, "a region, as eu-central-1");
  expectForm("--state-machine-arn", stateMachineArn, MACHINE, `an ARN, as ${EXAMPLE}`);
  const grants = values.grants === undefined ? undefined : await loadGrants(values.grants, io);
  const { file, definition } = await loadDefinition(onlyFile(positionals), io);
  const { statements, unknown } = survey(definition, {
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    ...(stateMachineArn !== undefined && { stateMachineArn }),
    ...(grants !== undefined && { grants }),
  });
  io.err(unknown.map((message) => `${oneLine(`${shownFile(file)}: ${asOptions(message)}`)}\n`).join(""));
  // A policy that lacks something must not look like one that does not.
  if (!values.json) io.out(describe(statements));
  else if (unknown.length === 0) io.out(`${JSON.stringify(policy(statements), null, 2)}\n`);
  return unknown.length > 0 ? 1 : 0;
}

const MACHINE = /^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:stateMachine:[^\s:*?{}]+$/;
const EXAMPLE = "arn:aws:states:eu-central-1:123456789012:stateMachine:Name";

/** What is misspelt would be written into the policy. @throws usageError */
function expectForm(option: string, value: string | undefined, form: RegExp, expected: string): void {
  if (value !== undefined && !form.test(value))
    throw usageError(`Expected after ${option} ${expected}; found "${value}".`);
}

/** The messages name the options of the function: here they are those of the command. */
const asOptions = (message: string): string =>
  message
    .replace(/\boptions\.stateMachineArn\b/g, "--state-machine-arn")
    .replace(/\boptions\.grants\[("(?:[^"\\]|\\.)*")\]/g, "$1 in the file of --grants")
    .replace(/\boptions\.(account|region|partition|grants)\b/g, "--$1");

/** @throws refusal */
async function loadGrants(path: string, io: Io): Promise<NonNullable<Options["grants"]>> {
  const loaded = await load(path, io);
  const read = grantsOf(loaded.source.json);
  if ("wrong" in read) throw refusedFor(loaded, read.wrong);
  return read.grants;
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
