/** Which stack: by what `pulumi stack output --json` prints, or `npm start -- --json` for the one on this machine. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

export interface Target {
  readonly region: string;
  readonly tableName: string;
  readonly stateMachineArn: string;
  /** The stack on this machine. */
  readonly local?: Local;
}

export interface Local {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly traces: string;
}

/** What pulumi prints of a stack. Throws with what to do where it prints nothing. */
export async function stackOutputs(stack: string): Promise<string> {
  try {
    const args = ["stack", "output", "--json", "--stack", stack];
    return (await promisify(execFile)("pulumi", args)).stdout;
  } catch (error) {
    if (isRecord(error) && error["code"] === "ENOENT")
      throw new Error(
        "pulumi was not found: install it, or pass what `pulumi stack output --json` printed with --outputs FILE.",
        { cause: error },
      );
    const said = isRecord(error) ? String(error["stderr"]).trim() : String(error);
    throw new Error(
      `\`pulumi stack output --json --stack ${stack}\` failed: ${said}. \`pulumi stack ls\` names the stacks.`,
      { cause: error },
    );
  }
}

/** `-` is standard input. */
export function readOutputs(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new Error(
      `The outputs cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      {
        cause: error,
      },
    );
  }
}

const MACHINE = /^arn:aws[a-z-]*:states:([a-z0-9-]+):\d{12}:stateMachine:[A-Za-z0-9_-]+$/;

/** Throws with what was expected, and what was found. */
export function targetOf(outputs: string): Target {
  const printed = parsed(outputs);
  const whole = isRecord(printed) ? printed : {};
  const local = localOf(whole);
  const exported = local && isRecord(whole["outputs"]) ? whole["outputs"] : whole;
  const { tableName, stateMachineArn } = exported;
  const [, region] = typeof stateMachineArn === "string" ? (MACHINE.exec(stateMachineArn) ?? []) : [];
  if (typeof stateMachineArn !== "string" || region === undefined || typeof tableName !== "string")
    throw new Error(
      "Outputs of this program were expected, with tableName and stateMachineArn, found " +
        `${Object.keys(exported).join(", ") || "none"}: is it the right stack, and is it up?`,
    );
  return { region, tableName, stateMachineArn, ...(local && { local }) };
}

function localOf({ aws, traces }: Readonly<Record<string, unknown>>): Local | undefined {
  if (!isRecord(aws)) return undefined;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    endpoint: text(aws["endpoint"]),
    accessKeyId: text(aws["accessKeyId"]),
    secretAccessKey: text(aws["secretAccessKey"]),
    sessionToken: text(aws["sessionToken"]),
    traces: text(traces),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
