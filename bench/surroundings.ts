/** Where a run took place, and with what. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { Machine, Report } from "./report";

const PACKAGES = [
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-sns",
  "@pulumi/aws",
  "@pulumi/pulumi",
  "asl-validator",
  "autocannon",
  "aws-xray-sdk-core",
  "esbuild",
  "typescript",
];

export const machine = (): Machine => ({
  processor: cpus()[0]?.model ?? "an unknown processor",
  cores: availableParallelism(),
  memoryGB: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${process.arch}`,
});

export const versions = (): Report["versions"] => ({
  node: process.versions.node,
  ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
});

function versionOf(name: string): string {
  const path = join(__dirname, "..", "node_modules", name, "package.json");
  const read: unknown = JSON.parse(readFileSync(path, "utf8"));
  const version: unknown =
    typeof read === "object" && read !== null ? Reflect.get(read, "version") : undefined;
  return typeof version === "string" ? version : "unknown";
}
