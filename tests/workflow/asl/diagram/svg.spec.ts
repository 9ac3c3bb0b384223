import { expect } from "chai";
import { svg } from "../../../../workflow/asl/diagram";
import { examMachine } from "../../../../workflow/machine";
import { machine, texts } from "./support";

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

const EXAM = examMachine(
  { openAttempt: { functionArn: arn("openAttempt") }, closeAttempt: { functionArn: arn("closeAttempt") } },
  { windowSeconds: 1_209_600, graceSeconds: 60 },
);

const ends = (names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, { Type: "Succeed" }] as const));

describe("svg", () => {
  it("says of the exam what an administrator asks", async () => {
    const said = texts(await svg(EXAM)).join(" ");
    for (const sentence of [
      "Open the attempt, invite the student, and wait for the submission or the deadline.",
      "calls openAttempt waits up to 14 days and 1 minute never retries AttemptClosed retries 8 times on States.TaskFailed",
      "calls closeAttempt takes up to 1 minute retries 8 times on States.TaskFailed and States.Timeout",
      "States.Timeout AttemptClosed",
      '"awaiting-exam"',
      '"administrative-action"',
      "otherwise",
      "closeAttempt answered a status that this definition does not know.",
    ])
      expect(said).to.include(sentence);
  });

  it("has a title, and says in its description each state with what leads from it", async () => {
    const picture = await svg({
      Comment: "Orders & returns",
      StartAt: "Read",
      States: {
        Read: {
          Type: "Task",
          Resource: "arn:aws:states:::dynamodb:getItem",
          Parameters: { TableName: "Orders" },
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
          Next: "Each",
        },
        Each: {
          Type: "Map",
          ItemProcessor: { StartAt: "Pack", States: { Pack: { Type: "Pass", End: true } } },
          End: true,
        },
        Failed: { Type: "Fail" },
      },
    });
    expect(picture.slice(0, picture.indexOf("<g ")).replace(/<svg [^>]*>/, "<svg>")).to.equal(
      [
        "<svg>",
        "<title>Orders &#38; returns</title>",
        "<desc>The start of the machine: Read.",
        "Read (task; reads from table Orders; when succeeded: Each; on any error: Failed).",
        "Each (map, ends; for each item).",
        "Failed (fail, ends).",
        "The start of each item of Each: Pack.",
        "Pack (pass, ends).</desc>",
        "",
      ].join("\n"),
    );
    expect(picture).to.match(/^<svg role="img" /);
  });

  it("shows any name as it is", async () => {
    const names = [
      'say "yes"',
      "back\\slash",
      "\\N\\G\\l",
      "<b>bold</b>",
      "&amp; & &#65;",
      "学生 🎓 é",
      "start",
      "node",
      "a -> b",
      "[label]",
      "{}",
    ];
    expect(texts(await svg(machine(ends(names))))).to.have.members(["start", ...names]);
  });

  it("draws names that no XML can hold, and tells them apart", async () => {
    const names = ["\u0000", "\u0001", "\ud800", "\ud801", "\ufffe", "\uffff", "\n", ""];
    const picture = await svg(machine(ends(names)));
    expect(picture.match(/class="node"/g)).to.have.lengthOf(names.length + 1);
    expect(picture).not.to.match(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  });

  it("is the same picture every time", async () => {
    expect(await svg(EXAM)).to.equal(await svg(structuredClone(EXAM)));
  });

  it("writes letters of the same sizes, however many states stand side by side", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `End${index}`);
    const Choices = names.map((Next) => ({ Condition: "{% true %}", Next }));
    const picture = await svg(machine({ Choose: { Type: "Choice", Choices }, ...ends(names) }));
    expect(picture).to.include("scale(1 1)");
    expect(new Set(picture.match(/font-size="[^"]*"/g))).to.deep.equal(
      new Set(['font-size="10.00"', 'font-size="12.00"', 'font-size="9.50"']),
    );
  });

  it("draws the exam so that a page of GitHub is wide enough for it", async () => {
    const points = Number(/ width="(\d+)pt"/.exec(await svg(EXAM))?.[1]);
    expect((points * 96) / 72).to.be.within(600, 830);
  });

  it("refers to nothing outside, and asks for fonts that every machine has", async () => {
    const picture = await svg(EXAM);
    expect(new Set(picture.match(/https?:[^" ]*/g))).to.deep.equal(
      new Set(["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]),
    );
    expect(picture).not.to.match(/<!DOCTYPE|<image|<style|<script|href=/);
    expect(new Set(picture.match(/font-family="[^"]*"/g))).to.deep.equal(
      new Set(['font-family="Helvetica, Arial, sans-serif"']),
    );
  });

  it("stands on a white ground with round corners", async () => {
    expect(await svg(EXAM)).to.match(/class="cluster">\s*<path fill="#ffffff"/);
  });
});
