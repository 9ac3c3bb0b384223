import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploying, MOST_CHARACTERS, previewing, type PolicyDocument } from "../../deployment/documents";
import { isOfAws, NEEDS } from "../../deployment/needs";
import { ROOT, runAfresh, runOf, type Run } from "../support/program";

const PLACE = { region: "eu-west-1", account: "123456789012", stack: "resit-prod" };
const BACKEND = { bucket: "resit-state", key: "arn:aws:kms:eu-west-1:123456789012:key/1" };

const typesOf = ({ resources }: Run) => resources.filter(isOfAws).map(({ type }) => type);
const statementsOf = (documents: readonly PolicyDocument[]) =>
  documents.flatMap(({ Statement }) => Statement);
const actionsOf = (documents: readonly PolicyDocument[]) =>
  new Set(statementsOf(documents).flatMap(({ Action }) => Action));

/** `npm run roles` with these arguments. */
function roles(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-warnings", "-r", "ts-node/register/transpile-only", "deployment/main.ts", ...args],
    { cwd: ROOT, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

describe("deployment: the roles", () => {
  let all: readonly string[];
  before(async () => {
    const domain = {
      "resit:domainName": "api.university.example",
      "resit:certificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/1",
    };
    const runs = [await runOf("dev"), await runOf("prod"), await runAfresh("prod", domain)];
    all = [...new Set(runs.flatMap(typesOf))];
  });

  it("know what every type needs that a configuration registers, and no other type", () => {
    expect(Object.keys(NEEDS)).to.have.members(all);
  });

  it("say of a type that nobody has written down what to do", () => {
    expect(() => deploying(["aws:sqs/queue:Queue"], PLACE)).to.throw(
      "deployment/needs.ts does not say what aws:sqs/queue:Queue needs: add what the provider calls for it.",
    );
  });

  it("deploy with all that each type needs, and with the state", () => {
    const actions = actionsOf(deploying(all, PLACE, BACKEND));
    for (const type of all) {
      const { read, write, onAll = [] } = NEEDS[type] ?? { read: [], write: [] };
      expect([...actions], type).to.include.members([...read, ...write, ...onAll]);
    }
    expect([...actions]).to.include.members(["iam:PassRole", "s3:PutObject", "kms:Decrypt"]);
  });

  it("preview with nothing that changes anything", () => {
    const looks = /:(Get|List|Describe|Validate|GET$|Decrypt$)/;
    for (const action of actionsOf(previewing(all, PLACE, BACKEND))) expect(action).to.match(looks);
  });

  it("may do what they may to this stack alone, wherever AWS lets names say so", () => {
    const others = statementsOf(deploying(all, PLACE, BACKEND))
      .flatMap(({ Resource }) => Resource)
      .filter((arn) => !arn.includes("resit-prod") && !arn.includes("resit-state") && arn !== BACKEND.key);
    expect([...new Set(others)].sort()).to.deep.equal([
      "*",
      "arn:aws:apigateway:eu-west-1::/account",
      "arn:aws:apigateway:eu-west-1::/domainnames",
      "arn:aws:apigateway:eu-west-1::/domainnames/*",
      "arn:aws:apigateway:eu-west-1::/restapis",
      "arn:aws:apigateway:eu-west-1::/restapis/*",
      "arn:aws:apigateway:eu-west-1::/restapis/*/stages/*",
      "arn:aws:apigateway:eu-west-1::/tags/*",
      "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*",
      "arn:aws:iam::123456789012:role/exam-executions-*",
      "arn:aws:wafv2:eu-west-1:123456789012:regional/managedruleset/*/*",
    ]);
  });

  it("give `*` as resource to what AWS knows no resource of", () => {
    const everywhere = statementsOf(deploying(all, PLACE)).filter(({ Resource }) => Resource.includes("*"));
    const known = Object.values(NEEDS).flatMap(({ onAll = [] }) => onAll);
    expect(everywhere.flatMap(({ Action }) => Action)).to.have.members([...new Set(known)]);
  });

  it("pass roles to three services, and attach one policy", () => {
    const statements = statementsOf(deploying(all, PLACE));
    const ofAction = (action: string) => statements.filter(({ Action }) => Action.includes(action));
    expect(ofAction("iam:PassRole")).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["iam:PassRole"],
        Resource: [
          "arn:aws:iam::123456789012:role/resit-prod-*",
          "arn:aws:iam::123456789012:role/exam-executions-*",
        ],
        Condition: {
          StringEquals: {
            "iam:PassedToService": [
              "lambda.amazonaws.com",
              "states.amazonaws.com",
              "apigateway.amazonaws.com",
            ],
          },
        },
      },
    ]);
    expect(ofAction("iam:AttachRolePolicy").map(({ Condition }) => Condition)).to.deep.equal([
      {
        ArnEquals: {
          "iam:PolicyARN": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
        },
      },
    ]);
  });

  it("fit into managed policies, of which a role takes ten", () => {
    for (const documents of [deploying(all, PLACE, BACKEND), previewing(all, PLACE, BACKEND)]) {
      expect(documents.length).to.be.at.most(3);
      for (const document of documents)
        expect(JSON.stringify(document).length).to.be.at.most(MOST_CHARACTERS);
    }
  });
});

describe("npm run roles", () => {
  const folder = mkdtempSync(join(tmpdir(), "roles-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));

  it("writes the documents of a stack, and who may take the roles on", () => {
    const { status, stdout, stderr } = roles(
      ...[
        "--stack",
        "prod",
        "--account",
        "123456789012",
        "--repository",
        "university/resit",
        "--out",
        folder,
      ],
    );
    expect([status, stderr]).to.deep.equal([0, ""]);
    const files = readdirSync(folder);
    expect(stdout.trim().split("\n")).to.have.members(files.map((name) => join(folder, name)));
    expect(files).to.have.members([
      "deploying-1.json",
      "deploying-trust.json",
      "previewing-1.json",
      "previewing-trust.json",
    ]);
    expect(read("deploying-trust.json")).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: {
            Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
          },
          Condition: {
            StringEquals: {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": ["repo:university/resit:environment:prod"],
            },
          },
        },
      ],
    });
  });

  it("writes them for stacks of pull requests, which are called by a pattern", () => {
    const place = ["--stack", "dev", "--as", "pr-*", "--environment", "preview-stacks", "--out", folder];
    expect(roles(...place, "--account", "123456789012", "--repository", "university/resit").status).to.equal(
      0,
    );
    expect(JSON.stringify(read("deploying-1.json"))).to.include("function:resit-pr-*-*");
    expect(JSON.stringify(read("deploying-trust.json"))).to.include("environment:preview-stacks");
  });

  for (const [args, problem] of [
    [
      ["--stack", "nowhere"],
      '--stack is "nowhere", but the name of a stack that has a file Pulumi.NAME.yaml was expected.',
    ],
    [
      ["--stack", "prod", "--account", "1"],
      '--account is "1", but the twelve digits of an account was expected.',
    ],
  ] as const)
    it(`says to ${args.join(" ")} what was expected, with exit code 2`, () => {
      const { status, stderr } = roles(...args);
      expect(status).to.equal(2);
      expect(stderr.split("\n")[0]).to.equal(problem);
    });
});
