/** A preview as Markdown. The fixtures are what the real engine said, shortened: `up`, then previews of a change. */
import { expect } from "chai";
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { comment, LIMIT } from "../../preview/comment";
import { readEvents, type Preview, type Step } from "../../preview/events";
import { accountOf, isAnythingUnknown, ownInputs, type Own } from "../../preview/known";
import { main } from "../../preview/main";
import { code, fitted, table } from "../../preview/markdown";
import type { Properties } from "../../policies/value";

const read = (name: string): string => readFileSync(join(__dirname, "fixtures", `${name}.jsonl`), "utf8");
const NONE: Own = new Map();
const written = (preview: Preview, own: Own = NONE): string => comment({ stack: "dev", preview, own });

/** The cells of a section's table. */
function rows(markdown: string, title: string): readonly (readonly string[])[] {
  const [, section = ""] = markdown.split(`${title}\n\n`);
  const lines = section.split("\n\n").find((block) => block.startsWith("|")) ?? "";
  return lines
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const URN = "urn:pulumi:dev::resit::";
const step = (type: string, name: string, before?: Properties, after?: Properties): Step => ({
  op: before === undefined ? "create" : after === undefined ? "delete" : "update",
  urn: `${URN}${type}::${name}`,
  type,
  name,
  ...(before && { before }),
  ...(after && { after }),
});
const preview = (...steps: readonly Step[]): Preview => ({ steps, findings: [], errors: [], ended: true });
const document = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const permissions = (...steps: readonly Step[]) => rows(written(preview(...steps)), "### Permissions");
const MACHINE = "aws:sfn/stateMachine:StateMachine";
const definition = (States: object, StartAt = "A") => ({ definition: JSON.stringify({ StartAt, States }) });

describe("a preview that the engine made, of a stack that is deployed", () => {
  const markdown = written(readEvents(read("changed")));

  it("begins with the mark by which its comment is found again, and says how it went", () => {
    expect(markdown).to.match(/^<!-- preview of dev -->\n## Preview of `dev`: refused by policies\n/);
  });

  it("names the policies that refuse it, with the resource and what is wrong", () => {
    expect(
      rows(markdown, "### Refused by policies").map(([policy, resource]) => [policy, resource]),
    ).to.deep.equal([
      ["`apigateway-stage-traced`", "`aws:apigateway/stage:Stage api`"],
      ["`iam-role-policy-least-privilege`", "`aws:iam/rolePolicy:RolePolicy getPaper`"],
    ]);
  });

  it("draws both definitions in one picture, with what came, went and changed", () => {
    const [, picture = ""] = /```mermaid\n([^`]*)```/.exec(markdown) ?? [];
    expect(picture).to.match(/^flowchart TD\n/);
    expect(picture).to.contain("#43; added<br/>Pause").and.to.contain("#177; changed#58; TimeoutSeconds");
    expect(picture).to.contain("#8722; removed<br/>status");
  });

  it("says in words what the picture shows, and the JSON path of each change", () => {
    const [, afterPicture = ""] = markdown.split("```\n\n");
    const [words = "", places = ""] = afterPicture.split("\n\n");
    expect(words.split("\n").slice(2)).to.deep.equal([
      '| ± | `changed state "CloseAttempt": TimeoutSeconds 60 → 77, Retry` |',
      '| ± | `changed state "Status": Choices` |',
      '| + | `added state "Pause"` |',
      '| + | `added way from "Status" to "Pause": status = "awaiting-exam"` |',
      '| + | `added way from "Pause" to "SitExam"` |',
      '| − | `removed way from "Status" to "SitExam": status = "awaiting-exam"` |',
    ]);
    expect(places.split("\n").slice(2)).to.deep.equal([
      "| ± | `/States/CloseAttempt/TimeoutSeconds` | `60` | `77` |",
      "| ± | `/States/CloseAttempt/Retry/0/MaxAttempts` | `8` | `9` |",
      '| ± | `/States/Status/Choices/0/Next` | `"SitExam"` | `"Pause"` |',
      '| + | `/States/Pause` |  | ``{"Type":"Wait","Comment":"A day to <b>prepare</b> \\| `now`.","Seconds":86400,"Next":"SitExam"}`` |',
    ]);
  });

  it("lists permissions that are given and taken, and what is not known yet", () => {
    const table = "`arn:aws:dynamodb:eu-west-1:000000000000:table/resit-dev-incidents`";
    const later = "*known after the deployment*";
    expect(rows(markdown, "### Permissions")).to.deep.equal([
      ["±", "`apigateway.amazonaws.com`", "`lambda:InvokeFunction`", "`resit-dev-getPaper`", later],
      ["+", "`getPaper`", "`dynamodb:DeleteItem`, `dynamodb:Scan`", "`*`", ""],
      ["−", "`getPaper`", "`dynamodb:GetItem`", table, ""],
      ["+", "`withdrawIncident`", later, later, ""],
      ["−", "`withdrawIncident`", "`dynamodb:GetItem`, `dynamodb:UpdateItem`", table, ""],
      [
        "−",
        "`withdrawIncident`",
        "`logs:CreateLogStream`, `logs:PutLogEvents`",
        "`arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/resit-dev-withdrawIncident:*`",
        "",
      ],
      [
        "−",
        "`withdrawIncident`",
        "`states:SendTaskSuccess`",
        "`arn:aws:states:eu-west-1:000000000000:stateMachine:resit-dev-exam`",
        "",
      ],
    ]);
  });

  it("takes what the preview does not know from the program run without AWS, and says so", () => {
    const { steps } = readEvents(read("changed"));
    const known = steps.find(({ name }) => name === "withdrawIncident");
    const same = new Map([[known?.urn ?? "", known?.before ?? {}]]);
    const guessed = written(readEvents(read("changed")), same);
    expect(rows(guessed, "### Permissions").length).to.equal(3);
    expect(guessed).to.contain(
      "Compared as the program says it without AWS, because the preview knows it only after the deployment: `withdrawIncident`.",
    );
  });

  it("names what changes of each resource, and shows no value and no secret", () => {
    expect(read("changed")).to.contain("hunter2-secret");
    expect(markdown).not.to.contain("hunter2");
    expect(markdown).to.contain(
      "| update | `aws:cloudwatch/metricAlarm:MetricAlarm api-errors` | `alarmDescription` (*known after the deployment*), `dimensions/ApiName` (*known after the deployment*), `threshold` |",
    );
  });

  it("is the same whatever the order of the events", () => {
    const lines = read("changed").trim().split("\n");
    expect(written(readEvents([...lines].reverse().join("\n")))).to.equal(markdown);
  });

  it("is in the account of its resources", () => {
    expect(accountOf(readEvents(read("changed")))).to.equal("000000000000");
    expect(accountOf(readEvents(read("first")))).to.equal(undefined);
  });
});

