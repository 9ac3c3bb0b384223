import { expect } from "chai";
import { ARN, expectProblems, found, machine } from "./machines";

describe("check of timeouts", () => {
  it("refuses a Task without TimeoutSeconds", () => {
    expectProblems({ "/States/Tell/TimeoutSeconds": undefined }, ["/States/Tell timeout/required"]);
  });

  it("refuses a heartbeat that is not shorter than the timeout", () => {
    for (const seconds of [600, 601])
      expectProblems({ "/States/Ask/HeartbeatSeconds": seconds }, [
        "/States/Ask/HeartbeatSeconds timeout/heartbeat",
      ]);
    expectProblems({ "/States/Ask/HeartbeatSeconds": 599 }, []);
  });

  it("asks for a timeout only when it is strict, and takes a path for one", () => {
    const task = { Type: "Task", Resource: ARN, End: true };
    expect(found(machine({ Call: task }))).to.deep.equal([]);
    expect(
      found(machine({ Call: { ...task, TimeoutSecondsPath: "$.patience" } }), { strict: true }),
    ).to.deep.equal([]);
  });

  it("leaves a timeout that is known at run time alone", () => {
    expectProblems({ "/States/Ask/TimeoutSeconds": "{% $states.input.patience %}" }, []);
  });
});
