import { expect } from "chai";
import { placeOf } from "../../infra/xrayAccount";
import { jsonAt, ofType, resourceOf, runAfresh, runOf, type Run } from "../support/program";

const topic = (name: string) => `arn:aws:sns:eu-west-1:111122223333:resit-dev-${name}`;

describe("program: X-Ray for the whole account", () => {
  let run: Run;
  before(async () => {
    run = await runOf("dev");
  });

  it("traces every request of the program's own stage, by a rule before X-Ray's", () => {
    expect(resourceOf(run, "aws:xray/samplingRule:SamplingRule", "api").inputs).to.deep.equal({
      ruleName: "resit-dev",
      priority: 1968,
      version: 1,
      reservoirSize: 10,
      fixedRate: 1,
      serviceType: "AWS::ApiGateway::Stage",
      serviceName: "resit-dev-api/v1",
      host: "*",
      httpMethod: "*",
      urlPath: "*",
      resourceArn: "*",
    });
  });

  it("shortens a rule's name to 32 characters, and tells stacks apart that begin alike", () => {
    const place = (end: string) => placeOf(`resit-a-branch-with-a-long-name-${end}`);
    expect(place("1").ruleName)
      .to.match(/^resit-a-branch-with-a-l-[0-9a-f]{8}$/)
      .and.have.length(32);
    expect(place("1").ruleName).not.to.equal(place("2").ruleName);
    for (const end of ["1", "2", "3"]) expect(place(end).priority).to.be.within(1000, 8999);
  });

  it("lets SNS send what it traces of the program's topics, and of no others", () => {
    const { inputs } = resourceOf(run, "aws:xray/resourcePolicy:ResourcePolicy", "topics");
    expect(inputs["policyName"]).to.equal("resit-dev");
    expect(jsonAt(inputs, "policyDocument")).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: ["xray:PutTraceSegments", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
          Resource: "*",
          Condition: {
            StringEquals: { "aws:SourceAccount": ["111122223333"] },
            ArnEquals: { "aws:SourceArn": [topic("notifications"), topic("alarms")] },
          },
        },
      ],
    });
    expect(ofType(run, "aws:sns/topic:Topic")).to.have.length(2);
  });

  it("leaves the account's own as it finds it where the configuration says that it is there", async () => {
    const existing = await runAfresh("dev", { "resit:xrayAccount": "existing" });
    const xray = ({ resources }: Run) => resources.filter(({ type }) => type.startsWith("aws:xray/"));
    expect(xray(run)).to.have.length(2);
    expect(xray(existing)).to.deep.equal([]);
    expect(existing.resources).to.have.length(run.resources.length - 2);
  });
});
