import { expect } from "chai";
import { awsManaged, isFullAccess, xrayActionsOf } from "../../../policies/iam/managed";

describe("policies: managed policies", () => {
  it("are AWS's own by their ARN, in each partition and below a path", () => {
    expect(awsManaged("arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess")).to.equal("AWSXrayWriteOnlyAccess");
    expect(awsManaged("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole")).to.equal("AWSLambdaRole");
    expect(awsManaged("arn:aws:iam::123456789012:policy/AdministratorAccess")).to.be.undefined;
    expect(awsManaged("AdministratorAccess")).to.be.undefined;
  });

  it("grant the actions of X-Ray that AWS lists, and none by the name of a property of all objects", () => {
    expect(xrayActionsOf("AWSXrayReadOnlyAccess")).to.deep.equal([
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:GetSamplingStatisticSummaries",
    ]);
    expect(xrayActionsOf("AWSXRayDaemonWriteAccess")).to.include("xray:PutTraceSegments");
    expect(xrayActionsOf("AWSLambdaBasicExecutionRole")).to.deep.equal([]);
    expect(xrayActionsOf("constructor")).to.deep.equal([]);
  });

  it("grant whole services by their names, as eight of a CallbackFunction's default role do", () => {
    const wide = [
      "AWSLambda_FullAccess",
      "CloudWatchFullAccessV2",
      "CloudWatchEventsFullAccess",
      "AmazonS3FullAccess",
      "AmazonDynamoDBFullAccess",
      "AmazonSQSFullAccess",
      "AmazonKinesisFullAccess",
      "AmazonCognitoPowerUser",
      "AdministratorAccess",
      "AdministratorAccess-Amplify",
      "PowerUserAccess",
    ];
    const narrow = ["AWSXrayWriteOnlyAccess", "AWSLambdaBasicExecutionRole", "ReadOnlyAccess"];
    expect([...wide, ...narrow].filter(isFullAccess)).to.deep.equal(wide);
  });
});
