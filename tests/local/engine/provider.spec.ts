import { expect } from "chai";
import { engineProvider } from "../../../local/engine/provider";
import { typeInEngine } from "../../../local/engine/types";
import { accepted, bare } from "../../../local/engine/wire";
import { localProvider, TYPES } from "../../../local/provider";
import { OUTPUT, RESOURCE_REFERENCE, SECRET, SIGNATURE, UNKNOWN } from "../../../local/signatures";

const local = localProvider({ accountId: "000000000000", region: "eu-west-1" });
const provider = engineProvider(local, "7.0.0", () => "0123abc");
const TOPIC = "urn:pulumi:dev::p::resit:infra:Group$aws:sns/topic:Topic::notices";
const ROLE = "urn:pulumi:dev::p::aws:iam/role:Role::r";
const TOPIC_DEFAULTS = { contentBasedDeduplication: false, fifoTopic: false };
const PERMISSION = "urn:pulumi:dev::p::aws:lambda/permission:Permission::may";
const ARN = "arn:aws:sns:eu-west-1:000000000000:t";
const secret = (value: unknown) => ({ [SIGNATURE]: SECRET, value });

type Properties = Readonly<Record<string, unknown>>;

const topic = async (inputs: Properties): Promise<unknown> =>
  ((await provider.create?.(TOPIC, inputs)) as Made | undefined)?.outs;
interface Made {
  readonly outs: unknown;
}

