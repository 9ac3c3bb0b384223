import { expect } from "chai";
import { engineProvider } from "../../../local/engine/provider";
import { accepted, bare } from "../../../local/engine/wire";
import { localProvider } from "../../../local/provider";
import { OUTPUT, RESOURCE_REFERENCE, SECRET, SIGNATURE, UNKNOWN } from "../../../local/signatures";

const provider = engineProvider(localProvider({ accountId: "000000000000", region: "eu-west-1" }), "7.0.0");
const TOPIC = "urn:pulumi:dev::p::resit:infra:Group$aws:sns/topic:Topic::notices";
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
  it("checks: makes up the names that are left out, as they will be", async () => {
    expect(await provider.check?.(TOPIC, {}, { displayName: "x" })).to.deep.equal({
      inputs: { displayName: "x", name: "notices-7367ab9" },
    });
    expect(await provider.check?.(TOPIC, {}, { name: UNKNOWN })).to.deep.equal({ inputs: { name: UNKNOWN } });
    expect(await provider.check?.(PERMISSION, {}, {}))
      .to.have.nested.property("inputs.statementId")
      .that.matches(/^may-/);
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

  it("replaces what would get another id, and updates the rest in place", async () => {
    const outs = await topic({ name: "t" });
    expect(await provider.diff?.(ARN, TOPIC, outs, { name: "u" })).to.deep.equal({
      changes: true,
      replaces: ["name"],
    });
    const news = { name: "t", displayName: "x" };
    expect(await provider.diff?.(ARN, TOPIC, outs, news)).to.deep.equal({ changes: true, replaces: [] });
    expect(await provider.update?.(ARN, TOPIC, outs, news)).to.deep.equal({
      outs: { ...news, arn: ARN, owner: "000000000000" },
    });
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
