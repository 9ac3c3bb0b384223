import { expect } from "chai";
import type { Bench } from "../../bench/bench";
import { checker } from "../../bench/checker";
import { CORPUS_NAMES, haveCorpora } from "../../bench/corpora";
import { runner } from "../../bench/runner";

/** With the smallest counts, and what it told. */
async function ran(bench: Bench) {
  const told: string[] = [];
  const section = await bench({ quick: true, tell: (what) => told.push(what) });
  return { section, told };
}

/** api, compiler, packaging and program take longer, with the smallest counts too: their parts have tests of their own. */
describe("bench: sections", () => {
  it("tell the speed of the runner, of each way through the exam", async () => {
    const { section, told } = await ran(runner);
    const [table] = section.tables;
    expect(table?.rows.map(([name]) => name).slice(0, 2)).to.deep.equal([
      "the exam, passed at first",
      "the exam, missed three times",
    ]);
    expect(table?.rows.every((row) => row.length === table.heads.length)).to.equal(true);
    expect(told).to.have.lengthOf(1);
  });

  it("tell the speed of both checkers, and what they find where there are machines to read", async () => {
    const { section } = await ran(checker);
    const [pace, findings] = section.tables;
    const corpora = haveCorpora() ? CORPUS_NAMES : [];
    expect(pace?.rows.map(([name]) => name)).to.deep.equal(["the exam, again and again", ...corpora]);
    expect(findings?.rows.map(([name]) => name) ?? []).to.deep.equal(corpora);
    for (const table of section.tables)
      expect(table.rows.every((row) => row.length === table.heads.length)).to.equal(true);
  });
});
