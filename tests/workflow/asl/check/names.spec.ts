import { expectProblems, SOUND } from "./machines";

const called = (name: string) => ({
  "/StartAt": name,
  "/States": { ...SOUND.States, [name]: { ...SOUND.States.Tell, End: undefined, Next: "Ask" } },
});

describe("check of names", () => {
  it("accepts 80 characters, however many code units they take", () => {
    expectProblems(called("a".repeat(80)), []);
    expectProblems(called("🎓".repeat(80)), []);
  });

  it("refuses 81 characters", () => {
    expectProblems(called("a".repeat(81)), [`/States/${"a".repeat(81)} name/length`]);
  });

  it("refuses an empty name", () => {
    expectProblems(called(""), ["/States/ name/length"]);
  });
});