describe("a preview that the engine made, of an empty account", () => {
  const first = readEvents(read("first"));

  it("says of what it does not know that it is known after the deployment", () => {
    expect(isAnythingUnknown(first, ["definition"])).to.equal(true);
    const markdown = written(first);
    expect(markdown).to.contain("## Preview of `dev`: 6 to create\n");
    expect(markdown).to.contain("### State machine `exam`\n\nIts definition is known after the deployment.");
  });

  it("draws the definition that the program has without AWS", () => {
    const urn = `${URN}${MACHINE}::exam`;
    const inputs = definition({ A: { Type: "Succeed" } });
    const own = ownInputs(JSON.stringify({ deployment: { resources: [{ urn, type: MACHINE, inputs }] } }));
    const markdown = written(first, own);
    expect(markdown).to.contain("It is new.\n\nDrawn from the program run without AWS");
    expect(markdown).to.contain("```mermaid\nflowchart TD");
  });
});

describe("a preview", () => {
  it("of nothing says so", () => {
    expect(written(preview())).to.equal("<!-- preview of dev -->\n## Preview of `dev`: nothing changes\n");
  });

  it("that did not come to its end says so, with the errors", () => {
    const error = { message: "error: resit:passMark is 99\n", severity: "error" };
    const markdown = written(readEvents(`Previewing\n${JSON.stringify({ diagnosticEvent: error })}\n`));
    expect(markdown).to.contain(": it did not come to its end\n");
    expect(markdown).to.contain("### Errors\n\n`error: resit:passMark is 99`");
  });

  it("counts a replacement once, and shows it before all else", () => {
    const metadata = { urn: `${URN}aws:sns/topic:Topic::t`, type: "aws:sns/topic:Topic" };
    const [old, made] = [{ inputs: { name: "a" } }, { inputs: { name: "b" } }];
    const events = [
      { op: "create-replacement", old, new: made },
      { op: "replace", old, new: made },
      { op: "delete-replaced", old },
    ].map((each) => JSON.stringify({ resourcePreEvent: { metadata: { ...metadata, ...each } } }));
    const markdown = written(readEvents([...events, '{"summaryEvent":{}}'].join("\n")));
    expect(markdown).to.contain(": 1 to replace\n");
    expect(rows(markdown, "### Replaced or deleted")).to.deep.equal([
      ["replace", "`aws:sns/topic:Topic t`", "`name`"],
    ]);
  });

  it("of a machine that goes, or whose definition is unreadable, draws nothing", () => {
    const machine = definition({ A: { Type: "Succeed" } });
    expect(written(preview(step(MACHINE, "m", machine)))).to.contain("It is deleted.");
    const broken = written(preview(step(MACHINE, "m", machine, { definition: "{" })));
    expect(broken).to.contain("Its definition is no JSON object.").and.not.to.contain("mermaid");
  });

  it("of a machine whose definition says the same in another order shows no change of it", () => {
    const one = { definition: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}' };
    const other = { definition: '{"States":{"A":{"End":true,"Type":"Pass"}},"StartAt":"A"}' };
    expect(written(preview(step(MACHINE, "m", one, other)))).not.to.contain("### State machine");
  });
});

