import { expect } from "chai";
import type { Definition, State, TaskState } from "../../../workflow/asl/definition";
import { dot, svg } from "../../../workflow/asl/diagram";
import { examMachine } from "../../../workflow/machine";

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

const EXAM = examMachine(
  { openAttempt: { functionArn: arn("openAttempt") }, closeAttempt: { functionArn: arn("closeAttempt") } },
  { windowSeconds: 1_209_600, graceSeconds: 60 },
);

const machine = (States: Definition["States"]): Definition => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(States)[0] ?? "",
  States,
});

const task = (more: Partial<Omit<TaskState, "Type" | "Next" | "End">> = {}): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  End: true,
  ...more,
});

/** What can be read in a picture, from top to bottom of the file. */
const texts = (picture: string): readonly string[] =>
  [...picture.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => unescaped(text).trim());

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d+)|(amp|lt|gt|quot));/g, (_, code: string | undefined, name: string | undefined) =>
    code === undefined
      ? ({ amp: "&", lt: "<", gt: ">", quot: '"' }[name ?? ""] ?? "")
      : String.fromCodePoint(Number(code)),
  );

describe("diagram", () => {
  it("says of the exam what an administrator asks", async () => {
    const said = texts(await svg(EXAM)).join(" ");
    for (const sentence of [
      "Open the attempt, invite the student, and wait for the submission or the deadline.",
      "calls openAttempt waits up to 14 days and 1 minute never retries AttemptClosed retries 8 times on States.TaskFailed",
      "calls closeAttempt takes up to 1 minute retries 8 times on States.TaskFailed and States.Timeout",
      "States.Timeout AttemptClosed",
      'status = "awaiting-exam"',
      'status = "administrative-action"',
      "otherwise",
      "closeAttempt answered a status that this definition does not know.",
    ])
      expect(said).to.include(sentence);
  });

  it("draws every state, and every transition with its kind", () => {
    const lines = dot(EXAM).split("\n");
    const shapes = lines.flatMap((line) => /^("\w+") \[shape="(\w+)"/.exec(line)?.slice(1).join(" ") ?? []);
    expect(shapes).to.deep.equal([
      '"SitExam" box',
      '"CloseAttempt" box',
      '"Status" diamond',
      '"Resolved" box',
      '"AdministrativeAction" box',
      '"Withdrawn" box',
      '"UnknownStatus" box',
    ]);
    const ways = lines.filter((line) => line.includes(" -> "));
    expect(ways.map((line) => line.split(" [")[0])).to.deep.equal([
      String.raw`"\start" -> "SitExam"`,
      '"SitExam" -> "CloseAttempt"',
      '"SitExam" -> "CloseAttempt"',
      '"CloseAttempt" -> "Status"',
      '"Status" -> "SitExam"',
      '"Status" -> "Resolved"',
      '"Status" -> "AdministrativeAction"',
      '"Status" -> "Withdrawn"',
      '"Status" -> "UnknownStatus"',
    ]);
    expect(ways.map((line) => line.includes('style="dashed"'))).to.deep.equal([
      ...[false, false, true, false],
      ...[false, false, false, false, false],
    ]);
  });

  it("gives each kind of state a colour of its own, and a double line to those that end", () => {
    const drawn = dot(
      machine({
        Call: task(),
        Wait: task({ Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken" }),
        Choose: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Good" }] },
        Good: { Type: "Succeed" },
        Bad: { Type: "Fail" },
        GoOn: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Next: "Good" },
      }),
    );
    const looks = (name: string) => new RegExp(`^"${name}" \\[.*$`, "m").exec(drawn)?.[0] ?? "";
    const names = ["Call", "Wait", "Choose", "Good", "Bad"];
    const colours = names.map((name) => /fillcolor="(#\w+)"/.exec(looks(name))?.[1]);
    expect(new Set(colours).size).to.equal(names.length);
    expect([...names, "GoOn"].filter((name) => looks(name).includes("peripheries=2"))).to.deep.equal([
      ...["Call", "Wait", "Good", "Bad"],
    ]);
  });

  it("says success only beside what was caught", () => {
    const labels = (state: State) =>
      dot(machine({ Call: state, Good: { Type: "Succeed" } }))
        .split("\n")
        .flatMap((line) => /^"Call" -> .*label=<(.*)>/.exec(line)?.[1] ?? []);
    const goesOn = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Next: "Good" } as const;
    expect(labels(goesOn)).to.deep.equal([]);
    expect(labels({ ...goesOn, Catch: [{ ErrorEquals: ["Busy"], Next: "Good" }] })).to.deep.equal([
      "&#160;succeeded&#160;",
      "&#160;Busy&#160;",
    ]);
  });

  it("says heartbeats, and the retries that the language makes by itself", async () => {
    const state = task({
      TimeoutSeconds: 7_200,
      HeartbeatSeconds: 60,
      Retry: [{ ErrorEquals: ["A", "B"] }, { ErrorEquals: ["C"], MaxAttempts: 1 }],
    });
    expect(texts(await svg(machine({ Call: state })))).to.deep.equal([
      "start",
      "Call",
      "takes up to 2 hours",
      "must be heard of every 1 minute",
      "retries 3 times on A and B",
      "retries once on C",
    ]);
  });

  it("says nothing of a timeout that is known at run time, nor of a function that is", async () => {
    const state = task({
      TimeoutSeconds: "{% $states.input.seconds %}",
      Arguments: { FunctionName: "{% $states.input.function %}" },
    });
    expect(texts(await svg(machine({ Call: state })))).to.deep.equal(["start", "Call"]);
  });

  it("shortens a condition that would hide the picture", async () => {
    const Condition =
      `{% ${Array.from({ length: 40 }, (_, index) => `$states.input.f${index}`).join(" or ")} %}` as const;
    const said = texts(
      await svg(
        machine({
          Choose: { Type: "Choice", Choices: [{ Condition, Next: "Good" }] },
          Good: { Type: "Succeed" },
        }),
      ),
    );
    expect(said.at(-1)).to.equal("…");
    expect(said).to.have.lengthOf(9);
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
    const states = Object.fromEntries(names.map((name) => [name, { Type: "Succeed" }] as const));
    expect(texts(await svg(machine(states)))).to.have.members(["start", ...names]);
  });

  it("draws names that no XML can hold, and tells them apart", async () => {
    const names = ["\u0000", "\u0001", "\ud800", "\ud801", "\ufffe", "\uffff", "\n", ""];
    const states = Object.fromEntries(names.map((name) => [name, { Type: "Succeed" }] as const));
    const picture = await svg(machine(states));
    expect(picture.match(/class="node"/g)).to.have.lengthOf(names.length + 1);
    expect(picture).not.to.match(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  });

  it("is the same picture every time", async () => {
    expect(dot(EXAM)).to.equal(dot(structuredClone(EXAM)));
    expect(await svg(EXAM)).to.equal(await svg(structuredClone(EXAM)));
  });

  it("is 700 px wide at most, however many states stand side by side", async () => {
    const ends = Array.from({ length: 20 }, (_, index) => `End${index}`);
    const Choices = ends.map((Next) => ({ Condition: "{% true %}", Next }) as const);
    const wide = machine({
      Choose: { Type: "Choice", Choices },
      ...Object.fromEntries(ends.map((name) => [name, { Type: "Succeed" }] as const)),
    });
    for (const definition of [EXAM, wide]) {
      const points = Number(/^<svg width="(\d+)pt"/.exec(await svg(definition))?.[1]);
      expect((points * 96) / 72).to.be.within(600, 700);
    }
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
    expect(await svg(EXAM)).to.match(
      /class="cluster">\s*<title>cluster_ground<\/title>\s*<path fill="#ffffff"/,
    );
  });
});
