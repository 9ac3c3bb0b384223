import { expect } from "chai";
import { domain } from "../../infra/domain";
import { restApi } from "../../infra/api";
import { ofType, resourceOf, runOf, runOfPart } from "../support/program";

const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";

describe("program: how the API is exposed", () => {
  it("by a domain name of its own where there is one, with TLS 1.2 at least, and by no other", async () => {
    const run = await runOfPart(() => {
      const api = restApi("api", {
        document: JSON.stringify({ openapi: "3.0.3", info: { title: "t", version: "1" }, paths: {} }),
        routes: [],
        logRetentionDays: 14,
        logRole: "existing",
        hidden: true,
      });
      domain({ api, name: "api.university.example", certificateArn: CERTIFICATE });
    });
    const api = resourceOf(run, "aws:apigateway/restApi:RestApi", "api");
    expect(api.inputs).to.include({ disableExecuteApiEndpoint: true });
    expect(resourceOf(run, "aws:apigateway/domainName:DomainName", "api").inputs).to.deep.equal({
      domainName: "api.university.example",
      regionalCertificateArn: CERTIFICATE,
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "TLS_1_2",
    });
    expect(resourceOf(run, "aws:apigateway/basePathMapping:BasePathMapping", "api").inputs).to.deep.equal({
      domainName: "api.university.example",
      restApi: api.id,
      stageName: "v1",
    });
  });

  it("behind a firewall where it is configured: limits by address, AWS's rules, and no sample of requests", async () => {
    const run = await runOf("prod");
    const acl = resourceOf(run, "aws:wafv2/webAcl:WebAcl", "api");
    expect(JSON.stringify(acl.inputs)).not.to.contain('"sampledRequestsEnabled":true');
    expect(acl.inputs).to.deep.include({ scope: "REGIONAL", defaultAction: { allow: {} } });
    expect(resourceOf(run, "aws:wafv2/webAclAssociation:WebAclAssociation", "api").inputs).to.deep.equal({
      resourceArn: resourceOf(run, "aws:apigateway/stage:Stage", "api").computed["arn"],
      webAclArn: acl.computed["arn"],
    });
    expect(ofType(await runOf("dev"), "aws:wafv2/webAcl:WebAcl")).to.deep.equal([]);
  });
});
