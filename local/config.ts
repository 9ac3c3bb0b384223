/** A stack's configuration as `pulumi` would hand it to the program. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isRecord, type Properties } from "./inputs";

export interface Project {
  readonly name: string;
  readonly stack: string;
  /** By namespaced key (`resit:attemptWindow`, `aws:region`); every value is text, as Pulumi keeps it. */
  readonly config: Readonly<Record<string, string>>;
}

/**
 * Reads `Pulumi.yaml` (defaults that it declares) and `Pulumi.<stack>.yaml` of a folder; `overrides` win. A key
 * without a namespace is the project's own, in files and overrides.
 * Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/
 */
export function readProject(
  folder: string,
  stack: string,
  overrides: Readonly<Record<string, string>>,
): Project {
  const project = readYaml(join(folder, "Pulumi.yaml"));
  const name = project["name"];
  if (typeof name !== "string") throw new Error(`Pulumi.yaml in ${folder} has no name.`);
  const stackFile = `Pulumi.${stack}.yaml`;
  const declared = section(project).map(([key, value]) => [key, defaultOf(value)] as const);
  const set = section(readYaml(join(folder, stackFile)));
  const named = (key: string) => (key.includes(":") ? key : `${name}:${key}`);
  const over = Object.fromEntries(Object.entries(overrides).map(([key, value]) => [named(key), value]));
  const config = [...declared, ...set].flatMap(([key, value]) =>
    value === undefined || named(key) in over ? [] : [[named(key), text(stackFile, key, value)] as const],
  );
  return { name, stack, config: { ...Object.fromEntries(config), ...over } };
}

const section = (file: Properties) => Object.entries(isRecord(file["config"]) ? file["config"] : {});

/** A declaration is the value itself, or `{ value }` of a provider's key, or `{ type, default }` of the project's. */
const defaultOf = (declaration: unknown) =>
  isRecord(declaration) ? (declaration["value"] ?? declaration["default"]) : declaration;

function text(file: string, key: string, value: unknown): string {
  if (isRecord(value) && "secure" in value)
    throw new Error(`${file}: ${key} is encrypted, which this machine cannot read. Set it in plain text.`);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readYaml(path: string): Properties {
  const content: unknown = parse(readFileSync(path, "utf8"));
  return isRecord(content) ? content : {};
}
