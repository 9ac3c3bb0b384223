/** An inline callback as a Lambda function: small, traced, with a role and a log group of its own. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundle, CODE_FILE, HANDLER } from "./bundle";
import { allow, assumableBy, policyDocument, TRACING, tracingPolicy, type Statement } from "./policy";

export interface TracedFunctionArgs {
  /** Runs once, at INIT; gives the handler. Serialised, so everything that it captures must be (docs/decisions/0002). */
  readonly callbackFactory: () => unknown;
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** What it may do beside writing its log and its trace. */
  readonly allow: readonly Statement[];
  readonly logRetentionDays: number;
  /** Seconds; by default as long as a request may take. */
  readonly timeout?: number;
}

export class TracedFunction extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;

  /** The function's name in AWS is fixed, `project-stack-name`: executions that began weeks ago call it by that. */
  constructor(name: string, args: TracedFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("resit:infra:TracedFunction", name, {}, opts);
    const parent = { parent: this };
    const fullName = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { name: `/aws/lambda/${fullName}`, retentionInDays: args.logRetentionDays },
      parent,
    );
    const role = new aws.iam.Role(name, { assumeRolePolicy: assumableBy("lambda") }, parent);
    const writeLog = allow(
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      pulumi.interpolate`${logGroup.arn}:*`,
    );
    const policies = [
      new aws.iam.RolePolicy(
        name,
        { role: role.name, policy: policyDocument([...args.allow, writeLog]) },
        parent,
      ),
      tracingPolicy(name, role, [TRACING], parent),
    ];
    this.function = new aws.lambda.Function(
      name,
      {
        name: fullName,
        role: role.arn,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        architectures: ["arm64"],
        memorySize: 256,
        // Seconds; API Gateway gives up after 15 (api/openapi.ts).
        timeout: args.timeout ?? 10,
        handler: HANDLER,
        code: new pulumi.asset.AssetArchive({
          [CODE_FILE]: new pulumi.asset.StringAsset(bundle(args.callbackFactory)),
        }),
        ...(args.environment && { environment: { variables: args.environment } }),
        tracingConfig: { mode: "Active" },
        loggingConfig: {
          logFormat: "JSON",
          logGroup: logGroup.name,
          applicationLogLevel: "INFO",
          systemLogLevel: "WARN",
        },
      },
      // The first invocation must find its permissions.
      { ...parent, dependsOn: policies },
    );
    this.registerOutputs({ arn: this.function.arn });
  }
}
