import { expect } from "chai";
import { join } from "node:path";
import { readProject } from "../../local/config";
import { runProgram, type Program } from "../../local/program";
import { localProvider } from "../../local/provider";

const folder = join(__dirname, "fixtures", "small");
const run = (fault = "none"): Promise<Program> =>
  runProgram({
    folder,
    main: "index.ts",
    project: readProject(folder, "dev", { "small:fault": fault }),
    provider: localProvider({ accountId: "000000000000", region: "eu-west-1" }),
  });

describe("local/program", () => {
  it("registers every resource, those that come late too, and resolves what the program exports", async () => {
    const { resources, outputs } = await run();
    expect(resources.map(({ type, name }) => `${type} ${name}`)).to.have.members([
      "aws:sns/topic:Topic notices",
      "aws:sns/topic:Topic slow",
      "aws:sns/topic:Topic inner",
      "aws:apigateway/restApi:RestApi api",
      "aws:apigateway/deployment:Deployment api",
      "aws:apigateway/stage:Stage api",
    ]);
    expect(outputs).to.deep.equal({
      topicArn: "arn:aws:sns:eu-west-1:000000000000:notices",
      greeting: "hello",
      account: "000000000000",
      url: `https://${resources.find(({ type }) => type === "aws:apigateway/restApi:RestApi")?.id ?? ""}.execute-api.eu-west-1.amazonaws.com/stage/`,
      nested: { secret: "x", topic: "notices" },
    });
  });

  it("hands the provider bare secrets and resources by their ids", async () => {
    const { resources } = await run();
    const notices = resources.find(({ name }) => name === "notices");
    expect(notices?.inputs).to.deep.equal({ name: "notices", displayName: "hush" });
    expect(notices?.state).to.deep.equal({
      name: "notices",
      displayName: "hush",
      arn: "arn:aws:sns:eu-west-1:000000000000:notices",
      owner: "000000000000",
    });
    const api = resources.find(({ type }) => type === "aws:apigateway/restApi:RestApi");
    const stage = resources.find(({ type }) => type === "aws:apigateway/stage:Stage");
    expect(stage?.inputs["restApi"]).to.equal(api?.id);
  });

  it("runs the program afresh each time, also when two runs are asked for at once", async () => {
    const [first, second] = await Promise.all([run(), run()]);
    expect(second.outputs).to.deep.equal(first.outputs);
    expect(second.resources).to.deep.equal(first.resources);
  });

  const faults: readonly (readonly [string, string])[] = [
    ["throws", "small:fault is throws: the program stops here."],
    ["apply", "the apply failed"],
    ["input", "no such name"],
    ["type", 'does not know the resource type aws:sqs/queue:Queue (of "queue")'],
    ["component", 'The component other:index:Group (of "group") is not known'],
    ["call", "does not know the function aws:index/getAvailabilityZones:getAvailabilityZones"],
  ];
  for (const [fault, message] of faults)
    it(`fails with the program's own message when it fails by ${fault}, and runs again afterwards`, async () => {
      const reason: unknown = await run(fault).then(
        () => "it did not fail",
        (error: unknown) => error,
      );
      expect(reason).to.be.an("error").with.property("message").that.contains(message);
      expect((await run()).resources).to.have.length(6);
    });
});

describe("local/config", () => {
  const project = (overrides = {}, stack = "dev") => readProject(folder, stack, overrides);

  it("reads what the project declares by default and what the stack sets, as text", () => {
    expect(project()).to.deep.equal({
      name: "small",
      stack: "dev",
      config: {
        "aws:region": "eu-west-1",
        "small:greeting": "hello",
        "small:fault": "none",
        "small:list": '["a","b"]',
        "small:count": "3",
      },
    });
  });

  it("lets an override win", () => {
    // Without a namespace, it is the project's own.
    expect(project({ count: "4" }).config).to.deep.equal(project({ "small:count": "4" }).config);
    expect(project({ "small:count": "4" }).config).to.include({
      "small:count": "4",
      "small:greeting": "hello",
    });
  });

  it("refuses an encrypted value that nothing overrides", () => {
    expect(() => project({}, "secret")).to.throw("Pulumi.secret.yaml: small:password is encrypted");
    expect(project({ "small:password": "x" }, "secret").config).to.include({ "small:password": "x" });
  });
});
