/**
 * What packages bring along that no function in Lambda can reach, left out by name. A file that is not there any more
 * after an update fails the build.
 */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Plugin } from "esbuild";

/** Of X-Ray's SDK, which loads all that it has. */
const XRAY_UNREACHED = [
  // Version 2 of the AWS SDK, HTTP and promises, which the program does not instrument.
  "patchers/aws_p",
  "patchers/http_p",
  "patchers/promise_p",
  "database/sql_data",
  // Where else it could run than in Lambda.
  "segments/plugins/ec2_plugin",
  "segments/plugins/ecs_plugin",
  "segments/plugins/elastic_beanstalk_plugin",
  // Servers that begin traces; in Lambda the service does.
  "middleware/incoming_request_data",
];

const XRAY = /aws-xray-sdk-core[\\/]dist[\\/]lib[\\/]/.source;
const ends = (names: readonly string[]) =>
  new RegExp(`${XRAY}(${names.join("|").replaceAll("/", "[\\\\/]")})$`);

export const inLambda: Plugin = {
  name: "in-lambda",
  setup(build) {
    build.onLoad({ filter: ends(XRAY_UNREACHED.map((name) => `${name}\\.js`)) }, () => ({
      contents: "module.exports = {};",
    }));
    // Whether to sample is decided before the function: all that Lambda asks of the sampler is to do nothing.
    build.onLoad({ filter: ends(["middleware/mw_utils\\.js"]) }, () => ({
      contents: "exports.disableCentralizedSampling = () => {};",
    }));
    // Which parameters of which calls are written into traces: of the services that the program calls.
    build.onLoad({ filter: ends(["resources/aws_whitelist\\.json"]) }, ({ path }) => ({
      contents: JSON.stringify({ services: pick(field(readJson(path), "services"), ["dynamodb", "sns"]) }),
      loader: "json",
    }));
    // Packages read their own version.
    build.onLoad(
      { filter: /node_modules[\\/](aws-xray-sdk-core|@aws-sdk[\\/][\w-]+)[\\/]package\.json$/ },
      ({ path }) => ({
        contents: JSON.stringify(pick(readJson(path), ["name", "version"])),
        loader: "json",
      }),
    );
    // Functions have their credentials in the environment
    // (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime).
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: "credentials",
      namespace: "in-lambda",
    }));
    build.onLoad({ filter: /^credentials$/, namespace: "in-lambda" }, () => ({
      contents: `export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";`,
      resolveDir: dirname(require.resolve("@aws-sdk/credential-provider-node")),
    }));
  },
};

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

const pick = (value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(names.map((name) => [name, field(value, name)]));
