import { expect } from "chai";
import { mkdirSync } from "node:fs";
import { asl, files, PASS, type Answer } from "./harness";

/** `LINE:COLUMN: POINTER` and the rule of each line. */
const places = ({ out }: Answer): readonly string[] =>
  out
    .split("\n")
    .slice(0, -1)
    .map((line) =>
      line.replace(/^[^:]*:(\d+:\d+):(?: (\/[^:]*):)? .*? \[([a-z]+\/[a-z-]+)\] .*$/, "$1 $2 $3"),
    );

const WRONG = `{
\t"Comment": "ä😀 tabs and letters",
\t"StartAt": "A", "States": { "A😀": {
\t\t"Type": "Pass", /* here */ "Next": "B",
\t\t"Extra": 1
\t} } }`;

const WRONG_AT = [
  "3:2 /StartAt graph/start",
  "4:30 /States/A😀/Next graph/target",
  "5:3 /States/A😀/Extra shape/unknown-field",
];

describe("asl check", () => {
  const { write, path, short } = files();

  it("says nothing of a sound file, and ends with 0", async () => {
    expect(await asl(["check", write("sound.json", PASS)])).to.deep.equal({ exit: 0, out: "", err: "" });
  });

  it("prints one line for each problem, in the order of the file, and ends with 1", async () => {
    const answer = await asl(["check", write("wrong.json", WRONG)]);
    expect(answer.exit).to.equal(1);
    expect(answer.err).to.equal("");
    expect(places(answer)).to.include.members(WRONG_AT);
    const lines = short(answer.out).split("\n");
    expect(lines.find((line) => line.includes("/Next"))).to.match(
      /^wrong\.json:4:30: \/States\/A😀\/Next: expected .*, found "B" \[graph\/target\] .* \(https:\/\/states-language\.net\/spec\.html#[a-z-]+\)$/,
    );
    const numbers = places(answer).map((place) => place.split(" ")[0]?.split(":").map(Number) ?? []);
    expect(numbers).to.deep.equal(
      [...numbers].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0)),
    );
  });

  for (const [name, end] of [
    ["CR LF", "\r\n"],
    ["CR", "\r"],
  ] as const)
    it(`counts lines that end in ${name}`, async () => {
      const answer = await asl(["check", write("ends.jsonc", WRONG.replaceAll("\n", end))]);
      expect(places(answer)).to.include.members(WRONG_AT);
    });

  it("finds the same in YAML, at the places in YAML", async () => {
    const yaml = `# a comment
StartAt: A
States:
  "A😀": { Type: Pass, Next: B }
  'C/~d':
    Type: Pass
    Extra: [1,
      2]   # another
    End: true
`;
    expect(places(await asl(["check", write("wrong.yaml", yaml)]))).to.include.members([
      "2:1 /StartAt graph/start",
      "4:24 /States/A😀/Next graph/target",
      "7:5 /States/C~1~0d/Extra shape/unknown-field",
    ]);
  });

  it("points to where an alias stands, and inside to where its anchor does", async () => {
    const yaml = `StartAt: A
States:
  A: &a
    Type: Pass
    Next: Nowhere
  B: *a
  C:
    <<: *a
    Extra: 1
`;
    const answer = await asl(["check", write("alias.yml", yaml)]);
    expect(places(answer)).to.include.members([
      "5:5 /States/A/Next graph/target",
      "5:5 /States/B/Next graph/target",
      "5:5 /States/C/Next graph/target",
      "9:5 /States/C/Extra shape/unknown-field",
    ]);
  });

  it("names a missing field at the object that lacks it", async () => {
    const answer = await asl([
      "check",
      write("lacks.json", '{\n  "StartAt": "A",\n  "States": { "A": {\n "End": true } } }'),
    ]);
    expect(places(answer)).to.include("3:15 /States/A shape/state-type");
  });

  it("prints JSON with --json: file, place and problem", async () => {
    const answer = await asl(["check", "--json", write("wrong.json", WRONG)]);
    const problems = JSON.parse(answer.out) as readonly Record<string, unknown>[];
    expect(answer.exit).to.equal(1);
    expect(problems.map((each) => Object.keys(each).join())).to.deep.equal(
      problems.map(() => "file,line,column,pointer,rule,message,mend,source"),
    );
    expect(problems.find(({ rule }) => rule === "graph/target")).to.include({
      file: path("wrong.json"),
      line: 4,
      column: 30,
      pointer: "/States/A😀/Next",
    });
    expect((await asl(["check", "--json", write("sound.json", PASS)])).out).to.equal("[]\n");
  });

  it("tries every file, and the worst answer counts", async () => {
    const [sound, wrong] = [write("sound.json", PASS), write("wrong.json", WRONG)];
    const answer = await asl(["check", path("none.json"), wrong, sound]);
    expect(answer.exit).to.equal(2);
    expect(short(answer.err)).to.equal("none.json: cannot be read: there is no such file\n");
    expect(places(answer)).to.include.members(WRONG_AT);
    expect((await asl(["check", sound, wrong])).exit).to.equal(1);
  });

  it("cannot read a folder", async () => {
    mkdirSync(path("folder"));
    const answer = await asl(["check", path("folder")]);
    expect(short(answer.err)).to.equal("folder: cannot be read: it is a directory, a file was expected\n");
    expect(answer.exit).to.equal(2);
  });

  it("reads standard input as -, once", async () => {
    const answer = await asl(["check", "-"], WRONG);
    expect(answer.out).to.contain("(standard input):4:30: ");
    expect(await asl(["check", "-"], `StartAt: A\nStates: {A: {Type: Succeed}}\n`)).to.include({
      exit: 0,
      out: "",
    });
    expect((await asl(["check", "-", "-"], PASS)).err).to.contain("standard input can be read only once");
  });

  it("applies the rules of Express workflows with --express, and stricter ones with --strict", async () => {
    const file = write(
      "sync.json",
      JSON.stringify({
        StartAt: "A",
        States: {
          A: {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
            Parameters: { FunctionName: "f", Payload: { "t.$": "$$.Task.Token" } },
            End: true,
          },
        },
      }),
    );
    expect(await asl(["check", file])).to.include({ exit: 0, out: "" });
    expect(places(await asl(["check", "--express", file]))).to.include(
      "1:45 /States/A/Resource express/unsupported",
    );
    expect(places(await asl(["check", "--strict", file]))).to.include("1:26 /States/A timeout/required");
  });

  it("takes any name after --", async () => {
    expect((await asl(["check", "--", "--help"])).err).to.equal(
      "--help: cannot be read: there is no such file\n",
    );
  });

  it("keeps to its lines, whatever names say", async () => {
    const answer = await asl([
      "check",
      write("a.json", '{"StartAt":"A","States":{"A\\n\\u001b[31m\\u202e":{"Type":"Pass"}}}'),
    ]);
    expect(answer.out).to.match(/^[^\u001b\u202e]*$/);
    expect(
      answer.out
        .split("\n")
        .slice(0, -1)
        .every((line) => /^\S+\.json:\d+:\d+: /.test(line)),
    ).to.equal(true);
    expect(answer.out).to.contain("A\\u000a\\u001b[31m\\u202e");
  });

  it("reads tags of CloudFormation as substitutions, and says so", async () => {
    const yaml = `StartAt: A
States:
  A: { Type: Task, Resource: !GetAtt Fn.Arn, End: true }
  B: { Type: Task, Resource: !Join [ ":", [ arn, aws, !Ref X ] ], End: true }
`;
    const answer = await asl(["check", write("cfn.yaml", yaml)]);
    expect(short(answer.err)).to.equal(
      'cfn.yaml: note: tags of CloudFormation are read as substitutions, !GetAtt Name.Arn as "${Name.Arn}": !GetAtt, !Join, !Ref\n',
    );
    expect(places(answer).filter((place) => place.includes("/Resource"))).to.deep.equal([]);
  });

  for (const [what, text, found] of [
    ["a list", "[1, 2]", "a list [shape/value]"],
    ["a text", '"x"', '"x" [shape/value]'],
    [
      "a package",
      '{"name":"x","version":"1","main":"m","type":"t"}',
      "an object with name, version, main, … [shape/required]",
    ],
    [
      "a template",
      '{"Resources":{"M/1":{"Type":"AWS::Serverless::StateMachine"},"F":{"Type":"AWS::Lambda::Function"}}}',
      "a template of CloudFormation with one in it, at /Resources/M~11 [shape/required]",
    ],
  ] as const)
    it(`says of ${what} in one line that it is no state machine`, async () => {
      const answer = await asl(["check", "-"], text);
      expect(answer).to.include({ exit: 1, err: "" });
      expect(answer.out).to.match(/^[^\n]*\n$/);
      expect(answer.out).to.contain(`(standard input):1:1: expected a state machine, found ${found} Give `);
      expect((await asl(["import", "-"], text)).err).to.equal(answer.out);
    });

  it("names the fields that an object lacks which shares one with state machines", async () => {
    expect(places(await asl(["check", "-"], '{"Comment":"x"}'))).to.deep.equal([
      "1:1  shape/required",
      "1:1  shape/required",
    ]);
  });
});
