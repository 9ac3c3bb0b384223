/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html, connect-emr-eks.html and
 *  connect-emr-serverless.html there */
import type { LooseCall, Rows } from "./row";

export interface EmrCalls {
  readonly "elasticmapreduce:createCluster": LooseCall<".sync">;
  readonly "elasticmapreduce:setClusterTerminationProtection": LooseCall;
  readonly "elasticmapreduce:terminateCluster": LooseCall<".sync">;
  readonly "elasticmapreduce:addStep": LooseCall<".sync">;
  readonly "elasticmapreduce:cancelStep": LooseCall;
  readonly "elasticmapreduce:modifyInstanceFleetByName": LooseCall;
  readonly "elasticmapreduce:modifyInstanceGroupByName": LooseCall;
  readonly "emr-containers:createVirtualCluster": LooseCall;
  readonly "emr-containers:deleteVirtualCluster": LooseCall<".sync">;
  readonly "emr-containers:startJobRun": LooseCall<".sync">;
  readonly "emr-serverless:createApplication": LooseCall<".sync">;
  readonly "emr-serverless:startApplication": LooseCall<".sync">;
  readonly "emr-serverless:stopApplication": LooseCall<".sync">;
  readonly "emr-serverless:deleteApplication": LooseCall<".sync">;
  readonly "emr-serverless:startJobRun": LooseCall<".sync">;
  readonly "emr-serverless:cancelJobRun": LooseCall<".sync">;
}

const PLAIN = { "": true } as const;
const JOB = { "": true, ".sync": true } as const;

export const EMR: Rows<EmrCalls> = {
  "elasticmapreduce:createCluster": { patterns: JOB, requiredArguments: [["Name"], ["Instances"]] },
  "elasticmapreduce:setClusterTerminationProtection": {
    patterns: PLAIN,
    requiredArguments: [["ClusterId"], ["TerminationProtected"]],
  },
  "elasticmapreduce:terminateCluster": { patterns: JOB, requiredArguments: [["ClusterId"]] },
  "elasticmapreduce:addStep": { patterns: JOB, requiredArguments: [["ClusterId"], ["Step"]] },
  "elasticmapreduce:cancelStep": { patterns: PLAIN, requiredArguments: [["ClusterId"], ["StepId"]] },
  "elasticmapreduce:modifyInstanceFleetByName": {
    patterns: PLAIN,
    requiredArguments: [["ClusterId"], ["InstanceFleetName"], ["InstanceFleet"]],
  },
  "elasticmapreduce:modifyInstanceGroupByName": {
    patterns: PLAIN,
    requiredArguments: [["ClusterId"], ["InstanceGroupName"], ["InstanceGroup"]],
  },
  "emr-containers:createVirtualCluster": {
    patterns: PLAIN,
    requiredArguments: [["Name"], ["ContainerProvider"]],
  },
  "emr-containers:deleteVirtualCluster": { patterns: JOB, requiredArguments: [["Id"]] },
  "emr-containers:startJobRun": { patterns: JOB, requiredArguments: [["VirtualClusterId"]] },
  "emr-serverless:createApplication": { patterns: JOB, requiredArguments: [["ReleaseLabel"], ["Type"]] },
  "emr-serverless:startApplication": { patterns: JOB, requiredArguments: [["ApplicationId"]] },
  "emr-serverless:stopApplication": { patterns: JOB, requiredArguments: [["ApplicationId"]] },
  "emr-serverless:deleteApplication": { patterns: JOB, requiredArguments: [["ApplicationId"]] },
  "emr-serverless:startJobRun": {
    patterns: JOB,
    requiredArguments: [["ApplicationId"], ["ExecutionRoleArn"]],
  },
  "emr-serverless:cancelJobRun": { patterns: JOB, requiredArguments: [["ApplicationId"], ["JobRunId"]] },
};
