import { expect } from "chai";
import { asset } from "@pulumi/pulumi";
import type { Registration } from "../../local/program";
import { stackExport } from "../../local/stackExport";

const registration = (type: string, name: string, others: Partial<Registration> = {}): Registration => ({
  urn: `urn:pulumi:dev::p::${type}::${name}`,
  type,
  name,
  custom: true,
  dependencies: [],
  propertyDependencies: {},
  ignoreChanges: [],
  protect: false,
  ...others,
});

const GROUP = registration("resit:infra:Group", "group", { custom: false });
const TOPIC = registration("aws:sns/topic:Topic", "notices", { parent: GROUP.urn });
const FUNCTION = registration("aws:lambda/function:Function", "f", {
  dependencies: [TOPIC.urn],
  propertyDependencies: { environment: [TOPIC.urn] },
  ignoreChanges: ["tracingConfig"],
  protect: true,
});

const code = new asset.AssetArchive({
  "index.js": new asset.StringAsset("exports.handler = 1;"),
  "data.bin": new asset.FileAsset("data.bin"),
});

const exported = () =>
  stackExport({
    outputs: {},
    registrations: [TOPIC, GROUP, FUNCTION],
    resources: [
      {
        type: TOPIC.type,
        name: "notices",
        id: "arn:t",
        inputs: { name: "t" },
        state: { name: "t", arn: "arn:t" },
      },
      { type: FUNCTION.type, name: "f", id: "f", inputs: { code, layers: [{ a: 1 }] }, state: { name: "f" } },
    ],
  });

describe("local/stackExport", () => {
  it("is of the version that `pulumi stack export` writes, in the order of the URNs", async () => {
    const { version, deployment } = await exported();
    expect(version).to.equal(3);
    expect(deployment.resources.map(({ urn }) => urn)).to.deep.equal([FUNCTION.urn, TOPIC.urn, GROUP.urn]);
  });

  it("says of a resource what it is given, what it is, whose it is and what it waits for", async () => {
    const [lambda, topic, group] = (await exported()).deployment.resources;
    expect(topic).to.deep.equal({
      urn: TOPIC.urn,
      type: TOPIC.type,
      custom: true,
      id: "arn:t",
      inputs: { name: "t" },
      outputs: { name: "t", arn: "arn:t" },
      parent: GROUP.urn,
      dependencies: [],
      propertyDependencies: {},
    });
    expect(group).to.deep.equal({
      urn: GROUP.urn,
      type: GROUP.type,
      custom: false,
      inputs: {},
      outputs: {},
      dependencies: [],
      propertyDependencies: {},
    });
    expect(lambda).to.include({ id: "f", protect: true });
    expect(lambda?.dependencies).to.deep.equal([TOPIC.urn]);
    expect(lambda?.propertyDependencies).to.deep.equal({ environment: [TOPIC.urn] });
    expect(lambda?.ignoreChanges).to.deep.equal(["tracingConfig"]);
  });

  it("writes assets and archives by Pulumi's signatures", async () => {
    const [lambda] = (await exported()).deployment.resources;
    const signature = "4dabf18193072939515e22adb298388d";
    expect(lambda?.inputs).to.deep.equal({
      code: {
        [signature]: "0def7320c3a5731c473e5ecbe6d01bc7",
        assets: {
          "index.js": { [signature]: "c44067f5952c0a294b673a41bacd8c17", text: "exports.handler = 1;" },
          "data.bin": { [signature]: "c44067f5952c0a294b673a41bacd8c17" },
        },
      },
      layers: [{ a: 1 }],
    });
  });
});
