import { expect } from "chai";
import { asset } from "@pulumi/pulumi";
import type { Registration } from "../../local/program";
import { resourcesOf, stackExport } from "../../local/stackExport";

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

  it("is read back as what the stack has made: assets, secrets that are shown, no groups and no providers", async () => {
    const hidden = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const file = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: "x" };
    const code = {
      "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
      assets: { f: file },
    };
    const made = (outputs: unknown) => ({ urn: TOPIC.urn, type: TOPIC.type, custom: true, id: "i", outputs });
    const [read, ...others] = resourcesOf([
      { urn: GROUP.urn, type: GROUP.type, custom: false },
      {
        urn: "urn:pulumi:dev::p::pulumi:providers:aws::d",
        type: "pulumi:providers:aws",
        custom: true,
        id: "p",
      },
      made({ code, secret: { ...hidden, plaintext: '"s"' }, list: [{ a: 1 }] }),
    ]);
    expect(others).to.deep.equal([]);
    expect(read).to.deep.include({ type: TOPIC.type, name: "notices", id: "i", inputs: {} });
    expect(read?.state).to.deep.include({ secret: "s", list: [{ a: 1 }] });
    const archive = read?.state["code"];
    expect(archive).to.be.instanceOf(asset.AssetArchive);
    const files = archive instanceof asset.AssetArchive ? await archive.assets : {};
    const back = files["f"];
    expect(back instanceof asset.StringAsset ? await back.text : back).to.equal("x");
    expect(() => resourcesOf([made({ secret: { ...hidden, ciphertext: "v1:" } })])).to.throw(
      "plaintext is missing",
    );
  });
});
