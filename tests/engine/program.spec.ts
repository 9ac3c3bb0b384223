/** The real engine over the program: what mocks do not show. */
import { expect } from "chai";
import { join } from "node:path";
import { readProject } from "../../local/config";
import { isRecord } from "../../local/inputs";
import { runProgram } from "../../local/program";
import { localProvider } from "../../local/provider";
import { startStack } from "../../local/stack";
import { resourcesOf, stackExport, type ExportedResource } from "../../local/stackExport";
import { client } from "../stack/client";
import {
  edited,
  engine,
  resourcesIn,
  type Change,
  type Edit,
  type Edited,
  type Engine,
  type Kept,
  type Operated,
  type Violation,
} from "../support/engine";
import { ROOT } from "../support/program";

/** Of one operation, in milliseconds. */
const TIMEOUT = 180_000;

const policyPacks = [join(ROOT, "policies")];
const mandatory = ({ violations }: Operated): readonly Violation[] =>
  violations.filter(({ level }) => level === "mandatory");

/** What an operation does, or would do. */
const done = ({ steps }: Operated): readonly string[] =>
  steps
    .filter(({ op }) => op !== "same")
    .map(({ op, urn }) => `${op} ${urn}`)
    .sort();

const urnOf = (type: string, name: string): string => `urn:pulumi:prod::resit::${type}::${name}`;
const TABLE = urnOf("aws:dynamodb/table:Table", "incidents");
const POOL = urnOf("aws:cognito/userPool:UserPool", "officers");
const MACHINE = urnOf("aws:sfn/stateMachine:StateMachine", "exam");
const GET_INCIDENT = urnOf("resit:infra:TracedFunction$aws:lambda/function:Function", "getIncident");

/** Lists have no order, and Pulumi ends the names that it makes up by chance. */
const comparable = (resource: Kept): Kept => ({
  ...resource,
  ...(resource.id !== undefined && { id: resource.id.replace(/-[0-9a-f]{7}(?![0-9a-z])/g, "-AUTO") }),
  dependencies: [...resource.dependencies].sort(),
  propertyDependencies: Object.fromEntries(
    Object.entries(resource.propertyDependencies).map(([property, urns]) => [property, [...urns].sort()]),
  ),
});

function keptOf(resource: ExportedResource): Kept {
  const { inputs, outputs, ...rest } = resource;
  expect(inputs).to.be.an("object");
  expect(outputs).to.be.an("object");
  return rest;
}

/** A handler answers something more, and the definition says something else: all that a deployment often brings. */
const WORK: readonly Edit[] = [
  {
    file: "handlers/getIncident.ts",
    from: "headers: { ETag: tag } }",
    to: 'headers: { ETag: tag, "Cache-Control": "no-cache" } }',
  },
  {
    file: "workflow/machine.ts",
    from: "A student reported for plagiarism sits",
    to: "Somebody reported for plagiarism sits",
  },
];

const RENAMED_TABLE: Edit = { file: "infra/incidentsTable.ts", from: '"incidents",', to: '"cases",' };

/** The table gets another name, the user pool a parent, the machine both; aliases say what they were. */
const REFACTORED: readonly Edit[] = [
  RENAMED_TABLE,
  {
    file: "infra/incidentsTable.ts",
    from: "{ protect },",
    to: '{ protect, aliases: [{ name: "incidents" }] },',
  },
  {
    file: "infra/identity.ts",
    from: "{ protect: args.protect },",
    to: `{
      protect: args.protect,
      parent: new pulumi.ComponentResource("resit:infra:Identity", "identity"),
      aliases: [{ parent: pulumi.rootStackResource }],
    },`,
  },
  {
    file: "infra/stateMachine.ts",
    from: "return new aws.sfn.StateMachine(\n    name,",
    to: 'return new aws.sfn.StateMachine(\n    "process",',
  },
  {
    file: "infra/stateMachine.ts",
    from: "{ protect: args.protect, dependsOn: policies },",
    to: `{
      protect: args.protect,
      dependsOn: policies,
      parent: new pulumi.ComponentResource("resit:infra:Machine", "machine"),
      aliases: [{ name, parent: pulumi.rootStackResource }],
    },`,
  },
];

const UNPROTECTED = { "resit:protect": "false" };

