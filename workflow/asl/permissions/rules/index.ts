/** What each integration needs. One without a rule does not compile. */
import {
  iamPrefix,
  isIntegrationName,
  nameOf,
  type IntegrationName,
  type IntegrationResource,
} from "../../integrations";
import type { Rule } from "../rule";
import {
  batchDeleteBuilds,
  batchGetReports,
  createCluster,
  createFargateProfile,
  createNodegroup,
  deleteBuildBatch,
  deleteCluster,
  deleteFargateProfile,
  deleteNodegroup,
  kubernetes,
  retryBuildBatch,
  runTask,
  startBuild,
  startBuildBatch,
  stopBuild,
  stopBuildBatch,
  submitJob,
} from "./containers";
import { dataBrewStartJobRun, glueStartJobRun, invokeModel, onQuery, startQueryExecution } from "./data";
import { onRequestedTables, onTable, onTableOrIndex, onTransaction } from "./dynamodb";
import { apiGatewayInvoke, httpInvoke } from "./http";
import {
  addStep,
  cancelJobRun,
  cancelStep,
  createApplication,
  createEndpoint,
  createEndpointConfig,
  createHyperParameterTuningJob,
  createJob,
  createLabelingJob,
  createModel,
  createModelCustomizationJob,
  createProcessingJob,
  createTrainingJob,
  createTransformJob,
  createVirtualCluster,
  deleteApplication,
  deleteVirtualCluster,
  emrContainersStartJobRun,
  emrCreateCluster,
  emrServerlessStartJobRun,
  modifyInstanceFleet,
  modifyInstanceGroup,
  setTerminationProtection,
  startApplication,
  stopApplication,
  terminateCluster,
  updateEndpoint,
} from "./jobs";
import { lambdaInvoke } from "./lambda";
import { onQueue, putEvents, snsPublish } from "./messages";
import { copyObject, deleteObject, deleteObjects, getObject, listObjects, onObject, putObject } from "./s3";
import { sdkRule } from "./sdk";
import { startExecution } from "./states";

