/** Every resource of both stacks against what AWS would refuse, where the types say nothing of it. */
import { expect } from "chai";
import { readProject } from "../../local/config";
import { read, type Properties } from "../../local/inputs";
import { runProgram } from "../../local/program";
import { localProvider } from "../../local/provider";
import { ROOT } from "../support/program";
import { held, type Held } from "./check";
import { INLINE_POLICIES, inlinePolicies, RULES } from "./documented";
import type { Model } from "./model";
import json = require("./model.json");
import { OPERATIONS, type Made } from "./operations";

// The import has a type of its own for each of the thousand shapes.
const model: Model = json;

/** What no model says anything of, and who holds it instead. */
const UNHELD: Readonly<Record<string, string>> = {
  "aws:apigateway/account:Account cloudwatchRoleArn":
    "a patch operation, of texts; an ARN of the program's role",
  "aws:apigateway/methodSettings:MethodSettings methodPath": "a patch operation; tests/program/api.spec.ts",
  "aws:apigateway/methodSettings:MethodSettings settings": "a patch operation; tests/program/api.spec.ts",
  "aws:apigateway/stage:Stage accessLogSettings": "a patch operation; tests/program/api.spec.ts",
  "aws:lambda/function:Function code": "a file; tests/packaging/size.spec.ts",
  "aws:sns/topic:Topic kmsMasterKeyId": "SNS takes attributes as texts without limits",
  "aws:sns/topic:Topic tracingConfig": "SNS takes attributes as texts; policies/ wants Active",
  "aws:sns/topicSubscription:TopicSubscription filterPolicy": "an attribute; documented.ts",
  "aws:sns/topicSubscription:TopicSubscription rawMessageDelivery": "an attribute; a boolean by its type",
};

/** Names that Pulumi makes up where the program leaves them out. */
const AUTOMATIC = ["name", "ruleName", "statementId"];

interface Resource {
  readonly title: string;
  readonly type: string;
  readonly inputs: Properties;
}

async function resourcesOf(stack: "dev" | "prod"): Promise<readonly Resource[]> {
  const { resources } = await runProgram({
    folder: ROOT,
    main: "index.ts",
    project: readProject(ROOT, stack, {}),
    provider: localProvider({ accountId: "000000000000", region: "eu-west-1" }),
  });
  return resources.map(({ type, name, inputs, state }) => ({
    title: `${stack}: ${type} ${name}`,
    type,
    inputs: {
      ...inputs,
      ...Object.fromEntries(AUTOMATIC.filter((key) => key in state).map((key) => [key, state[key]])),
    },
  }));
}

function operationOf(type: string): Made {
  const made = OPERATIONS[type];
  if (made) return made;
  throw new Error(
    `No operation of AWS is known that makes ${type}: add it to tests/limits/operations.ts, and make model.json again.`,
  );
}

function heldOf({ type, inputs }: Resource): Held {
  const known = held(model, operationOf(type), { ...inputs, ...("code" in inputs && { code: {} }) });
  return "code" in inputs ? { ...known, unheld: [...known.unheld, "code"] } : known;
}

