import { expectProblems } from "./machines";

const others = ["States.Timeout"];
const all = ["States.ALL"];

describe("check of Retry and Catch", () => {
  it("refuses States.ALL beside another name", () => {
    expectProblems({ "/States/Ask/Retry/1/ErrorEquals": [...others, ...all] }, [
      "/States/Ask/Retry/1/ErrorEquals errors/states-all-alone",
    ]);
    expectProblems({ "/States/Ask/Catch/1/ErrorEquals": [...all, ...others] }, [
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

  it("takes the first delay for 1 second where it is not given", () => {
    expectProblems({ "/States/Ask/Retry/0/MaxDelaySeconds": 1 }, [
      "/States/Ask/Retry/0/MaxDelaySeconds errors/max-delay",
    ]);
    expectProblems({ "/States/Ask/Retry/0/MaxDelaySeconds": 2 }, []);
  });
});
