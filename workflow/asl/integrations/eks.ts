/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-eks.html */
import type { LooseCall, Rows } from "./row";

export interface EksCalls {
  readonly "eks:createCluster": LooseCall<".sync">;
  readonly "eks:deleteCluster": LooseCall<".sync">;
  readonly "eks:createFargateProfile": LooseCall<".sync">;
  readonly "eks:deleteFargateProfile": LooseCall<".sync">;
  readonly "eks:createNodegroup": LooseCall<".sync">;
  readonly "eks:deleteNodegroup": LooseCall<".sync">;
  readonly "eks:runJob": LooseCall<".sync" | ".waitForTaskToken">;
  readonly "eks:call": LooseCall<".waitForTaskToken">;
}

const JOB = { "": true, ".sync": true } as const;

export const EKS: Rows<EksCalls> = {
  "eks:createCluster": { patterns: JOB, requiredArguments: [["Name"], ["RoleArn"], ["ResourcesVpcConfig"]] },
  "eks:deleteCluster": { patterns: JOB, requiredArguments: [["Name"]] },
  "eks:createFargateProfile": {
    patterns: JOB,
    requiredArguments: [["FargateProfileName"], ["ClusterName"], ["PodExecutionRoleArn"]],
  },
  "eks:deleteFargateProfile": {
    patterns: JOB,
    requiredArguments: [["FargateProfileName"], ["ClusterName"]],
  },
  "eks:createNodegroup": {
    patterns: JOB,
    requiredArguments: [["ClusterName"], ["NodegroupName"], ["Subnets"], ["NodeRole"]],
  },
  "eks:deleteNodegroup": { patterns: JOB, requiredArguments: [["ClusterName"], ["NodegroupName"]] },
  "eks:runJob": {
    patterns: { "": true, ".sync": true, ".waitForTaskToken": true },
    requiredArguments: [["ClusterName"], ["CertificateAuthority"], ["Endpoint"], ["Job"]],
  },
  "eks:call": {
    patterns: { "": true, ".waitForTaskToken": true },
    requiredArguments: [["ClusterName"], ["CertificateAuthority"], ["Endpoint"], ["Method"], ["Path"]],
  },
};