const refusal = (work: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.resolve(work).then(
    () => "it did not fail",
    (error: unknown) => error,
  );

describe("local/engine/provider", () => {
  it("checks: fills in what is left out, and notes it: defaults, and names that end by chance", async () => {
    expect(await provider.check?.(TOPIC, {}, { displayName: "x" })).to.deep.equal({
      inputs: {
        displayName: "x",
        ...TOPIC_DEFAULTS,
        name: "notices-0123abc",
        __defaults: ["contentBasedDeduplication", "fifoTopic", "name"],
      },
    });
    expect(await provider.check?.(ROLE, {}, { name: UNKNOWN, path: "/x/" })).to.deep.equal({
      inputs: {
        name: UNKNOWN,
        path: "/x/",
        forceDetachPolicies: false,
        maxSessionDuration: 3600,
        __defaults: ["forceDetachPolicies", "maxSessionDuration"],
      },
    });
    expect(await provider.check?.(PERMISSION, {}, {})).to.have.nested.property(
      "inputs.statementId",
      "may-0123abc",
    );
  });

  it("ends two names differently, and keeps the one that is there, but not one that the program gave", async () => {
    const byChance = engineProvider(local, "7.0.0");
    const name = async (olds: Properties) => (await byChance.check?.(TOPIC, olds, {}))?.inputs as unknown;
    const [first, second] = [await name({}), await name({})];
    expect(first)
      .to.have.property("name")
      .that.matches(/^notices-[0-9a-f]{7}$/);
    expect(first).not.to.deep.equal(second);
    expect(await name(first as Properties)).to.deep.equal(first);
    expect(await name({ name: "given", __defaults: [] }))
      .to.have.property("name")
      .that.matches(/^notices-/);
  });

  it("creates what the local provider does, and keeps inputs and their secrets", async () => {
    const inputs = { name: "t", displayName: secret("hush") };
    expect(await provider.create?.(TOPIC, inputs)).to.deep.equal({
      id: ARN,
      outs: { ...inputs, arn: ARN, owner: "000000000000" },
    });
  });

  it("sees a change in what is set, added or left out, and in nothing that was computed", async () => {
    const outs = await topic({ name: "t", tracingConfig: "Active" });
    const changes = async (news: Properties) => (await provider.diff?.(ARN, TOPIC, outs, news))?.changes;
    expect(await changes({ name: "t", tracingConfig: "Active" })).to.equal(false);
    expect(await changes({ name: "t", tracingConfig: secret("Active") })).to.equal(false);
    expect(await changes({ name: "t", tracingConfig: "PassThrough" })).to.equal(true);
    expect(await changes({ name: "t" })).to.equal(true);
    expect(await changes({ name: "t", tracingConfig: "Active", displayName: "x" })).to.equal(true);
  });

  it("replaces for what AWS cannot change, and updates the rest in place", async () => {
    const outs = await topic({ name: "t" });
    const news = { name: "t", displayName: "x", __defaults: [] };
    const inPlace = { changes: true, replaces: [], deleteBeforeReplace: false };
    expect(await provider.diff?.(ARN, TOPIC, outs, news)).to.deep.equal(inPlace);
    expect(await provider.update?.(ARN, TOPIC, outs, news)).to.deep.equal({
      outs: { name: "t", displayName: "x", arn: ARN, owner: "000000000000" },
    });
    const renamed = await provider.diff?.(ARN, TOPIC, outs, { name: UNKNOWN, displayName: "x" });
    expect(renamed?.replaces).to.deep.equal(["name"]);
    const moved = await provider.diff?.(ARN, TOPIC, outs, { name: "t", region: "eu-west-2" });
    expect(moved?.replaces).to.deep.equal(["region"]);
  });

  it("deletes before it replaces where the program gives the name, which two cannot have", async () => {
    const outs = await topic({ name: "t" });
    const diff = async (note: readonly string[]) =>
      provider.diff?.(ARN, TOPIC, outs, { name: "t", fifoTopic: true, __defaults: note });
    expect((await diff([]))?.deleteBeforeReplace).to.equal(true);
    expect((await diff(["name"]))?.deleteBeforeReplace).to.equal(false);
  });

  it("knows of each type that it creates what AWS cannot change", () => {
    for (const type of TYPES) expect(typeInEngine(type).replaced, type).to.include("region");
    expect(() => typeInEngine("aws:sqs/queue:Queue")).to.throw("add it to local/engine/types.ts");
  });

  it("answers provider functions", async () => {
    expect(await provider.invoke?.("aws:index/getRegion:getRegion", {})).to.have.nested.property(
      "outputs.name",
      "eu-west-1",
    );
  });

  it("refuses types and functions that the local provider does not know", async () => {
    const queue = "urn:pulumi:dev::p::aws:sqs/queue:Queue::q";
    for (const work of [provider.check?.(queue, {}, {}), provider.create?.(queue, {})])
      expect(await refusal(work))
        .to.be.an("error")
        .with.property("message")
        .that.contains('does not know the resource type aws:sqs/queue:Queue (of "q")');
    expect(await refusal(provider.invoke?.("aws:x:y", {})))
      .to.be.an("error")
      .with.property("message")
      .that.contains("does not know the function aws:x:y");
  });
});

describe("local/engine/wire", () => {
  it("takes resources by their id and outputs by their value, at any depth, and keeps secrets", () => {
    const reference = { [SIGNATURE]: RESOURCE_REFERENCE, urn: TOPIC, id: "an-id" };
    expect(
      accepted({
        api: reference,
        list: [{ api: reference }],
        made: { [SIGNATURE]: RESOURCE_REFERENCE, urn: TOPIC },
        known: { [SIGNATURE]: OUTPUT, value: "a" },
        unknown: { [SIGNATURE]: OUTPUT },
        hidden: { [SIGNATURE]: OUTPUT, value: "a", secret: true },
        kept: secret("b"),
        plain: [1, null, false],
      }),
    ).to.deep.equal({
      api: "an-id",
      list: [{ api: "an-id" }],
      made: UNKNOWN,
      known: "a",
      unknown: UNKNOWN,
      hidden: secret("a"),
      kept: secret("b"),
      plain: [1, null, false],
    });
  });

  it("unwraps secrets at any depth", () => {
    expect(bare({ a: secret("x"), b: [{ c: secret({ d: secret(1) }) }], e: null })).to.deep.equal({
      a: "x",
      b: [{ c: { d: 1 } }],
      e: null,
    });
  });
});