describe("permissions of a preview", () => {
  const POLICY = "aws:iam/rolePolicy:RolePolicy";
  const ROLE = "aws:iam/role:Role";
  const allow = { Effect: "Allow", Action: ["s3:Get", "s3:Put"], Resource: "arn:a" };

  it("are the same however the statements are put together", () => {
    const apart = [
      { ...allow, Action: "s3:Put" },
      { ...allow, Action: "s3:Get" },
    ];
    expect(
      permissions(step(POLICY, "p", { policy: document(allow) }, { policy: document(...apart) })),
    ).to.deep.equal([]);
  });

  it("tell denials, exceptions and conditions", () => {
    const policy = document(
      { Effect: "Deny", NotAction: "s3:Get", Resource: "*" },
      { ...allow, Condition: { StringEquals: { "aws:SourceAccount": "1" } } },
    );
    expect(permissions(step(POLICY, "p", undefined, { policy }))).to.deep.equal([
      ["+", "`p`", "Deny: `all but s3:Get`", "`*`", ""],
      ["+", "`p`", "`s3:Get`, `s3:Put`", "`arn:a`", '`{"StringEquals":{"aws:SourceAccount":"1"}}`'],
    ]);
  });

  it("tell who may take on a role, what is attached to it, and who may call a function", () => {
    const trust = (Principal: object) => document({ Effect: "Allow", Action: "sts:AssumeRole", Principal });
    const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    const was = { assumeRolePolicy: trust({ Service: "lambda.amazonaws.com" }) };
    const is = {
      assumeRolePolicy: trust({ AWS: "arn:aws:iam::666666666666:root" }),
      managedPolicyArns: [admin],
    };
    const call = { principal: "*", action: "lambda:InvokeFunction", function: "f" };
    expect(
      permissions(
        step(ROLE, "r", was, is),
        step("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", undefined, { policyArn: admin }),
        step("aws:lambda/permission:Permission", "f", undefined, call),
      ),
    ).to.deep.equal([
      ["+", "`*`", "`lambda:InvokeFunction`", "`f`", ""],
      ["+", "`a`", "`what it says`", `\`${admin}\``, ""],
      ["+", "`arn:aws:iam::666666666666:root`", "`sts:AssumeRole`", "`role r`", ""],
      ["−", "`lambda.amazonaws.com`", "`sts:AssumeRole`", "`role r`", ""],
      ["+", "`r`", "`what it says`", `\`${admin}\``, ""],
    ]);
  });

  it("are taken with what is deleted", () => {
    expect(permissions(step(POLICY, "p", { policy: document(allow) }))).to.deep.equal([
      ["−", "`p`", "`s3:Get`, `s3:Put`", "`arn:a`", ""],
    ]);
  });

  it("tell apart what is alike but for what is not shown of it", () => {
    const long = (end: string) => ({
      policy: document({ ...allow, Resource: `arn:${"x".repeat(300)}${end}` }),
    });
    expect(permissions(step(POLICY, "p", long("a"), long("b"))).length).to.equal(2);
  });
});

