/**
 * The environment of a function's process: what Lambda gives, what the program registered, and where the services
 * of this machine listen. Nothing of this process's environment gets in.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
import type { Specification } from "./specification";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Surroundings {
  readonly region: string;
  /** Of the AWS APIs on this machine. */
  readonly endpoint: string;
  /** `host:port` of the X-Ray daemon. */
  readonly xrayDaemon: string;
}

export const environmentOf = (
  specification: Specification,
  { region, endpoint, xrayDaemon }: Surroundings,
  credentials: Credentials,
  taskRoot: string,
): Readonly<Record<string, string>> => ({
  ...specification.variables,
  _HANDLER: specification.handler,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_EXECUTION_ENV: `AWS_Lambda_${specification.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: specification.name,
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(specification.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_FORMAT: specification.logFormat,
  ...(specification.logLevel !== undefined && { AWS_LAMBDA_LOG_LEVEL: specification.logLevel }),
  AWS_LAMBDA_LOG_GROUP_NAME: specification.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${credentials.accessKeyId.toLowerCase()}`,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_XRAY_DAEMON_ADDRESS: xrayDaemon,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ENDPOINT_URL_SFN: endpoint,
  AWS_ENDPOINT_URL_SNS: endpoint,
  // The SDK would warn in each log of this machine's Node, which is not the one that the function is deployed to.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  LAMBDA_TASK_ROOT: taskRoot,
  // The SDK reads ~/.aws and Node ~/.node_modules: the developer's own must not reach a function.
  HOME: taskRoot,
  LANG: "en_US.UTF-8",
  PATH: "/usr/local/bin:/usr/bin/:/bin",
  TZ: ":UTC",
});
