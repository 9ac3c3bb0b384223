import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readOutputs, stackOutputs, targetOf } from "../../ops/target";

const OUTPUTS = {
  apiUrl: "https://api.university.example",
  tableName: "resit-prod-incidents",
  stateMachineArn: "arn:aws:states:eu-west-2:111122223333:stateMachine:resit-prod-exam",
};

describe("ops: which stack", () => {
  const { PATH } = process.env;
  const folder = mkdtempSync(join(tmpdir(), "resit-target-"));
  afterEach(() => {
    process.env["PATH"] = PATH;
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** In place of the real one. */
  function pulumi(script: string): void {
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "pulumi"), 0o755);
    process.env["PATH"] = `${folder}:${PATH ?? ""}`;
  }
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => "it did not fail",
      (error: unknown) => String(error),
    );

  it("is told by its outputs, its region by the state machine's ARN", () => {
    const { tableName, stateMachineArn } = OUTPUTS;
    expect(targetOf(JSON.stringify(OUTPUTS))).to.deep.equal({
      region: "eu-west-2",
      tableName,
      stateMachineArn,
    });
  });

  it("is asked for by its name", async () => {
    pulumi(`echo '${JSON.stringify(OUTPUTS)}'; echo "$@" >&2`);
    expect(targetOf(await stackOutputs("prod")).tableName).to.equal(OUTPUTS.tableName);
  });

  it("is not known: what pulumi says, and what to do", async () => {
    pulumi("echo \"error: no stack named 'prd' found\" >&2; exit 255");
    expect(await failure(stackOutputs("prd"))).to.equal(
      "Error: `pulumi stack output --json --stack prd` failed: error: no stack named 'prd' found. `pulumi stack ls` names the stacks.",
    );
    process.env["PATH"] = "/nowhere";
    expect(await failure(stackOutputs("prd"))).to.contain("pulumi was not found: install it, or pass what");
  });

  it("is another one, or not up: what was expected, and what was found", () => {
    for (const [outputs, found] of [
      ["{}", "none"],
      ["no JSON", "none"],
      ['{"bucket":"b"}', "bucket"],
      [JSON.stringify({ ...OUTPUTS, stateMachineArn: "arn" }), "apiUrl, tableName, stateMachineArn"],
    ] as const)
      expect(() => targetOf(outputs)).to.throw(
        `Outputs of this program were expected, with tableName and stateMachineArn, found ${found}: is it the right stack`,
      );
    expect(() => readOutputs(join(folder, "none"))).to.throw(/^The outputs cannot be read: ENOENT/);
  });
});
