import { expect } from "chai";
import { rendered } from "../import/generated";
import { asl, files, PASS } from "./harness";

const COMMANDS = ["check", "run", "diagram", "permissions", "import"] as const;

const CALL = JSON.stringify({
  StartAt: "A",
  States: {
    A: {
      Type: "Task",
      Resource: "arn:aws:states:::batch:submitJob",
      Parameters: { JobDefinition: "d", JobName: "n", JobQueue: "q" },
      Next: "B",
    },
    B: { Type: "Succeed" },
  },
});

describe("asl: help", () => {
  for (const args of [["--help"], ["-h"], ["help"]])
    it(`is what ${args.join(" ")} prints`, async () => {
      const answer = await asl(args);
      expect(answer).to.include({ exit: 0, err: "" });
      for (const command of COMMANDS) expect(answer.out).to.match(new RegExp(`^ {2}${command} FILE`, "m"));
    });

  it("is there for a command, also as help COMMAND", async () => {
    expect(await asl(["help", "check"])).to.deep.equal(await asl(["check", "--help"]));
    expect(await asl(["help", "chekc"])).to.deep.equal(await asl(["help"]));
  });

  for (const command of COMMANDS)
    it(`is there for ${command}, also between other arguments`, async () => {
      const answer = await asl([command, "--help"]);
      expect(answer).to.include({ exit: 0, err: "" });
      expect(answer.out).to.match(new RegExp(`^Usage: npm run --silent asl -- ${command} FILE`));
      expect(answer.out).to.contain("--help").and.contain("Exit codes: 0 ");
      expect(await asl([command, "none.json", "--help", "--unknown"])).to.deep.equal(answer);
    });

  it("fits a terminal of 120 columns", async () => {
    for (const command of COMMANDS)
      for (const line of (await asl([command, "--help"])).out.split("\n"))
        expect(line.length, line).to.be.at.most(120);
  });
});

describe("asl: used wrongly", () => {
  const usage = (command: string) => `\nUsage: npm run --silent asl -- ${command} `;

  it("is without a command, or with one that is not there", async () => {
    for (const args of [[], ["chekc"], ["--json"], ["__proto__"]]) {
      const answer = await asl(args);
      expect(answer).to.include({ exit: 2, out: "" });
      expect(answer.err)
        .to.match(/^Expected a command, found /)
        .and.contain(usage("COMMAND"));
    }
  });

  for (const command of COMMANDS) {
    it(`is ${command} without a file`, async () => {
      const answer = await asl([command]);
      expect(answer).to.include({ exit: 2, out: "" });
      expect(answer.err)
        .to.match(/^Expected a FILE, or - for standard input/)
        .and.contain(usage(command));
    });

    it(`is ${command} with an option that it does not have`, async () => {
      const answer = await asl([command, "--unknown", "x.json"]);
      expect(answer).to.include({ exit: 2, out: "" });
      expect(answer.err)
        .to.match(/^Unknown option '--unknown'/)
        .and.contain(usage(command));
    });

    it(`is ${command} of a file that is not there`, async () => {
      const answer = await asl([command, "none.json"]);
      expect(answer).to.include({ exit: 2 });
      expect(answer.err).to.equal("none.json: cannot be read: there is no such file\n");
    });

    it(`ends with 1 for ${command} of what is no definition`, async () => {
      for (const text of ["{", "[]", "1", '{"StartAt": 1}', '{"StartAt":"A","States":{"A":null}}'])
        expect((await asl([command, "-"], text)).exit, text).to.equal(1);
    });
  }
});

describe("asl diagram", () => {
  const { write } = files();

  it("prints Mermaid, or SVG with --svg", async () => {
    expect((await asl(["diagram", "-"], PASS)).out).to.match(/^flowchart /);
    expect((await asl(["diagram", "-", "--svg"], PASS)).out).to.match(/^<svg [^]*<\/svg>\n$/);
  });

  it("draws what differs, and a way", async () => {
    const [before, after] = [write("before.json", PASS), write("after.json", CALL)];
    const plain = (await asl(["diagram", after])).out;
    const difference = await asl(["diagram", after, "--difference", before]);
    const way = await asl(["diagram", after, "--highlight", "A, B"]);
    expect(difference.exit).to.equal(0);
    expect(way.exit).to.equal(0);
    expect(new Set([plain, difference.out, way.out]).size).to.equal(3);
  });

  it("knows the states of a way", async () => {
    const answer = await asl(["diagram", "-", "--highlight", "A,X"], PASS);
    expect(answer).to.include({ exit: 2, out: "" });
    expect(answer.err).to.contain('Expected after --highlight names of states, as A; found "X".');
  });

  it("draws a definition with problems, and knows its states", async () => {
    const text =
      '{"StartAt":"A","States":{"A":{"Type":"Map","ItemProcessor":5},"P":{"Type":"Parallel","Branches":[null]}}}';
    expect(await asl(["diagram", "-", "--highlight", "A,P"], text)).to.include({ exit: 0, err: "" });
  });

  it("draws one of the two", async () => {
    const file = write("one.json", PASS);
    const answer = await asl(["diagram", file, "--difference", file, "--highlight", "A"]);
    expect(answer).to.include({ exit: 2, out: "" });
    expect(answer.err).to.contain("Expected one of --difference and --highlight, found both.");
    expect((await asl(["diagram", "-", "--difference", "-"], PASS)).exit).to.equal(2);
  });
});

