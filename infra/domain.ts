/** A domain name of the university's own before the API. */
import * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

export interface DomainArgs {
  readonly api: awsx.classic.apigateway.API;
  readonly name: string;
  readonly certificateArn: string;
}

export interface Domain {
  readonly url: pulumi.Output<string>;
  /** What the domain's alias record must point at: the zone belongs to the university. */
  readonly target: pulumi.Output<string>;
}

export function domain({ api, name, certificateArn }: DomainArgs): Domain {
  const domainName = new aws.apigateway.DomainName("api", {
    domainName: name,
    regionalCertificateArn: certificateArn,
    endpointConfiguration: { types: "REGIONAL" },
    securityPolicy: "TLS_1_2",
  });
  new aws.apigateway.BasePathMapping("api", {
    domainName: domainName.domainName,
    restApi: api.restAPI.id,
    stageName: api.stage.stageName,
  });
  return {
    url: pulumi.interpolate`https://${domainName.domainName}`,
    target: domainName.regionalDomainName,
  };
}
