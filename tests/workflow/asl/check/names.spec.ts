import { expect } from "chai";
import { expectProblems, found, machine, PASS, SOUND } from "./machines";

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

  it("refuses a name that another state has, in whatever scope", () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: PASS } });
    const parallel = (...names: readonly string[]) => ({
      Type: "Parallel",
      Branches: names.map(branch),
      Next: "Done",
    });
    expect(found(machine({ All: parallel("In", "Done"), Done: PASS }))).to.deep.equal([
      "/States/All/Branches/1/States/Done name/unique",
    ]);
    expect(found(machine({ All: parallel("In", "In"), Done: PASS }))).to.deep.equal([
      "/States/All/Branches/1/States/In name/unique",
    ]);
    expect(found(machine({ All: parallel("In", "On"), Done: PASS }))).to.deep.equal([]);
  });

  it("refuses an empty name", () => {
    expectProblems(called(""), ["/States/ name/length"]);
  });
});