describe("asl permissions", () => {
  const { write, short } = files();
  const place = ["--region", "eu-central-1", "--account", "123456789012"];

  it("prints each resource with what is allowed and for which states", async () => {
    const answer = await asl(["permissions", "-", ...place], CALL);
    expect(answer).to.include({ exit: 0, err: "" });
    expect(answer.out).to.contain(
      "arn:aws:batch:eu-central-1:123456789012:job-queue/q\n  allow  batch:SubmitJob\n  for    A\n",
    );
  });

  it("prints a policy document with --json", async () => {
    const answer = await asl(["permissions", "-", "--json", ...place], CALL);
    const { Version, Statement } = JSON.parse(answer.out) as {
      Version: string;
      Statement: readonly object[];
    };
    expect(Version).to.equal("2012-10-17");
    for (const each of Statement) expect(each).to.have.all.keys("Effect", "Action", "Resource");
  });

  it("says what it cannot know by the options that say it, and prints no policy then", async () => {
    const answer = await asl(["permissions", "-", "--json"], CALL);
    expect(answer).to.include({ exit: 1, out: "" });
    expect(answer.err).to.match(/^\(standard input\): State A: expected the region and the account/);
    expect(answer.err).to.contain("--region and --account").and.contain('"A" in the file of --grants');
    expect(answer.err).not.to.contain("options.");
  });

  for (const [option, value, expected] of [
    ["--account", "12345", "12 digits"],
    ["--region", "Frankfurt", "a region, as eu-central-1"],
    ["--state-machine-arn", "m", "an ARN, as arn:aws:states:eu-central-1:123456789012:stateMachine:Name"],
  ] as const)
    it(`takes no ${option} that is none`, async () => {
      const answer = await asl(["permissions", "-", option, value], CALL);
      expect(answer).to.include({ exit: 2, out: "" });
      expect(answer.err).to.contain(`Expected after ${option} ${expected}; found "${value}".\n`);
    });

  it("takes grants by hand, and says where they are wrong", async () => {
    const grant = {
      Action: ["batch:SubmitJob"],
      Resource: ["arn:x"],
      Condition: { StringEquals: { "aws:a": "b" } },
    };
    const good = write("grants.json", JSON.stringify({ A: [grant] }));
    expect((await asl(["permissions", "-", "--grants", good], CALL)).out).to.contain(
      "arn:x\n  allow  batch:SubmitJob\n",
    );
    const wrong = write("wrong.json", JSON.stringify({ A: [grant], B: [{ Action: "x" }] }));
    const answer = await asl(["permissions", "-", "--grants", wrong], CALL);
    expect(answer).to.include({ exit: 1, out: "" });
    expect(short(answer.err)).to.match(/^wrong\.json:1:\d+: \/B: expected lists of .* \[grants\/shape\]/);
  });
});

describe("asl import", () => {
  const { write, short } = files();

  it("prints TypeScript that renders back to the same JSON", async () => {
    const kit = "../../../../../workflow/asl/build";
    const answer = await asl(["import", write("pass.json", PASS), "--name", "examMachine", "--kit", kit]);
    expect(answer).to.include({ exit: 0, err: "" });
    expect(answer.out).to.contain("pass.json: it compiles").and.contain(`from "${kit}";`);
    expect(rendered(answer.out, "examMachine")).to.deep.equal(JSON.parse(PASS));
  });

  it("refuses what would not compile, with the problems", async () => {
    const answer = await asl(["import", write("bad.json", PASS.replace('"End": true', '"Next": "B"'))]);
    expect(answer).to.include({ exit: 1, out: "" });
    expect(short(answer.err)).to.match(/^bad\.json:1:54: \/States\/A\/Next: .* \[graph\/target\]/);
  });

  it("says what only a run would find, and imports it", async () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Succeed"},"B":{"Type":"Succeed"}}}';
    const answer = await asl(["import", "-"], text);
    expect(answer.exit).to.equal(0);
    expect(answer.err).to.match(/\/States\/B: .* \[graph\/unreachable\]/);
    expect(answer.out).to.contain("B: jsonPath()");
  });

  it("takes no empty place of the kit", async () => {
    const answer = await asl(["import", "-", "--kit", ""], PASS);
    expect(answer).to.include({ exit: 2, out: "" });
    expect(answer.err).to.contain("Expected after --kit where the kit is, as ./asl/build; found nothing.");
  });

  it("takes no name that no constant can have", async () => {
    const answer = await asl(["import", "-", "--name", "a b"], PASS);
    expect(answer).to.include({ exit: 2, out: "" });
    expect(answer.err).to.contain('Expected a name for a constant, found "a b".');
  });
});
