/** An inline callback as a Lambda function: small, traced, with a role and a log group of its own. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CODE_FILE, HANDLER, packageFunction, type PackagedFunction } from "../packaging/package";
import { allow, assumableBy, policyDocument, TRACING, tracingPolicy, type Statement } from "./policy";
import { nameOf } from "./name";

export interface TracedFunctionArgs {
  /** Runs once, at INIT; gives the handler. Serialised, so everything that it captures must be (docs/decisions/0002). */
  readonly callbackFactory: () => unknown;
  readonly packaging: Packaging;
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** What it may do beside writing its log and its trace. */
  readonly allow: readonly Statement[];
  readonly logRetentionDays: number;
  /** Seconds; by default as long as a request may take. */
  readonly timeout?: number | undefined;
}

export interface Packaging {
  /** AWS's SDK in the function's file, or the one of Lambda's runtime (docs/decisions/0003). */
  readonly sdk: "bundled" | "runtime";
  /** Source maps beside the functions, where Node reads them for each error, or kept for `npm run stack-trace`. */
  readonly sourceMaps: "shipped" | "kept";
}

export class TracedFunction extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;

  /** The function's name in AWS is fixed, `project-stack-name`: executions that began weeks ago call it by that. */
  constructor(name: string, args: TracedFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("resit:infra:TracedFunction", name, {}, opts);
    const parent = { parent: this };
    const ships = args.packaging.sourceMaps === "shipped";
    const fullName = nameOf(name);
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { name: `/aws/lambda/${fullName}`, retentionInDays: args.logRetentionDays },
      parent,
    );
    const role = new aws.iam.Role(name, { name: fullName, assumeRolePolicy: assumableBy("lambda") }, parent);
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
        code: archive(packageFunction(name, args.callbackFactory, args.packaging), ships),
        environment: { variables: { ...args.environment, ...(ships && SHOW_SOURCES) } },
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

/** https://nodejs.org/api/cli.html#--enable-source-maps */
const SHOW_SOURCES = { NODE_OPTIONS: "--enable-source-maps" };

function archive(packaged: Promise<PackagedFunction>, ships: boolean): pulumi.asset.AssetArchive {
  const file = (text: Promise<string>) => new pulumi.asset.StringAsset(text);
  const map = `${CODE_FILE}.map`;
  if (!ships) return new pulumi.asset.AssetArchive({ [CODE_FILE]: file(packaged.then(({ code }) => code)) });
  return new pulumi.asset.AssetArchive({
    [CODE_FILE]: file(packaged.then(({ code }) => `${code}//# sourceMappingURL=${map}\n`)),
    [map]: file(packaged.then((each) => JSON.stringify(each.map))),
  });
}