const RULES: Readonly<Record<IntegrationName, Rule>> = {
  "apigateway:invoke": apiGatewayInvoke,
  "athena:getQueryExecution": onQuery,
  "athena:getQueryResults": onQuery,
  "athena:startQueryExecution": startQueryExecution,
  "athena:stopQueryExecution": onQuery,
  "aws-sdk:dynamodb:batchGetItem": onRequestedTables("dynamodb:BatchGetItem"),
  "aws-sdk:dynamodb:batchWriteItem": onRequestedTables("dynamodb:BatchWriteItem"),
  "aws-sdk:dynamodb:query": onTableOrIndex("dynamodb:Query"),
  "aws-sdk:dynamodb:scan": onTableOrIndex("dynamodb:Scan"),
  "aws-sdk:dynamodb:transactGetItems": onTransaction,
  "aws-sdk:dynamodb:transactWriteItems": onTransaction,
  "aws-sdk:s3:copyObject": copyObject,
  "aws-sdk:s3:deleteObject": deleteObject,
  "aws-sdk:s3:deleteObjects": deleteObjects,
  "aws-sdk:s3:getObject": getObject,
  "aws-sdk:s3:headObject": onObject("s3:GetObject", "s3:GetObjectVersion"),
  "aws-sdk:s3:listObjectsV2": listObjects,
  "aws-sdk:s3:putObject": putObject,
  "batch:submitJob": submitJob,
  "bedrock:createModelCustomizationJob": createModelCustomizationJob,
  "bedrock:invokeModel": invokeModel,
  "codebuild:batchDeleteBuilds": batchDeleteBuilds,
  "codebuild:batchGetReports": batchGetReports,
  "codebuild:deleteBuildBatch": deleteBuildBatch,
  "codebuild:retryBuildBatch": retryBuildBatch,
  "codebuild:startBuild": startBuild,
  "codebuild:startBuildBatch": startBuildBatch,
  "codebuild:stopBuild": stopBuild,
  "codebuild:stopBuildBatch": stopBuildBatch,
  "databrew:startJobRun": dataBrewStartJobRun,
  "dynamodb:deleteItem": onTable("dynamodb:DeleteItem"),
  "dynamodb:getItem": onTable("dynamodb:GetItem"),
  "dynamodb:putItem": onTable("dynamodb:PutItem"),
  "dynamodb:updateItem": onTable("dynamodb:UpdateItem"),
  "ecs:runTask": runTask,
  "eks:call": kubernetes,
  "eks:createCluster": createCluster,
  "eks:createFargateProfile": createFargateProfile,
  "eks:createNodegroup": createNodegroup,
  "eks:deleteCluster": deleteCluster,
  "eks:deleteFargateProfile": deleteFargateProfile,
  "eks:deleteNodegroup": deleteNodegroup,
  "eks:runJob": kubernetes,
  "elasticmapreduce:addStep": addStep,
  "elasticmapreduce:cancelStep": cancelStep,
  "elasticmapreduce:createCluster": emrCreateCluster,
  "elasticmapreduce:modifyInstanceFleetByName": modifyInstanceFleet,
  "elasticmapreduce:modifyInstanceGroupByName": modifyInstanceGroup,
  "elasticmapreduce:setClusterTerminationProtection": setTerminationProtection,
  "elasticmapreduce:terminateCluster": terminateCluster,
  "emr-containers:createVirtualCluster": createVirtualCluster,
  "emr-containers:deleteVirtualCluster": deleteVirtualCluster,
  "emr-containers:startJobRun": emrContainersStartJobRun,
  "emr-serverless:cancelJobRun": cancelJobRun,
  "emr-serverless:createApplication": createApplication,
  "emr-serverless:deleteApplication": deleteApplication,
  "emr-serverless:startApplication": startApplication,
  "emr-serverless:startJobRun": emrServerlessStartJobRun,
  "emr-serverless:stopApplication": stopApplication,
  "events:putEvents": putEvents,
  "glue:startJobRun": glueStartJobRun,
  "http:invoke": httpInvoke,
  "lambda:invoke": lambdaInvoke,
  "mediaconvert:createJob": createJob,
  "sagemaker:createEndpoint": createEndpoint,
  "sagemaker:createEndpointConfig": createEndpointConfig,
  "sagemaker:createHyperParameterTuningJob": createHyperParameterTuningJob,
  "sagemaker:createLabelingJob": createLabelingJob,
  "sagemaker:createModel": createModel,
  "sagemaker:createProcessingJob": createProcessingJob,
  "sagemaker:createTrainingJob": createTrainingJob,
  "sagemaker:createTransformJob": createTransformJob,
  "sagemaker:updateEndpoint": updateEndpoint,
  "sns:publish": snsPublish,
  "sqs:sendMessage": onQueue("sqs:SendMessage"),
  "states:startExecution": startExecution,
};

export function ruleOf(resource: IntegrationResource): Rule | undefined {
  const name = nameOf(resource);
  if (isIntegrationName(name)) return RULES[name];
  return resource.sdk ? sdkRule(`${resource.service}:${resource.action}`) : undefined;
}

/** Where the action has another name than the call. */
const ACTIONS: Readonly<Record<string, string>> = {
  "apigateway:invoke": "execute-api:Invoke",
  "elasticmapreduce:addStep": "elasticmapreduce:AddJobFlowSteps",
  "elasticmapreduce:cancelStep": "elasticmapreduce:CancelSteps",
  "elasticmapreduce:createCluster": "elasticmapreduce:RunJobFlow",
  "elasticmapreduce:modifyInstanceFleetByName": "elasticmapreduce:ModifyInstanceFleet",
  "elasticmapreduce:modifyInstanceGroupByName": "elasticmapreduce:ModifyInstanceGroups",
  "elasticmapreduce:setClusterTerminationProtection": "elasticmapreduce:SetTerminationProtection",
  "elasticmapreduce:terminateCluster": "elasticmapreduce:TerminateJobFlows",
  "http:invoke": "states:InvokeHTTPEndpoint",
  "lambda:invoke": "lambda:InvokeFunction",
  "s3:headBucket": "s3:ListBucket",
  "s3:headObject": "s3:GetObject",
  "s3:listObjects": "s3:ListBucket",
  "s3:listObjectsV2": "s3:ListBucket",
};

/** What IAM calls the action, for messages. */
export function actionOf({ sdk, service, action }: IntegrationResource): string {
  const name = `${service}:${action}`;
  const prefix = sdk ? (iamPrefix(service) ?? service) : service;
  return Object.hasOwn(ACTIONS, name)
    ? (ACTIONS[name] ?? name)
    : `${prefix}:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}
