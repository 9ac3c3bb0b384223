/** One handler, packaged in each of the ways that somebody could choose: each a folder, as Lambda would unpack it. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { callbacks } from "../../handlers/callbacks";
import { bundle, CODE_FILE } from "../../infra/bundle";
import { ENTRIES, type Measured } from "./entries";

const ROOT = join(__dirname, "..", "..");

export interface Packaging {
  readonly name: string;
  /** Whether it asks the runtime for the AWS SDK. */
  readonly sdkOfRuntime: boolean;
  /** Fills an empty folder. */
  readonly into: (folder: string, handler: Measured) => Promise<void>;
}

/** What the others are compared with comes first. */
export const PACKAGINGS: readonly Packaging[] = [
  { name: "default aws.lambda.CallbackFunction", sdkOfRuntime: false, into: byDefault },
  { name: "esbuild as CDK calls it", sdkOfRuntime: true, into: asCdk },
  { name: "esbuild, everything inside, minified", sdkOfRuntime: false, into: everythingInside },
  { name: "this project", sdkOfRuntime: false, into: ours },
];

async function ours(folder: string, handler: Measured): Promise<void> {
  writeFileSync(join(folder, CODE_FILE), await bundle(callbacks[handler]));
}

/** What Pulumi itself puts into the archive of an inline callback. */
async function byDefault(folder: string, handler: Measured): Promise<void> {
  for (const [path, asset] of Object.entries(await archiveOf(handler))) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    const held = await asset;
    if (held instanceof pulumi.asset.StringAsset) writeFileSync(to, await held.text);
    else if (held instanceof pulumi.asset.FileArchive || held instanceof pulumi.asset.FileAsset)
      cpSync(join(ROOT, await held.path), to, { recursive: true });
    else
      throw new Error(
        `The archive of the default packaging holds ${path}, of a kind that is not known here.`,
      );
  }
}

async function archiveOf(handler: Measured): Promise<pulumi.asset.AssetMap> {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({
      id: name,
      state: { ...inputs, arn: `arn:aws:iam::0:role/${name}` },
    }),
    call: ({ inputs }) => inputs,
  });
  const { code } = new aws.lambda.CallbackFunction(handler, {
    callbackFactory: callbacks[handler],
    role: "arn:aws:iam::000000000000:role/bench",
  });
  const archive = await new Promise<unknown>((resolve) => {
    code.apply(resolve);
  });
  if (archive instanceof pulumi.asset.AssetArchive) return archive.assets;
  throw new Error("The default packaging made no archive of assets.");
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs-readme.html#externals */
function asCdk(folder: string, handler: Measured): Promise<void> {
  return bundled(folder, handler, { plugins: [SDK_OF_RUNTIME] });
}

function everythingInside(folder: string, handler: Measured): Promise<void> {
  return bundled(folder, handler, { minify: true });
}

async function bundled(folder: string, handler: Measured, options: BuildOptions): Promise<void> {
  await build({
    stdin: { contents: ENTRIES[handler], resolveDir: join(ROOT, "handlers"), loader: "ts" },
    outfile: join(folder, CODE_FILE),
    bundle: true,
    platform: "node",
    target: "node24",
    tsconfigRaw: {},
    logLevel: "silent",
    ...options,
  });
}

/** A client that is imported and not used is left away, as in a program that has a module for each client. */
const SDK_OF_RUNTIME: Plugin = {
  name: "sdk-of-runtime",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@(aws-sdk|smithy)\// }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
  },
};
