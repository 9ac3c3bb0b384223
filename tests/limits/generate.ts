/**
 * Writes model.json: of botocore's service models (Apache-2.0, https://pypi.org/project/botocore/), of the operations
 * of operations.ts, the limits of their inputs.
 *
 *     pip install --no-deps --target /tmp/botocore botocore==1.44.8
 *     node -r ts-node/register/transpile-only tests/limits/generate.ts /tmp/botocore
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { format, resolveConfig } from "prettier";
import { isRecord, read, type Properties } from "../../local/inputs";
import type { Model, Service, Shape } from "./model";
import { OPERATIONS } from "./operations";

const HEAD = /^Version: (\S+)$/m;

function model(folder: string): Model {
  const info = readdirSync(folder).find((name) => /^botocore-.*\.dist-info$/.test(name)) ?? "";
  const [, version] = HEAD.exec(readFileSync(join(folder, info, "METADATA"), "utf8")) ?? [];
  const names = [...new Set(Object.values(OPERATIONS).map(({ service }) => service))].sort();
  return {
    source: `botocore ${version ?? "of an unknown version"}`,
    services: Object.fromEntries(
      names.map((name) => [name, service(join(folder, "botocore/data", name), name)]),
    ),
  };
}

function service(folder: string, name: string): Service {
  const [newest] = readdirSync(folder).sort().reverse();
  const text = gunzipSync(readFileSync(join(folder, newest ?? "", "service-2.json.gz"))).toString();
  const parsed: unknown = JSON.parse(text);
  const whole = read(`The model of ${name}`, isRecord(parsed) ? parsed : {});
  const inputOf = (operation: string) =>
    whole.record("operations").record(operation).record("input").text("shape");
  const operations = Object.fromEntries(
    operationsOf(name).map((operation) => [operation, inputOf(operation)]),
  );
  const shapes = new Map<string, Shape>();
  const visit = (shape: string): void => {
    if (shapes.has(shape)) return;
    const limits = limitsOf(whole.record("shapes").record(shape).properties);
    shapes.set(shape, limits);
    for (const next of [...Object.values(limits.members ?? {}), limits.member, limits.key, limits.value])
      if (next !== undefined) visit(next);
  };
  Object.values(operations).forEach(visit);
  return { operations, shapes: Object.fromEntries([...shapes].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** With those that single properties go to. */
const operationsOf = (name: string): readonly string[] => {
  const made = Object.values(OPERATIONS).filter(({ service }) => service === name);
  const others = made.flatMap(({ names = {} }) =>
    Object.values(names).flatMap((path) => (path.includes(":") ? [path.split(":")[0] ?? ""] : [])),
  );
  return [...new Set([...made.map(({ operation }) => operation), ...others])].sort();
};

function limitsOf(shape: Properties): Shape {
  const { type, min, max, pattern, enum: values, required, members, member, key, value } = shape;
  const shapeOf = (one: unknown) => (isRecord(one) ? String(one["shape"]) : undefined);
  return JSON.parse(
    JSON.stringify({
      ...{ type, min, max, pattern, enum: values, required },
      ...(isRecord(members) && {
        members: Object.fromEntries(Object.entries(members).map(([name, one]) => [name, shapeOf(one)])),
      }),
      ...{ member: shapeOf(member), key: shapeOf(key), value: shapeOf(value) },
    }),
  ) as Shape;
}

const path = join(__dirname, "model.json");
void resolveConfig(path)
  .then((options) => format(JSON.stringify(model(process.argv[2] ?? "")), { ...options, filepath: path }))
  .then((text) => {
    writeFileSync(path, text);
  });
