import { expect } from "chai";
import fc from "fast-check";
import { jsonataEvaluator } from "../../../../workflow/asl/run/sandbox";
import { seededRandom } from "../../../../workflow/asl/run/random";

const evaluator = jsonataEvaluator({ now: () => 0, random: seededRandom(1) });
const evaluate = (expression: string, input = {}) => evaluator.evaluate(expression, { input });

describe("the functions that Step Functions adds to JSONata", () => {
  it("$partition makes chunks, and rounds their size down", () => {
    expect(evaluate("$partition([1..5], 2)")).to.deep.equal({ value: [[1, 2], [3, 4], [5]] });
    expect(evaluate("$partition([1..5], 2.9)")).to.deep.equal({ value: [[1, 2], [3, 4], [5]] });
    expect(evaluate("$partition([1], 0)")).to.deep.equal({
      fault: "$partition takes a chunk size of 1 or more, found 0",
    });
  });

  it("$partition loses nothing and keeps the order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const answer = evaluate("$partition($states.input.items, $states.input.size)", { items, size });
        const chunks = "value" in answer && Array.isArray(answer.value) ? answer.value : [];
        expect(chunks.flat()).to.deep.equal(items);
      }),
      { numRuns: 30 },
    );
  });

  it("$range counts in both directions, and its end is in it if a step lands there", () => {
    expect(evaluate("$range(1, 10, 3)")).to.deep.equal({ value: [1, 4, 7, 10] });
    expect(evaluate("$range(10, 2, -4)")).to.deep.equal({ value: [10, 6, 2] });
    expect(evaluate("$range(0, 5, 2)")).to.deep.equal({ value: [0, 2, 4] });
  });

  it("$range refuses to stand still and to make too much", () => {
    expect(evaluate("$range(1, 2, 0)")).to.deep.equal({
      fault: "$range takes a step that is not 0, found 0",
    });
    expect(evaluate("$range(1, 1e12, 1)")).to.deep.equal({
      fault: "$range makes 360145 elements at most, found 1000000000000",
    });
  });

  it("$hash knows the five algorithms of AWS, and no other", () => {
    const digests = {
      MD5: "0cc175b9c0f1b6a831c399e269772661",
      "SHA-1": "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
      "SHA-256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    };
    for (const [algorithm, digest] of Object.entries(digests))
      expect(evaluate(`$hash("a", "${algorithm}")`)).to.deep.equal({ value: digest });
    expect(evaluate('$length($hash("a", "SHA-384"))')).to.deep.equal({ value: 96 });
    expect(evaluate('$length($hash("a", "SHA-512"))')).to.deep.equal({ value: 128 });
    expect(evaluate('$hash("a", "sha256")')).to.have.property("fault");
  });

  it("$random repeats itself under a seed", () => {
    expect(evaluate("$random(7)")).to.deep.equal(evaluate("$random(7)"));
    expect(evaluate("$random()")).not.to.deep.equal(evaluate("$random()"));
  });

  it("$uuid is of version 4, and new each time", () => {
    const [first, second] = [evaluate("$uuid()"), evaluate("$uuid()")];
    expect(JSON.stringify(first)).to.match(
      /"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/,
    );
    expect(first).not.to.deep.equal(second);
  });

  it("$parse reads JSON, and says why it cannot", () => {
    expect(evaluate('$parse("{\\"a\\": [1, null]}").a')).to.deep.equal({ value: [1, null] });
    expect(evaluate('$parse("{")')).to.have.property("fault");
  });

  it("have their arguments checked", () => {
    for (const call of ['$partition([1], "2")', "$hash(1, 2)", "$range(1)", "$parse(1)"])
      expect(JSON.stringify(evaluate(call))).to.match(/T041\d/);
  });

  it("yield nothing where they are given nothing", () => {
    for (const call of ["$partition($no, 1)", '$hash($no, "MD5")', "$parse($no)", "$base64encode($no)"])
      expect(evaluate(call)).to.deep.equal({ value: undefined });
  });
});
