/** What Lambda needs to know of a function, from the resource that the program registered. */
import { asset } from "@pulumi/pulumi";
import { isRecord, readState, type Reader, type Resource } from "../inputs";

export interface Specification {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Module and export: `__index.handler`. */
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logFormat: "JSON" | "Text";
  readonly logLevel: string | undefined;
  /** Content of the deployed files, by path. */
  readonly files: ReadonlyMap<string, string>;
}

export async function specification(resource: Resource): Promise<Specification> {
  const state = readState(resource);
  const name = state.text("name");
  const logging = state.record("loggingConfig");
  const logFormat = logging.optionalText("logFormat") === "JSON" ? "JSON" : "Text";
  const logLevel = logging.optionalText("applicationLogLevel") ?? (logFormat === "JSON" ? "INFO" : undefined);
  return {
    name,
    arn: state.text("arn"),
    roleArn: state.text("role"),
    handler: state.text("handler"),
    runtime: state.text("runtime"),
    // Lambda's own defaults: 3 seconds and 128 MB.
    timeoutSeconds: state.optionalNumber("timeout") ?? 3,
    memoryMegabytes: state.optionalNumber("memorySize") ?? 128,
    variables: variables(state.record("environment").record("variables")),
    logGroup: logging.optionalText("logGroup") ?? `/aws/lambda/${name}`,
    logFormat,
    logLevel,
    files: await textFiles(name, state.properties["code"]),
  };
}

const variables = (declared: Reader) =>
  Object.fromEntries(Object.keys(declared.properties).map((key) => [key, declared.text(key)]));

async function textFiles(name: string, code: unknown): Promise<ReadonlyMap<string, string>> {
  const assets: unknown = isAssetArchive(code) ? await code.assets : undefined;
  if (!isRecord(assets))
    throw new Error(
      `Function ${name}: its code is no AssetArchive, the only package that runs on this machine.`,
    );
  const files = Object.entries(assets).map(async ([path, one]) => {
    if (!isStringAsset(one))
      throw new Error(
        `Function ${name}: ${path} is no StringAsset, the only asset that runs on this machine.`,
      );
    return [path, await one.text] as const;
  });
  return new Map(await Promise.all(files));
}

const isAssetArchive = (code: unknown): code is asset.AssetArchive =>
  asset.Archive.isInstance(code) && "assets" in code;
const isStringAsset = (one: unknown): one is asset.StringAsset =>
  asset.Asset.isInstance(one) && "text" in one;
