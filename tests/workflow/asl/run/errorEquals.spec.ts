import { expect } from "chai";
import { meansError } from "../../../../workflow/asl/run/errorEquals";
import type { Fault } from "../../../../workflow/asl/run/fault";

const fault = (error: string | undefined): Fault => ({ error, cause: undefined });
const missedHeartbeat: Fault = { ...fault("States.Timeout"), heartbeat: true };

describe("meansError", () => {
  const table: [name: string, means: (Fault | string)[], meansNot: (Fault | string)[]][] = [
    ["Mine", ["Mine"], ["mine", "Mine.Too", "States.TaskFailed", "States.Timeout"]],
    [
      "States.ALL",
      ["Mine", "States.Timeout", missedHeartbeat, "States.QueryEvaluationError", fault(undefined)],
      ["States.DataLimitExceeded", "States.Runtime"],
    ],
    [
      "States.TaskFailed",
      ["Mine", "States.Permissions", "States.QueryEvaluationError", "Lambda.Unknown", fault(undefined)],
      ["States.Timeout", missedHeartbeat, "States.DataLimitExceeded", "States.Runtime"],
    ],
    ["States.Timeout", ["States.Timeout", missedHeartbeat], ["Mine"]],
    ["States.HeartbeatTimeout", [missedHeartbeat], ["States.Timeout", "Mine"]],
    ["States.DataLimitExceeded", ["States.DataLimitExceeded"], ["Mine"]],
    ["States.Runtime", [], ["States.Runtime"]],
  ];
  const asFault = (of: Fault | string) => (typeof of === "string" ? fault(of) : of);
  const named = (of: Fault | string) => {
    const { error = "a failure without a name", heartbeat } = asFault(of);
    return heartbeat ? "a missed heartbeat" : error;
  };

  for (const [name, means, meansNot] of table) {
    it(`${name} means ${means.map(named).join(", ") || "nothing at all"}`, () => {
      for (const of of means) expect(meansError([name], asFault(of)), named(of)).to.equal(true);
    });
    it(`${name} does not mean ${meansNot.map(named).join(", ")}`, () => {
      for (const of of meansNot) expect(meansError([name], asFault(of)), named(of)).to.equal(false);
    });
  }

  it("needs one name of several to mean the error", () => {
    expect(meansError(["Other", "Mine"], fault("Mine"))).to.equal(true);
    expect(meansError(["Other", "Another"], fault("Mine"))).to.equal(false);
  });
});
