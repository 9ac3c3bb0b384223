/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html, with connect-bedrock.html there */
import type { LooseCall, Rows } from "./row";

export interface SageMakerCalls {
  readonly "sagemaker:createEndpoint": LooseCall;
  readonly "sagemaker:createEndpointConfig": LooseCall;
  readonly "sagemaker:createHyperParameterTuningJob": LooseCall<".sync">;
  readonly "sagemaker:createLabelingJob": LooseCall<".sync">;
  readonly "sagemaker:createModel": LooseCall;
  readonly "sagemaker:createProcessingJob": LooseCall<".sync">;
  readonly "sagemaker:createTrainingJob": LooseCall<".sync">;
  readonly "sagemaker:createTransformJob": LooseCall<".sync">;
  readonly "sagemaker:updateEndpoint": LooseCall;
  readonly "bedrock:invokeModel": LooseCall<".waitForTaskToken">;
  readonly "bedrock:createModelCustomizationJob": LooseCall<".sync">;
}

const PLAIN = { "": true } as const;
const JOB = { "": true, ".sync": true } as const;

export const SAGEMAKER: Rows<SageMakerCalls> = {
  "sagemaker:createEndpoint": {
    patterns: PLAIN,
    requiredArguments: [["EndpointName"], ["EndpointConfigName"]],
  },
  "sagemaker:createEndpointConfig": {
    patterns: PLAIN,
    requiredArguments: [["EndpointConfigName"], ["ProductionVariants"]],
  },
  "sagemaker:createHyperParameterTuningJob": {
    patterns: JOB,
    requiredArguments: [["HyperParameterTuningJobName"], ["HyperParameterTuningJobConfig"]],
  },
  "sagemaker:createLabelingJob": {
    patterns: JOB,
    requiredArguments: [
      ["LabelingJobName"],
      ["LabelAttributeName"],
      ["InputConfig"],
      ["OutputConfig"],
      ["RoleArn"],
      ["HumanTaskConfig"],
    ],
  },
  "sagemaker:createModel": { patterns: PLAIN, requiredArguments: [["ModelName"]] },
  "sagemaker:createProcessingJob": {
    patterns: JOB,
    requiredArguments: [["ProcessingJobName"], ["ProcessingResources"], ["AppSpecification"], ["RoleArn"]],
  },
  "sagemaker:createTrainingJob": {
    patterns: JOB,
    requiredArguments: [["TrainingJobName"], ["RoleArn"], ["OutputDataConfig"]],
  },
  "sagemaker:createTransformJob": {
    patterns: JOB,
    requiredArguments: [
      ["TransformJobName"],
      ["ModelName"],
      ["TransformInput"],
      ["TransformOutput"],
      ["TransformResources"],
    ],
  },
  "sagemaker:updateEndpoint": {
    patterns: PLAIN,
    requiredArguments: [["EndpointName"], ["EndpointConfigName"]],
  },
  "bedrock:invokeModel": {
    patterns: { "": true, ".waitForTaskToken": true },
    requiredArguments: [["ModelId"]],
  },
  "bedrock:createModelCustomizationJob": {
    patterns: JOB,
    requiredArguments: [
      ["JobName"],
      ["CustomModelName"],
      ["RoleArn"],
      ["BaseModelIdentifier"],
      ["TrainingDataConfig"],
      ["OutputDataConfig"],
    ],
  },
};