describe("limits: what the program registers", () => {
  let resources: readonly Resource[];
  before(async () => {
    resources = [...(await resourcesOf("dev")), ...(await resourcesOf("prod"))];
  });

  it(`is what the operations of AWS take, by ${model.source}`, () => {
    const wrong = resources.flatMap((resource) =>
      heldOf(resource).wrong.map((what) => `${resource.title}: ${what}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("has no property that nothing is known of, but for those that are listed", () => {
    const unheld = new Set(
      resources.flatMap((resource) => heldOf(resource).unheld.map((path) => `${resource.type} ${path}`)),
    );
    expect(
      [...unheld].sort(),
      "of a new property, say in tests/limits/operations.ts what AWS calls it; where its model says nothing of it, " +
        "write a rule in tests/limits/documented.ts, and list it here with who holds it",
    ).to.deep.equal(Object.keys(UNHELD).sort());
  });

  it("keeps to what stands in AWS's pages alone", () => {
    const broken = resources.flatMap(({ title, type, inputs }) =>
      RULES.filter((rule) => rule.type === type && rule.broken(read(title, inputs))).map(
        ({ says, source }) => `${title} ${says} (${source})`,
      ),
    );
    expect(broken).to.deep.equal([]);
  });

  it("has roles whose inline policies are short enough together", () => {
    for (const stack of ["dev", "prod"]) {
      const policies = resources.filter(
        ({ title, type }) => title.startsWith(stack) && type === "aws:iam/rolePolicy:RolePolicy",
      );
      const sizes = inlinePolicies(policies.map(({ inputs }) => inputs));
      expect(sizes.size).to.be.greaterThan(10);
      expect([...sizes].filter(([, size]) => size > INLINE_POLICIES)).to.deep.equal([]);
    }
  });
});

describe("limits: rules of AWS's pages", () => {
  for (const { type, says, broken, example } of RULES)
    it(`see that ${type} does not hold: ${says}`, () => {
      expect(broken(read(type, example))).to.equal(true);
    });
});

describe("limits: holding against a model", () => {
  const found = (type: string, inputs: Properties) => held(model, operationOf(type), inputs);
  const FUNCTION = "aws:lambda/function:Function";
  const table = { name: "t-1", hashKey: "a", attributes: [{ name: "a", type: "S" }] };
  const TABLE = "aws:dynamodb/table:Table";

  it("finds a name that is too long, too short, or of other characters", () => {
    const wrong = (name: string) => found(TABLE, { ...table, name }).wrong.join();
    expect(wrong("t-1")).to.equal("");
    expect(wrong("t".repeat(1025))).to.contain("name has 1025 characters, at most 1024 is allowed");
    expect(wrong("")).to.contain("name has 0 characters, at least 1 is allowed");
    const role = { name: "a b", assumeRolePolicy: "{}" };
    expect(found("aws:iam/role:Role", role).wrong.join()).to.match(/name is "a b", which does not match/);
  });

  it("finds a word that is none of those allowed, at any depth", () => {
    const attributes = [{ name: "a", type: "X" }];
    expect(found(TABLE, { ...table, attributes }).wrong).to.deep.equal([
      'attributes.type is "X", but must be one of S, N, B',
    ]);
    const inputs = {
      name: "f",
      role: "arn:aws:iam::000000000000:role/r",
      code: {},
      tracingConfig: { mode: "On" },
    };
    expect(found(FUNCTION, inputs).wrong).to.deep.equal([
      'tracingConfig.mode is "On", but must be one of Active, PassThrough',
    ]);
  });

  it("finds a number out of its range, too many items, and what is missing", () => {
    const inputs = { name: "f", code: {}, timeout: 0, architectures: ["arm64", "x86_64"] };
    expect(found(FUNCTION, inputs).wrong).to.include.members([
      "it has no Role, which is required",
      "timeout has 0, at least 1 is allowed",
      "architectures has 2 items, at most 1 is allowed",
    ]);
  });

  it("names what it does not know", () => {
    expect(
      found(TABLE, { ...table, colour: "red", attributes: [{ name: "a", type: "S", size: 1 }] }).unheld,
    ).to.have.members(["colour", "attributes.size"]);
    expect(() => operationOf("aws:sqs/queue:Queue")).to.throw("tests/limits/operations.ts");
    expect(() => held(model, { service: "sqs", operation: "CreateQueue" }, {})).to.throw("generate.ts");
  });

  it("takes records for lists of keys with values", () => {
    const tags = { "a!": "b".repeat(300) };
    expect(found("aws:iam/role:Role", { name: "r", assumeRolePolicy: "{}", tags }).wrong.join("\n"))
      .to.contain('tags.Key is "a!"')
      .and.contain("tags.value has 300 characters");
  });
});
