/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-codebuild.html */
import type { LooseCall, Rows } from "./row";

export interface CodeBuildCalls {
  readonly "codebuild:startBuild": LooseCall<".sync">;
  readonly "codebuild:stopBuild": LooseCall;
  readonly "codebuild:batchDeleteBuilds": LooseCall;
  readonly "codebuild:batchGetReports": LooseCall;
  readonly "codebuild:startBuildBatch": LooseCall<".sync">;
  readonly "codebuild:stopBuildBatch": LooseCall;
  readonly "codebuild:retryBuildBatch": LooseCall<".sync">;
  readonly "codebuild:deleteBuildBatch": LooseCall;
}

const PLAIN = { "": true } as const;
const JOB = { "": true, ".sync": true } as const;

export const CODEBUILD: Rows<CodeBuildCalls> = {
  "codebuild:startBuild": { patterns: JOB, requiredArguments: [["ProjectName"]] },
  "codebuild:stopBuild": { patterns: PLAIN, requiredArguments: [["Id"]] },
  "codebuild:batchDeleteBuilds": { patterns: PLAIN, requiredArguments: [["Ids"]] },
  "codebuild:batchGetReports": { patterns: PLAIN, requiredArguments: [["ReportArns"]] },
  "codebuild:startBuildBatch": { patterns: JOB, requiredArguments: [["ProjectName"]] },
  "codebuild:stopBuildBatch": { patterns: PLAIN, requiredArguments: [["Id"]] },
  "codebuild:retryBuildBatch": { patterns: JOB, requiredArguments: [["Id"]] },
  "codebuild:deleteBuildBatch": { patterns: PLAIN, requiredArguments: [["Id"]] },
};
