/** What a case takes of AWS is what the committed file says: a change that makes one dearer has to say so. */
import { expect } from "chai";
import counted = require("../../cost/counted.json");
import { CASES, COUNTS } from "../../cost/counts";
import { differences } from "../../cost/differences";
import { count } from "./play";

describe("cost: counts", () => {
  it("are those of a play of today's definition, handlers and production settings", async function () {
    // The program of production runs for what is there every month.
    this.timeout(60_000);
    expect(differences(counted, await count())).to.deep.equal([]);
  });

  it("name the case, what was counted, what the file says, and the command", () => {
    const dearer = {
      ...counted,
      cases: { ...counted.cases, withdrawn: { ...counted.cases.withdrawn, transitions: 5, publishes: 1 } },
    };
    expect(differences(counted, dearer)).to.deep.equal([
      "cases: withdrawn: transitions is dearer: counted 5, cost/counted.json says 4. " +
        "If that is meant, run `npm run cost:count && npm run docs` and say so in the commit.",
      "cases: withdrawn: publishes is cheaper: counted 1, cost/counted.json says 2. " +
        "If that is meant, run `npm run cost:count && npm run docs` and say so in the commit.",
    ]);
  });

  it("see what is there on one side alone", () => {
    expect(differences({ a: 1 }, { b: 2 }).map((line) => line.split(".")[0])).to.deep.equal([
      "a is other: counted undefined, cost/counted",
      "b is other: counted 2, cost/counted",
    ]);
  });

  it("take four transitions for a pass and for a withdrawal, and three for each further attempt", () => {
    const transitions = CASES.map((each) => COUNTS.cases[each].transitions);
    // Where deadlines end at a time of day, each miss waits a second time: three more for each attempt.
    expect(transitions).to.deep.equal([4, 4 + 2 * 3, 4 + 2 * 3 + 3 * 3, 4]);
  });
});
