/** The ways to package a handler that somebody can choose from; each fills a folder, as Lambda unpacks an upload. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { CODE_FILE, packageAfresh, type PackagingOptions } from "../../packaging/package";
import type { Measured } from "./handlers";

const ROOT = join(__dirname, "..", "..");

export interface Packaging {
  readonly name: string;
  /** Whether it takes the AWS SDK of the runtime. */
  readonly sdkOfRuntime: boolean;
  /** Fills an empty folder. */
  readonly into: (folder: string, handler: Measured) => Promise<unknown>;
}

export const DEFAULT: Packaging = {
  name: "default aws.lambda.CallbackFunction",
  sdkOfRuntime: false,
  into: byDefault,
};

const ours = (sdk: PackagingOptions["sdk"]): Packaging => ({
  name: sdk === "bundled" ? "this project" : "this project, SDK of the runtime",
  sdkOfRuntime: sdk === "runtime",
  into: async (folder, { name, factory }) => {
    writeFileSync(join(folder, CODE_FILE), (await packageAfresh(name, factory, { sdk })).code);
  },
});

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs-readme.html#externals */
const AS_CDK: Packaging = {
  name: "esbuild as CDK calls it, SDK of the runtime",
  sdkOfRuntime: true,
  into: (folder, handler) => bundled(folder, handler, { plugins: [sdkOfRuntime()] }),
};

const EVERYTHING_INSIDE: Packaging = {
  name: "esbuild, SDK inside, minified",
  sdkOfRuntime: false,
  into: everythingInside,
};

/** What stays when everything is taken away that can be chosen. */
export const FLOOR: Packaging = {
  name: "the floor: no SDK, no trace, Node's HTTP client alone",
  sdkOfRuntime: false,
  into: (folder, { calls }) => {
    writeFileSync(join(folder, CODE_FILE), floor(calls));
    return Promise.resolve();
  },
};

export const PACKAGINGS: readonly Packaging[] = [
  DEFAULT,
  AS_CDK,
  EVERYTHING_INSIDE,
  ours("runtime"),
  ours("bundled"),
  FLOOR,
];

/** What Pulumi itself puts into the archive of an inline callback. */
async function byDefault(folder: string, handler: Measured): Promise<void> {
  for (const [path, asset] of Object.entries(await archiveOf(handler))) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    if (asset instanceof pulumi.asset.StringAsset) writeFileSync(to, await asset.text);
    else if (asset instanceof pulumi.asset.FileArchive || asset instanceof pulumi.asset.FileAsset)
      cpSync(join(ROOT, await asset.path), to, { recursive: true });
    else
      throw new Error(
        `The archive of the default packaging holds ${path}, of a kind that is not known here.`,
      );
  }
}

async function archiveOf({ callbackFunction }: Measured): Promise<pulumi.asset.AssetMap> {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: objectOf(inputs) }),
    call: () => ({}),
  });
  const { code } = callbackFunction();
  const archive = await new Promise<unknown>((resolve) => {
    code.apply(resolve);
  });
  if (archive instanceof pulumi.asset.AssetArchive) return archive.assets;
  throw new Error("The default packaging made no archive of assets.");
}

const objectOf = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

/** With esbuild's account of what is in the bundle. */
export function everythingInside(folder: string, handler: Measured): Promise<Metafile> {
  return bundled(folder, handler, { minify: true });
}

async function bundled(folder: string, { module }: Measured, options: BuildOptions): Promise<Metafile> {
  const { metafile } = await build({
    stdin: { contents: module, resolveDir: join(ROOT, "handlers"), loader: "ts" },
    outfile: join(folder, CODE_FILE),
    bundle: true,
    platform: "node",
    target: "node24",
    tsconfigRaw: {},
    logLevel: "silent",
    ...options,
    metafile: true,
  });
  return metafile;
}

/** A client that is imported and not used is left away, as in a program that has a module for each client. */
const sdkOfRuntime = (): Plugin => ({
  name: "sdk-of-runtime",
  setup: (esbuild) => {
    esbuild.onResolve({ filter: /^@(aws-sdk|smithy)\// }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
  },
});

const floor = (calls: readonly string[]): string => `
const { request } = require("node:http");
require("node:https");
const call = (target, body) =>
  new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": target };
    request(process.env.AWS_ENDPOINT_URL, { method: "POST", headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks).toString()));
    }).on("error", reject).end(body);
  });
exports.handler = async () => {
  for (const body of ${JSON.stringify(calls)}) await call(body, body);
  return { floor: true };
};
`;
