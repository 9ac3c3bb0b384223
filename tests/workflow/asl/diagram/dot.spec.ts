import { expect } from "chai";
import { dot } from "../../../../workflow/asl/diagram";
import { machine, task, waysIn } from "./support";

const Good = { Type: "Succeed" };

const looksOf = (drawn: string, name: string) =>
  drawn.split("\n").find((line) => line.startsWith(`"/States/${name}" [`)) ?? "";

describe("dot", () => {
  it("gives each kind of state a look of its own, and a double line to those that end", () => {
    const drawn = dot(
      machine({
        Call: task({ Next: "Good" }),
        Token: task({ Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken", End: true }),
        Choose: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Good" }] },
        Wait: { Type: "Wait", Seconds: 1, Next: "Good" },
        Pass: { Type: "Pass", Next: "Good" },
        Good,
        Bad: { Type: "Fail" },
        Odd: { Type: "Odd" },
      }),
    );
    const names = ["Call", "Token", "Choose", "Wait", "Pass", "Good", "Bad", "Odd"];
    const looks = names.map((name) =>
      /^.*\[(shape="\w+", style="[\w,]+").*(fillcolor="#\w+")/.exec(looksOf(drawn, name))?.slice(1).join(),
    );
    expect(new Set(looks).size).to.equal(names.length);
    expect(names.filter((name) => looksOf(drawn, name).includes("peripheries=2"))).to.deep.equal([
      "Token",
      "Good",
      "Bad",
    ]);
  });

  it("draws every transition with what is said beside it, and what is caught dashed", () => {
    const drawn = dot(
      machine({
        Call: task({ Catch: [{ ErrorEquals: ["Busy"], Next: "Choose" }], Next: "Choose" }),
        Choose: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input.a > 1 %}", Next: "Good", Assign: { seen: true } }],
          Default: "Call",
        },
        Good,
      }),
    );
    const ways = drawn.split("\n").filter((line) => line.includes(" -> "));
    expect(
      ways.map((line) => [
        line.split(" [")[0],
        /label=<(.*)>/.exec(line)?.[1]?.replaceAll("&#160;", "") ?? "",
        line.includes('style="dashed"'),
      ]),
    ).to.deep.equal([
      ['"/StartAt" -> "/States/Call"', "", false],
      ['"/States/Call" -> "/States/Choose"', "succeeded", false],
      ['"/States/Call" -> "/States/Choose"', "Busy", true],
      ['"/States/Choose" -> "/States/Good"', "a &#62; 1<BR/>sets $seen", false],
      ['"/States/Choose" -> "/States/Call"', "otherwise", false],
    ]);
  });

  it("says success only beside what was caught", () => {
    expect(dot(machine({ Call: task({ Next: "Good" }), Good }))).not.to.include("succeeded");
  });

  it("draws one line for all that a state catches and hands to one state", () => {
    const Catch = [
      { ErrorEquals: ["A"], Next: "Good" },
      { ErrorEquals: ["B", "A"], Next: "Good" },
    ];
    const drawn = dot(machine({ Call: task({ Catch, End: true }), Good }));
    expect(drawn.match(/"\/States\/Call" -> .*/g)).to.have.lengthOf(1);
    expect(drawn).to.include("label=<&#160;A&#160;<BR/>&#160;B&#160;>");
  });

  it("draws Parallel and Map as groups, which ways enter and leave at the frame", () => {
    const branch = (name: string, Comment = "") => ({ Comment, StartAt: name, States: { [name]: Good } });
    const drawn = dot(
      machine({
        Both: { Type: "Parallel", Branches: [branch("A", "First"), branch("B")], Next: "Each" },
        Each: {
          Type: "Map",
          ItemProcessor: branch("C"),
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Bad" }],
          End: true,
        },
        Bad: { Type: "Fail" },
      }),
    );
    expect(drawn.match(/subgraph .*/g)).to.deep.equal([
      "subgraph cluster_ground {",
      'subgraph "cluster /States/Both" {',
      'subgraph "cluster /States/Both/Branches/0" {',
      'subgraph "cluster /States/Both/Branches/1" {',
      'subgraph "cluster /States/Each" {',
    ]);
    expect(waysIn(drawn)).to.deep.equal([
      '"/States/Both/Branches/0/StartAt" -> "/States/Both/Branches/0/States/A"',
      '"/States/Both/Branches/1/StartAt" -> "/States/Both/Branches/1/States/B"',
      '"/States/Each/ItemProcessor/StartAt" -> "/States/Each/ItemProcessor/States/C"',
      '"/StartAt" -> "/States/Both"',
      '"exit /States/Both" -> "/States/Each"',
      '"exit /States/Each" -> "/States/Bad"',
    ]);
    expect(drawn).to.match(
      /"exit \/States\/Both" -> .*ltail="cluster \/States\/Both".*lhead="cluster \/States\/Each"/,
    );
    expect(drawn).to.include("branch 1").and.to.include("First").and.to.include("for each item");
  });

  it("says of a group that leads to itself that it does so", () => {
    const Branches = [{ StartAt: "A", States: { A: Good } }];
    const Catch = [{ ErrorEquals: ["Busy"], Next: "Both" }];
    const drawn = dot(machine({ Both: { Type: "Parallel", Branches, Catch, End: true } }));
    expect(drawn).to.include("again on Busy");
    expect(drawn).not.to.match(/"exit \/States\/Both" -> "\/States\/Both"/);
  });

  it("lets few equal catches meet before their state, and says many in words", () => {
    const drawn = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `S${index}`);
      const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Bad" }];
      return dot(
        machine({
          ...Object.fromEntries(names.map((name) => [name, task({ Catch, End: true })] as const)),
          Bad: { Type: "Fail" },
        }),
      );
    };
    const caught = (text: string) => waysIn(text).filter((way) => !way.startsWith('"/StartAt"'));
    expect(caught(drawn(2))).to.deep.equal([
      '"/States/S0" -> "/States/Bad"',
      '"/States/S1" -> "/States/Bad"',
    ]);
    expect(caught(drawn(3))).to.deep.equal([
      '"/States/S0" -> "/Catch/0"',
      '"/States/S1" -> "/Catch/0"',
      '"/States/S2" -> "/Catch/0"',
      '"/Catch/0" -> "/States/Bad"',
    ]);
    expect(caught(drawn(8))).to.deep.equal([]);
    expect(drawn(8).match(/on any error: Bad/g)).to.have.lengthOf(8);
    expect(drawn(8)).to.include("after any error</TD></TR><TR><TD>of 8 states");
  });

  it("draws what is not there as a box that says so", () => {
    const drawn = dot({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });
    expect(looksOf(drawn, "B")).to.include("is not there").and.to.include('style="dashed,filled"');
  });

  it("says how long the whole may take", () => {
    expect(dot({ TimeoutSeconds: 3_600, StartAt: "A", States: { A: Good } })).to.match(
      /"\/StartAt" \[.*start.*takes up to 1 hour/,
    );
  });

  it("shortens a condition that would hide the picture", () => {
    const fields = Array.from({ length: 40 }, (_, index) => `$states.input.f${index}`);
    const drawn = dot(
      machine({
        Choose: { Type: "Choice", Choices: [{ Condition: `{% ${fields.join(" or ")} %}`, Next: "Good" }] },
        Good,
      }),
    );
    const label = /"\/States\/Choose" -> .*label=<(.*)>/.exec(drawn)?.[1]?.split("<BR/>") ?? [];
    expect(label).to.have.lengthOf(6);
    expect(label.at(-1)).to.equal("&#160;…&#160;");
  });
});
