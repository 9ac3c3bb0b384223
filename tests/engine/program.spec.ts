/** The real engine over the program: what mocks do not show. */
import { expect } from "chai";
import { join } from "node:path";
import { readProject } from "../../local/config";
import { runProgram } from "../../local/program";
import { localProvider } from "../../local/provider";
import { stackExport, type ExportedResource } from "../../local/stackExport";
import {
  describeEngine,
  engine,
  type Change,
  type Engine,
  type Kept,
  type Operated,
  type Violation,
} from "../support/engine";
import { ROOT } from "../support/program";

const policyPacks = [join(ROOT, "policies")];
const mandatory = ({ violations }: Operated): readonly Violation[] =>
  violations.filter(({ level }) => level === "mandatory");

/** The order of dependencies is of no meaning. */
const inOrder = (resource: Kept): Kept => ({
  ...resource,
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

describeEngine("the engine, from an empty account to an empty account", () => {
  let stack: Engine;
  let made: Operated;
  before(() => {
    stack = engine();
  });
  after(() => {
    stack.remove();
  });

  it("previews with the policy pack what is there to make, without knowing what AWS computes", async () => {
    const preview = await stack.operate("preview", { policyPacks });
    expect(preview.ok, preview.text).to.equal(true);
    expect(mandatory(preview)).to.deep.equal([]);
    expect(preview.text)
      .to.match(/apiUrl *: \[unknown\]/)
      .and.match(/stateMachineArn *: \[unknown\]/);
    // The program names it.
    expect(preview.text).to.match(/tableName *: "resit-dev-incidents"/);
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
      project: readProject(ROOT, "dev", {}),
      provider: localProvider({ accountId: "000000000000", region: "eu-west-1" }),
    });
    const { deployment } = await stackExport(program);
    expect(made.state.map(inOrder)).to.have.deep.members(
      deployment.resources.map((resource) => inOrder(keptOf(resource))),
    );
    expect(made.outputs).to.deep.equal(program.outputs);
  });

  it("finds nothing to change afterwards: the program says the same each time", async () => {
    const again = await stack.operate("preview", { expectNoChanges: true });
    expect(again.ok, again.text).to.equal(true);
    expect(Object.keys(again.changes)).to.deep.equal(["same"]);
  });

  it("changes what was changed, and no more, and replaces nothing for it", async () => {
    const [type, name] = ["aws:cloudwatch/metricAlarm:MetricAlarm", "api-errors"];
    const preview = await stack.operate("preview", {
      changes: [{ type, name, path: ["threshold"], value: 99 }],
    });
    expect(preview.ok, preview.text).to.equal(true);
    expect(preview.steps.filter(({ op }) => op !== "same")).to.deep.equal([
      { op: "update", urn: `urn:pulumi:dev::resit::${type}::${name}` },
    ]);
  });

  it("leaves nothing when it is destroyed", async () => {
    const destroy = await stack.operate("destroy");
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

describeEngine("the engine, with tracing turned off", () => {
  let stack: Engine;
  before(() => {
    stack = engine();
  });
  after(() => {
    stack.remove();
  });

  it("refuses the preview, and names each rule and resource, and nothing is made", async () => {
    const preview = await stack.operate("preview", { policyPacks, changes: OFF });
    expect(preview.ok).to.equal(false);
    expect(preview.text).to.contain("failed with exit code 1");
    for (const { rule } of OFF) expect(preview.text).to.contain(rule);
    expect(
      mandatory(preview)
        .map(({ policy, urn }) => `${policy} ${urn}`)
        .sort(),
    ).to.deep.equal(refused);
    expect(preview.state).to.deep.equal([]);
  });

  it("refuses the update before any of them is made", async () => {
    const up = await stack.operate("up", { policyPacks, changes: OFF });
    expect(up.ok).to.equal(false);
    const untraced = OFF.map(({ urn }) => `urn:pulumi:dev::resit::${urn}`);
    expect(up.state.filter(({ urn }) => untraced.includes(urn))).to.deep.equal([]);
    // The engine stops at the first.
    expect(mandatory(up).length).to.be.at.least(1);
    for (const { policy, urn } of mandatory(up)) expect(refused).to.contain(`${policy} ${urn}`);
  });
});
