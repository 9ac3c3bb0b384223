/** Counts into money, by hand and by the model. */
import { expect } from "chai";
import { COUNTS } from "../../cost/counts";
import { run } from "../../cost/main";
import { billOfCase, fixedBill, together, variableBill } from "../../cost/model";
import { byService, dollars, picture } from "../../cost/picture";
import { CHARGES, PRICES, priceOf, REGIONS, SOURCES } from "../../cost/prices";

describe("cost: money", () => {
  it("is units times price over how many it is of", () => {
    expect(priceOf("us-east-1", "transitions", 4_000)).to.be.closeTo(0.1, 1e-12);
    expect(priceOf("eu-west-2", "writeUnits", 2_000_000)).to.be.closeTo(1.4846, 1e-12);
    expect(priceOf("us-east-1", "mails", 50_000)).to.equal(1);
  });

  it("has a price and a source for all that is charged, in every region", () => {
    for (const region of REGIONS)
      for (const charge of CHARGES) {
        const [usd, source] = PRICES[region][charge];
        expect(usd, `${region} ${charge}`).to.be.greaterThan(0);
        expect(SOURCES[source].url).to.match(/^https:\/\/\S+$/);
      }
  });

  it("adds a case up line by line", () => {
    const { lines, total } = billOfCase("us-east-1", "passed at first");
    const { transitions, writeUnits, indexWriteUnits } = COUNTS.cases["passed at first"];
    expect(lines.transitions).to.be.closeTo((transitions * 0.025) / 1000, 1e-12);
    expect(lines.writeUnits).to.be.closeTo(((writeUnits + indexWriteUnits) * 0.625) / 1e6, 1e-12);
    expect(total).to.be.closeTo(
      Object.values(lines).reduce((sum, each) => sum + each, 0),
      1e-12,
    );
  });

  it("grows with the incidents, but for what is fixed and for the API's metrics, which end at every hour of the year", () => {
    const [one, two] = [1_000_000, 2_000_000].map((incidents) => variableBill("us-east-1", incidents));
    const metrics = PRICES["us-east-1"].metrics[0] * 5 * COUNTS.fixed.methods * 12;
    expect(one?.lines.metrics).to.be.closeTo(metrics, 1e-9);
    expect((two?.total ?? 0) - metrics).to.be.closeTo(2 * ((one?.total ?? 0) - metrics), 1e-6);
  });

  it("depends on how incidents go", () => {
    const nobody = { "passed at first": 0, "passed at third": 0, "three misses": 0, withdrawn: 0 };
    expect(variableBill("us-east-1", 100, { ...nobody, withdrawn: 100 }).lines.transitions).to.be.closeTo(
      100 * (billOfCase("us-east-1", "withdrawn").lines.transitions ?? 0),
      1e-12,
    );
  });

  it("is all in the picture: the services add up to the bill", () => {
    const bill = together(variableBill("us-east-1", 10_000), fixedBill("us-east-1"));
    const shown = byService(bill).reduce((sum, [, usd]) => sum + usd, 0);
    expect(shown).to.be.closeTo(bill.total, 1e-9);
    const svg = picture("Title", [{ label: "10,000 incidents", bill }]);
    expect(svg).to.match(/^<svg [^>]*>\n<title>Title<\/title>/);
    for (const [service] of byService(bill)) expect(svg).to.contain(`>${service}</text>`);
  });

  it("is written to the cent where it is little", () => {
    expect([0.004, 1.005, 99.5, 100, 1234.5].map(dollars)).to.deep.equal([
      "$0.00",
      "$1.01",
      "$99.50",
      "$100",
      "$1,235",
    ]);
  });
});

describe("cost: the command", () => {
  it("prints a year of the region, the size and the mix that were asked for", () => {
    const lines = run(["--region", "eu-west-2", "--incidents", "25000", "--mix", "40,30,20,10"]).split("\n");
    expect(lines[0]).to.equal(
      "25,000 incidents a year in eu-west-2: 40 % passed at first, 30 % passed at third, 20 % three misses, 10 % withdrawn.",
    );
    expect(lines.at(-2)).to.match(/^together +\$\d/);
  });

  const wrong: readonly (readonly [words: readonly string[], message: RegExp])[] = [
    [["--region", "mars-1"], /--region is "mars-1": prices are known of us-east-1, eu-west-2/],
    [["--incidents", "many"], /--incidents is "many": it must be a whole number/],
    [["--mix", "50,50,50,50"], /--mix is "50,50,50,50": it must be four shares that add up to 100/],
    [["--mix", "100"], /--mix is "100"/],
    [["--what"], /--what/],
  ];
  for (const [words, message] of wrong)
    it(`says what is wrong with ${words.join(" ")}`, () => {
      expect(() => run(words)).to.throw(message);
    });
});