describe("what comes from outside, in Markdown", () => {
  it("is a code span on one line, whatever is in it", () => {
    expect(code("a")).to.equal("`a`");
    expect(code("")).to.equal("");
    expect(code("`a`")).to.equal("`` `a` ``");
    expect(code("a ``` b")).to.equal("````a ``` b````");
    expect(code("a\n\n<b>@team")).to.equal("`a <b>@team`");
    expect(code("a\u202eb\u200b\u0007")).to.equal("`a\ufffdb\ufffd\ufffd`");
    expect(code("x".repeat(300))).to.equal(`\`${"x".repeat(200)}…\``);
  });

  it("ends no cell and no code span", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 3 }), (cells) => {
        const [, , line = "", ...rest] = table(
          cells.map(() => "h"),
          [cells.map((each) => code(each))],
          9,
        ).split("\n");
        expect(rest).to.deep.equal([]);
        const inner = line.slice(2, -2).split(/ (?<!\\)\| /);
        expect(inner.length).to.equal(cells.length);
        for (const cell of inner) {
          const [fence = ""] = /^`*/.exec(cell) ?? [];
          const content = cell.slice(fence.length, cell.length - fence.length);
          expect(cell.endsWith(fence)).to.equal(true);
          expect(content.match(/`+/g) ?? []).not.to.include(fence);
        }
      }),
    );
  });

  it("stays what it is in names, policies' words and definitions", () => {
    const evil = "</details>\n\n# @everyone ```\n| x | <!-- ![](https://evil.example) ~~~";
    const machine = definition({ [evil]: { Type: "Pass", Comment: evil, End: true } }, evil);
    const { steps } = preview(
      step(MACHINE, evil, definition({ A: { Type: "Succeed" } }), machine),
      step("aws:iam/rolePolicy:RolePolicy", evil, undefined, {
        policy: document({ Effect: "Allow", Action: evil, Resource: evil }),
      }),
    );
    const finding = { policy: evil, urn: `${URN}${evil}`, level: "mandatory", message: evil };
    const markdown = written({ steps, findings: [finding], errors: [evil], ended: true });
    // Without code, nothing of it is left.
    const outside = markdown
      .replace(/```mermaid\n[^`]*```/g, "")
      .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, "");
    for (const each of ["@everyone", "evil.example", "![", "~~~"]) expect(outside).not.to.contain(each);
    expect(outside.match(/<\/details>/g)?.length).to.equal(1);
  });
});

describe("the length of a comment", () => {
  const many = (count: number, size: number): Preview =>
    preview(
      ...Array.from({ length: count }, (_, index) =>
        step("aws:iam/rolePolicy:RolePolicy", `p${index}`, undefined, {
          policy: document({ Effect: "Allow", Action: "a:B", Resource: `arn:${"x".repeat(size)}${index}` }),
        }),
      ),
    );

  it("is what GitHub takes, with fewer rows and how many there are more", () => {
    const markdown = written(many(2_000, 150));
    expect(markdown.length).to.be.within(10_000, LIMIT);
    expect(markdown).to.match(/… and \d+ more\./);
  });

  it("is that also where a definition is too large to be drawn, or nearly nothing fits", () => {
    const states = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [
        `S${index}`,
        { Type: "Pass", Next: `S${(index + 1) % 1_000}` },
      ]),
    );
    const markdown = written(preview(step(MACHINE, "m", definition({}), definition(states, "S0"))));
    expect(markdown.length).to.be.at.most(LIMIT);
    expect(markdown).to.contain("It is too large to be drawn here.");
    expect(fitted([() => "head", () => "x".repeat(100)], 60)).to.equal(
      "head\n\nThe rest is too long to be shown here.\n",
    );
  });
});

describe("npm run preview:report", () => {
  const told = { out: "", err: "" };
  const asked: unknown[] = [];
  const report = (argv: readonly string[], own: () => Promise<unknown> = () => Promise.resolve({})) => {
    Object.assign(told, { out: "", err: "" });
    asked.length = 0;
    return main(
      argv,
      {
        out: (text) => (told.out += text),
        err: (text) => (told.err += text),
        file: (name) => readFileSync(join(__dirname, "fixtures", name), "utf8"),
      },
      (...of) => {
        asked.push(of);
        return own();
      },
    );
  };

  it("runs the program where the preview does not know something, as the stack in its account", async () => {
    const own = () => Promise.resolve({ deployment: { resources: [] } });
    expect(await report(["--stack", "dev", "--events", "changed.jsonl"], own)).to.equal(0);
    expect(asked).to.deep.equal([["dev", "000000000000"]]);
    expect(told).to.deep.equal({ out: written(readEvents(read("changed"))), err: "" });
  });

  it("says what it can where the program does not run", async () => {
    const broken = () => Promise.reject(new Error("resit:passMark is 99"));
    expect(await report(["--stack", "dev", "--events", "first.jsonl"], broken)).to.equal(0);
    expect(told.out).to.equal(written(readEvents(read("first"))));
    expect(told.err).to.match(/^The program does not run without AWS, .*: resit:passMark is 99\n$/);
  });

  it("has help, and says what is wrong with how it is used", async () => {
    expect([await report(["--help"]), told.out.startsWith("Usage: ")]).to.deep.equal([0, true]);
    const wrong: readonly (readonly [argv: readonly string[], said: string])[] = [
      [[], '--stack wants the name of a stack, as dev; found was "nothing".'],
      [["--stack", "a-->b"], '--stack wants the name of a stack, as dev; found was "a-->b".'],
      [["--stack", "dev"], "--events wants the file that the preview wrote; found was nothing."],
      [["--stack", "dev", "--events", "none"], "ENOENT: no such file or directory"],
      [["--other"], "Unknown option '--other'"],
    ];
    for (const [argv, said] of wrong) {
      expect(await report(argv), argv.join(" ")).to.equal(2);
      expect(told.err).to.contain(said);
    }
  });
});