describe("the engine, from an empty account to production and back", function () {
  this.timeout(TIMEOUT);
  let stack: Engine;
  let made: Operated;
  let worked: Edited;
  const copies: Edited[] = [];
  const copyWith = (edits: readonly Edit[]): Edited => {
    const copy = edited(edits);
    copies.push(copy);
    return copy;
  };
  before(() => {
    stack = engine("prod");
  });
  after(() => {
    stack.remove();
    for (const copy of copies) copy.remove();
  });

  it("previews with the policy pack what is there to make, without knowing what AWS computes", async () => {
    const preview = await stack.operate("preview", { policyPacks });
    expect(preview.ok, preview.text).to.equal(true);
    expect(mandatory(preview)).to.deep.equal([]);
    const outputs = /^Outputs:\n((?: {4}.*\n)*)/m.exec(preview.text)?.[1]?.trimEnd().split("\n") ?? [];
    expect(outputs.map((line) => line.trim().replace(/ *: /, ": ")).sort()).to.deep.equal([
      "apiUrl: [unknown]",
      "machineClientId: [unknown]",
      "notificationTopicArn: [unknown]",
      "peopleClientId: [unknown]",
      "stateMachineArn: [unknown]",
      // The program names it.
      'tableName: "resit-prod-incidents"',
      "tokenUrl: [unknown]",
    ]);
    expect(preview.state).to.deep.equal([]);
  });

  it("makes under the policy pack every resource that the program registers", async () => {
    const up = await stack.operate("up", { policyPacks });
    made = up;
    expect(up.ok, up.text).to.equal(true);
    expect(up.violations.filter(({ policy }) => policy !== "exemptions-in-use")).to.deep.equal([]);
    expect(up.changes).to.deep.equal({ create: up.state.length });
  });

  it("keeps of each resource what the program says under mocks: ids, parents, dependencies, options", async () => {
    const program = await runProgram({
      folder: ROOT,
      main: "index.ts",
      project: readProject(ROOT, "prod", {}),
      provider: localProvider({ accountId: "000000000000", region: "eu-west-1" }),
    });
    const { deployment } = await stackExport(program);
    expect(made.state.map(comparable)).to.have.deep.members(
      deployment.resources.map((resource) => comparable(keptOf(resource))),
    );
    expect(made.outputs).to.deep.equal(program.outputs);
  });

  it("writes the client's secret nowhere in clear: not into the state, a preview or a function", async () => {
    const [state, shown] = [await stack.state(), await stack.state("shown")];
    const secrets = resourcesOf(resourcesIn(shown)).flatMap(({ state: { clientSecret } }) =>
      typeof clientSecret === "string" && clientSecret !== "" ? [clientSecret] : [],
    );
    expect(secrets.length).to.equal(1);
    // With the functions' code, which is in the state too.
    expect(state).to.contain("exports.handler");
    for (const secret of secrets) {
      expect(state.includes(secret), "the state").to.equal(false);
      expect(made.text.includes(secret), "the update").to.equal(false);
      expect(JSON.stringify(made.outputs).includes(secret), "the outputs").to.equal(false);
    }
  });

  it("has made a stack that a case is played through, from the report to the end", async () => {
    const resources = resourcesOf(resourcesIn(await stack.state("shown")));
    const outputs = isRecord(made.outputs) ? made.outputs : {};
    const running = await startStack({ program: { resources, outputs } });
    try {
      const api = client(running);
      expect((await api.report("in-engine")).status).to.equal(201);
      expect((await api.sit("in-engine", 1, false)).body["status"]).to.equal("awaiting-exam");
      expect((await api.sit("in-engine", 2, true)).body["status"]).to.equal("resolved");
      await api.message("in-engine", 2, "incident-resolved");
      expect((await api.incident("in-engine")).attempts.map(({ outcome }) => outcome)).to.deep.equal([
        "failed",
        "passed",
      ]);
    } finally {
      await running.stop();
    }
  });

  it("finds nothing to change afterwards: the program says the same each time", async () => {
    const again = await stack.operate("preview", { expectNoChanges: true });
    expect(again.ok, again.text).to.equal(true);
    expect(Object.keys(again.changes)).to.deep.equal(["same"]);
  });

  it("replaces neither the table nor the user pool nor the machine when they are renamed with an alias", async () => {
    const { folder } = copyWith(REFACTORED);
    const preview = await stack.operate("preview", { folder });
    expect(preview.ok, preview.text).to.equal(true);
    // The new parents alone.
    expect(done(preview)).to.deep.equal([
      `create ${urnOf("resit:infra:Identity", "identity")}`,
      `create ${urnOf("resit:infra:Machine", "machine")}`,
    ]);
  });

  it("refuses to rename the table without an alias: the old one would go, and is protected", async () => {
    const { folder } = copyWith([RENAMED_TABLE]);
    const preview = await stack.operate("preview", { folder });
    expect(preview.ok).to.equal(false);
    expect(preview.text)
      .to.contain(TABLE)
      .and.to.match(/is protected|as it is currently marked for protection/);
  });

  it("refuses to destroy production, and takes nothing away", async () => {
    expect(await stack.destroyByHand(copyWith([]).folder))
      .to.be.an("error")
      .with.property("message")
      // It stops at the first that it comes to.
      .that.matches(/::(incidents|officers|exam)" cannot be deleted\b.*\bprotect/s);
    const left = resourcesOf(resourcesIn(await stack.state("shown")));
    expect(left.length).to.equal(made.state.filter(({ custom }) => custom).length);
  });

  it("updates for a changed handler its function alone, and for a changed definition the machine, in place", async () => {
    worked = copyWith(WORK);
    // Protection goes with it, without which nothing could be destroyed.
    const up = await stack.operate("up", { folder: worked.folder, config: UNPROTECTED });
    expect(up.ok, up.text).to.equal(true);
    expect(done(up)).to.have.members([MACHINE, GET_INCIDENT, TABLE, POOL].map((urn) => `update ${urn}`));
    expect(up.state.map(({ id }) => id).sort()).to.deep.equal(made.state.map(({ id }) => id).sort());
  });

  it("leaves nothing when it is destroyed after that", async () => {
    const destroy = await stack.operate("destroy", {
      folder: worked.folder,
      config: UNPROTECTED,
    });
    expect(destroy.ok, destroy.text).to.equal(true);
    expect(destroy.state).to.deep.equal([]);
  });
});

interface Switch extends Change {
  readonly rule: string;
  readonly urn: string;
}

const OFF: readonly Switch[] = [
  {
    type: "aws:lambda/function:Function",
    name: "submitAttempt",
    path: ["tracingConfig", "mode"],
    value: "PassThrough",
    rule: "lambda-function-traced",
    urn: "resit:infra:TracedFunction$aws:lambda/function:Function::submitAttempt",
  },
  {
    type: "aws:apigateway/stage:Stage",
    name: "api",
    path: ["xrayTracingEnabled"],
    rule: "apigateway-stage-traced",
    urn: "aws:apigateway:x:API$aws:apigateway/stage:Stage::api",
  },
  {
    type: "aws:sfn/stateMachine:StateMachine",
    name: "exam",
    path: ["tracingConfiguration"],
    rule: "sfn-state-machine-traced",
    urn: "aws:sfn/stateMachine:StateMachine::exam",
  },
  {
    type: "aws:sns/topic:Topic",
    name: "notifications",
    path: ["tracingConfig"],
    rule: "sns-topic-traced",
    urn: "aws:sns/topic:Topic::notifications",
  },
];
const refused = OFF.map(({ rule, urn }) => `${rule} urn:pulumi:dev::resit::${urn}`).sort();

describe("the engine, with what must not be deployed", function () {
  this.timeout(TIMEOUT);
  let stack: Engine;
  before(() => {
    stack = engine();
  });
  after(() => {
    stack.remove();
  });

  it("refuses a wrong configuration before anything is made, and says what is wrong with it", async () => {
    const up = await stack.operate("up", { config: { "resit:passMark": "11" } });
    expect(up.ok).to.equal(false);
    expect(up.text).to.contain('resit:passMark is "11": it must be a whole number from 1 to 10');
    expect(up.state.filter(({ custom }) => custom)).to.deep.equal([]);
  });

  it("refuses the preview with tracing turned off, and names each rule and resource, and nothing is made", async () => {
    const preview = await stack.operate("preview", { policyPacks, changes: OFF });
    expect(preview.ok).to.equal(false);
    expect(preview.text).to.contain("failed with exit code 1");
    for (const { rule } of OFF) expect(preview.text).to.contain(rule);
    expect(
      mandatory(preview)
        .map(({ policy, urn }) => `${policy} ${urn}`)
        .sort(),
    ).to.deep.equal(refused);
    expect(preview.state.filter(({ custom }) => custom)).to.deep.equal([]);
  });

  it("refuses the update with tracing turned off before any of them is made", async () => {
    const up = await stack.operate("up", { policyPacks, changes: OFF });
    expect(up.ok).to.equal(false);
    const untraced = OFF.map(({ urn }) => `urn:pulumi:dev::resit::${urn}`);
    expect(up.state.filter(({ urn }) => untraced.includes(urn))).to.deep.equal([]);
    // The engine stops at the first.
    expect(mandatory(up).length).to.be.at.least(1);
    for (const { policy, urn } of mandatory(up)) expect(refused).to.contain(`${policy} ${urn}`);
  });
});
