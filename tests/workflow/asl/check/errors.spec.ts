import { expect } from "chai";
import { expectProblems, found, machine, PASS } from "./machines";

const others = ["States.Timeout"];
const all = ["States.ALL"];

describe("check of Retry and Catch", () => {
  it("refuses States.ALL beside another name", () => {
    expectProblems({ "/States/Ask/Retry/1/ErrorEquals": [...others, ...all] }, [
      "/States/Ask/Retry/1/ErrorEquals errors/states-all-alone",
    ]);
    expectProblems({ "/States/Ask/Catch/1/ErrorEquals": [...all, "Busy"] }, [
      "/States/Ask/Catch/1/ErrorEquals errors/states-all-alone",
    ]);
  });

  it("refuses States.ALL before the last element", () => {
    expectProblems({ "/States/Ask/Retry/0/ErrorEquals": all, "/States/Ask/Retry/1/ErrorEquals": others }, [
      "/States/Ask/Retry/0/ErrorEquals errors/states-all-last",
    ]);
    expectProblems({ "/States/Ask/Catch/0/ErrorEquals": all, "/States/Ask/Catch/1/ErrorEquals": others }, [
      "/States/Ask/Catch/0/ErrorEquals errors/states-all-last",
    ]);
  });

  it("refuses a longest delay that is not longer than the first", () => {
    expectProblems({ "/States/Ask/Retry/1/MaxDelaySeconds": 2 }, [
      "/States/Ask/Retry/1/MaxDelaySeconds errors/max-delay",
    ]);
    expectProblems({ "/States/Ask/Retry/1/MaxDelaySeconds": 3 }, []);
  });

  it("refuses an error that an earlier element handles, and says which", () => {
    expectProblems({ "/States/Ask/Catch/0/ErrorEquals": ["Busy", "Busy"] }, []);
    const list = (field: string, next: object) =>
      found(
        machine({
          Call: {
            Type: "Task",
            Resource: "arn:aws:lambda:eu-west-1:123456789012:function:ask",
            [field]: [
              { ErrorEquals: ["Busy"], ...next },
              { ErrorEquals: ["Full", "Busy"], ...next },
            ],
            Next: "Done",
          },
          Done: PASS,
        }),
      );
    expect(list("Retry", {})).to.deep.equal(["/States/Call/Retry/1/ErrorEquals/1 errors/unreachable"]);
    expect(list("Catch", { Next: "Done" })).to.deep.equal([
      "/States/Call/Catch/1/ErrorEquals/1 errors/unreachable",
    ]);
  });

  it("refuses names that begin with States. and are none of the language's", () => {
    expectProblems({ "/States/Ask/Retry/0/ErrorEquals": ["Busy", "States.Busy"] }, [
      "/States/Ask/Retry/0/ErrorEquals/1 errors/reserved",
    ]);
    for (const name of ["States.Http.StatusCode.429", "States.HeartbeatTimeout", "Statesman"])
      expectProblems({ "/States/Ask/Retry/0/ErrorEquals": [name] }, []);
  });

  it("takes the first delay for 1 second where it is not given", () => {
    expectProblems({ "/States/Ask/Retry/0/MaxDelaySeconds": 1 }, [
      "/States/Ask/Retry/0/MaxDelaySeconds errors/max-delay",
    ]);
    expectProblems({ "/States/Ask/Retry/0/MaxDelaySeconds": 2 }, []);
  });
});
