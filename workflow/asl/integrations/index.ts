/**
 * The service integrations that a Task may name in `Resource`: which patterns they have, what they must be called
 * with, and as types what they take and yield
 * (https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html).
 */
import { ATHENA, type AthenaCalls } from "./athena";
import { BATCH, type BatchCalls } from "./batch";
import { CODEBUILD, type CodeBuildCalls } from "./codebuild";
import { DYNAMODB, type DynamoDbCalls } from "./dynamodb";
import { ECS, type EcsCalls } from "./ecs";
import { EKS, type EksCalls } from "./eks";
import { EMR, type EmrCalls } from "./emr";
import { EVENTS, type EventsCalls } from "./events";
import { GLUE, type GlueCalls } from "./glue";
import { HTTP, type HttpCalls } from "./http";
import { LAMBDA, type LambdaCalls } from "./lambda";
import { MEDIACONVERT, type MediaConvertCalls } from "./mediaconvert";
import { PATTERNS, type IntegrationResource, type Pattern, type Resource } from "./resource";
import type { Rows } from "./row";
import { S3, type S3Calls } from "./s3";
import { SAGEMAKER, type SageMakerCalls } from "./sagemaker";
import { iamPrefix } from "./sdkServices";
import { SNS, type SnsCalls } from "./sns";
import { SQS, type SqsCalls } from "./sqs";
import { STATES, type StatesCalls } from "./states";

export * from "./resource";
export type { Call, TokenOutput } from "./row";
export { iamPrefix, sdkNameOf } from "./sdkServices";

/** By `service:action`, or `aws-sdk:service:action`. A row here without one in the table below does not compile. */
export interface IntegrationTypes
  extends
    AthenaCalls,
    BatchCalls,
    CodeBuildCalls,
    DynamoDbCalls,
    EcsCalls,
    EksCalls,
    EmrCalls,
    EventsCalls,
    GlueCalls,
    HttpCalls,
    LambdaCalls,
    MediaConvertCalls,
    S3Calls,
    SageMakerCalls,
    SnsCalls,
    SqsCalls,
    StatesCalls {}

const TABLE: Rows<IntegrationTypes> = {
  ...ATHENA,
  ...BATCH,
  ...CODEBUILD,
  ...DYNAMODB,
  ...ECS,
  ...EKS,
  ...EMR,
  ...EVENTS,
  ...GLUE,
  ...HTTP,
  ...LAMBDA,
  ...MEDIACONVERT,
  ...S3,
  ...SAGEMAKER,
  ...SNS,
  ...SQS,
  ...STATES,
};

export type IntegrationName = keyof IntegrationTypes;

/** What a task yields: with a task token, whatever the one who returns it gives. */
export type ResultOf<
  Name extends IntegrationName,
  P extends IntegrationTypes[Name]["patterns"],
> = P extends keyof IntegrationTypes[Name]["results"] ? IntegrationTypes[Name]["results"][P] : never;

export interface Integration {
  readonly service: string;
  readonly action: string;
  readonly sdk: boolean;
  readonly patterns: readonly Pattern[];
  /** Of each of these lists one argument must be there. */
  readonly requiredArguments: readonly (readonly string[])[];
}

/** Every integration that is known by name, for messages; any `aws-sdk:service:action` beside them. */
export const KNOWN: readonly string[] = Object.keys(TABLE).sort();

export const isIntegrationName = (name: string): name is IntegrationName => Object.hasOwn(TABLE, name);

/** The key of an integration in `IntegrationTypes`, if it is there. */
export const nameOf = ({ sdk, service, action }: IntegrationResource): string =>
  `${sdk ? "aws-sdk:" : ""}${service}:${action}`;

/** What a distributed Map may read its items from, and write its results to
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html). */
export const READERS: readonly string[] = ["s3:getObject", "s3:listObjectsV2"];
export const WRITERS: readonly string[] = ["s3:putObject"];

/** Undefined where it does not exist. That it has the pattern of the resource is left to the caller. */
export function integrationOf(resource: Resource | undefined): Integration | undefined {
  if (resource?.kind !== "integration") return undefined;
  const { service, action, sdk } = resource;
  const name = nameOf(resource);
  if (isIntegrationName(name)) {
    const { patterns, requiredArguments } = TABLE[name];
    return { service, action, sdk, patterns: PATTERNS.filter((each) => each in patterns), requiredArguments };
  }
  return sdk && iamPrefix(service) !== undefined && /^[a-z]/.test(action)
    ? { service, action, sdk, patterns: ["", ".waitForTaskToken"], requiredArguments: [] }
    : undefined;
}
