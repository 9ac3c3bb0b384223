/** The real program, run under mocks: what it registers, resolved, and what it exports. */
import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { create, type Properties } from "./aws";

export interface Registered {
  /** As Pulumi writes it: `aws:lambda/function:Function`. */
  readonly type: string;
  /** In the program. */
  readonly name: string;
  /** Resources stand as their id, assets as their text; without tags, which are the same on all. */
  readonly inputs: Properties;
  /** Where the type takes any. */
  readonly tags?: Properties;
  readonly id: string;
  /** What AWS makes up: `name`, `arn` and the like. */
  readonly computed: Properties;
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
  /** Whether it stays in AWS when Pulumi deletes it. */
  readonly retainOnDelete: boolean;
  /** Type and name of those that it waits for, beside those that its inputs come from. */
  readonly dependsOn: readonly string[];
}

export interface Run {
  readonly stack: Stack;
  /** By type and name. */
  readonly resources: readonly Registered[];
  readonly exports: Properties;
  /** Keys of the project's configuration that were asked for, sorted. */
  readonly keysRead: readonly string[];
}

export type Stack = "dev" | "prod";
/** By key with namespace, `resit:passMark`; the text that Pulumi keeps, or undefined for a key that is not set. */
export type Configuration = Readonly<Record<string, string | undefined>>;

export const ROOT = join(__dirname, "..", "..");
export const PROJECT = "resit";
const MAIN = join(ROOT, "index.ts");
/** The folders whose modules are the program's own. */
const OWN = ["api", "handlers", "infra", "workflow"].map((folder) => join(ROOT, folder) + sep);

const runs = new Map<Stack, Promise<Run>>();

/** The program with the configuration of the stack's file. It runs once (some seconds), for all who ask. */
export function runOf(stack: Stack): Promise<Run> {
  const known = runs.get(stack) ?? runAfresh(stack);
  runs.set(stack, known);
  return known;
}

/** The same, run again from modules that are loaded again, with this over the configuration of the stack. */
export function runAfresh(stack: Stack, configuration: Configuration = {}): Promise<Run> {
  forget((path) => path === MAIN || OWN.some((folder) => path.startsWith(folder)));
  return register(stack, { ...configurationOf(stack), ...configuration }, () => import(MAIN));
}

/** What a part of the program registers by itself, as the development stack with this over its configuration. */
export function runOfPart(part: () => unknown, configuration: Configuration = {}): Promise<Run> {
  return register("dev", { ...configurationOf("dev"), ...configuration }, () => {
    part();
    return Promise.resolve({});
  });
}

/**
 * The message with which the program stops when this is set over the configuration of dev. It stops before it registers
 * anything: only index.ts is loaded again, which takes milliseconds.
 */
export async function refusalOf(configuration: Configuration): Promise<string> {
  forget((path) => path === MAIN);
  try {
    await register("dev", { ...configurationOf("dev"), ...configuration }, () => import(MAIN));
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
  throw new Error(`The program took ${JSON.stringify(configuration)}.`);
}

/** What `Pulumi.<stack>.yaml` sets, as the text that a program gets of it. */
export function configurationOf(stack: Stack): Readonly<Record<string, string>> {
  const entries = Object.entries(configSection(`Pulumi.${stack}.yaml`));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** `config` of a file in the root folder, each key with its namespace. */
export function configSection(file: string): Properties {
  const content: unknown = parse(readFileSync(join(ROOT, file), "utf8"));
  const section = isRecord(content) ? content["config"] : undefined;
  if (!isRecord(section)) throw new Error(`${file} has no config.`);
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) => [key.includes(":") ? key : `${PROJECT}:${key}`, value]),
  );
}

export const ofType = ({ resources }: Run, type: string): readonly Registered[] =>
  resources.filter((resource) => resource.type === type);

export function resourceOf({ resources }: Run, type: string, name: string): Registered {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`The program registers no ${type} "${name}".`);
  return found;
}

/** The place in a value, undefined where there is none: `at(inputs, "environment", "variables")`. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (typeof inside === "object" && inside !== null ? Reflect.get(inside, key) : undefined),
    value,
  );
}

/** The text at a place. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const text = at(value, ...path);
  if (typeof text !== "string") throw new Error(`${path.join(".")} is ${typeof text}: a text was expected.`);
  return text;
}

/** The JSON at a place, parsed. */
export const jsonAt = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  JSON.parse(textAt(value, ...path));

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

export const isRecord = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Options = Pick<Registered, "protect" | "retainOnDelete" | "dependsOn">;

// The Pulumi runtime is one per process: runs stand in a queue.
let last: Promise<unknown> = Promise.resolve();

/** Gives what the program exports. */
type Main = () => Promise<unknown>;

function register(stack: Stack, configuration: Configuration, main: Main): Promise<Run> {
  const run = last.then(() => registerNow(stack, configuration, main));
  last = run.catch(() => undefined);
  return run;
}

async function registerNow(stack: Stack, configuration: Configuration, main: Main): Promise<Run> {
  const resources: Omit<Registered, keyof Options>[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs, custom }) => {
        if (custom === false) {
          resources.push({ type, name, inputs: {}, id: "", computed: {} });
          return { id: undefined, state: {} };
        }
        const given = await plainProperties(inputs);
        const { id, computed } = create(type, name, given);
        resources.push({ type, name, inputs: given, id, computed });
        return { id, state: { ...given, ...computed } };
      },
      call: ({ token }) => {
        throw new Error(`The program calls ${token}: tests/support/program.ts answers no calls.`);
      },
    },
    PROJECT,
    stack,
  );
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(configuration).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
  );
  const options = new Map<string, Promise<Options>>();
  const { exported, keysRead } = await recordingKeys(() =>
    failingWithRejections(() => runAsStack(main, options)),
  );
  return {
    stack,
    keysRead,
    exports: exported,
    resources: (await Promise.all(resources.map((resource) => withOptions(resource, options)))).sort(inOrder),
  };
}

/** Runs it as the program of the stack, and waits until every resource is registered. Throws what it throws. */
async function runAsStack(main: Main, options: Map<string, Promise<Options>>): Promise<Properties> {
  let stopped: { readonly reason: unknown } | undefined;
  const exported: unknown = await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
      // One with a URN is no registration: it is a reference to a resource, read back out of inputs.
      if (opts.urn === undefined) options.set(`${type} ${name}`, optionsOf(opts));
      return undefined;
    });
    try {
      return await main();
    } catch (reason) {
      // Thrown through here it would also reject outputs of the stack that nobody waits for.
      stopped = { reason };
      return {};
    }
  });
  // Resolves when no registration is under way and none has come in the meantime.
  await pulumi.runtime.disconnect();
  if (stopped) throw stopped.reason;
  return isRecord(exported) ? exported : {};
}

/**
 * A resource or an output that fails rejects promises that nobody waits for, and others never settle. So while the
 * program runs this listens for unhandled rejections in place of whoever did, and fails with the first.
 */
async function failingWithRejections<T>(work: () => Promise<T>): Promise<T> {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  try {
    return await new Promise<T>((resolve, reject) => {
      process.on("unhandledRejection", reject);
      // Node reports them when the promise jobs of a turn are done.
      work().then((result) => setImmediate(resolve, result), reject);
    });
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  }
}

async function optionsOf(options: pulumi.ResourceOptions): Promise<Options> {
  const { protect = false, retainOnDelete = false, dependsOn } = options;
  const awaited: readonly unknown[] = [dependsOn].flat();
  const urns = awaited.filter((each) => pulumi.Resource.isInstance(each)).map(({ urn }) => valueOf(urn));
  return { protect, retainOnDelete, dependsOn: (await Promise.all(urns)).map(typeAndName) };
}

/** https://www.pulumi.com/docs/iac/concepts/resources/names/#urns: types of the parents stand before the `$`. */
function typeAndName(urn: string): string {
  const [, , type, name] = urn.slice("urn:pulumi:".length).split("::");
  return `${String(type?.split("$").pop())} ${String(name)}`;
}

async function withOptions(
  resource: Omit<Registered, keyof Options>,
  options: ReadonlyMap<string, Promise<Options>>,
): Promise<Registered> {
  const { type, name } = resource;
  // The stack itself is there before anything listens; it has none.
  const none: Options = { protect: false, retainOnDelete: false, dependsOn: [] };
  const { tags, ...inputs } = resource.inputs;
  return {
    ...resource,
    inputs,
    ...(isRecord(tags) && { tags }),
    ...none,
    ...(await options.get(`${type} ${name}`)),
  };
}

const inOrder = (a: Registered, b: Registered) =>
  a.type === b.type ? (a.name < b.name ? -1 : 1) : a.type < b.type ? -1 : 1;

/** Runs with every question for the project's configuration noted, however it is asked. */
async function recordingKeys(run: () => Promise<Properties>) {
  const keys = new Set<string>();
  const prototype = pulumi.Config.prototype;
  const readers = Object.getOwnPropertyNames(prototype).filter((name) => /^(get|require)/.test(name));
  const originals = readers.map((name) => [name, Reflect.get(prototype, name) as unknown] as const);
  for (const [name, original] of originals) {
    if (typeof original !== "function") continue;
    Reflect.set(prototype, name, function (this: pulumi.Config, key: string, ...rest: unknown[]): unknown {
      if (this.name === PROJECT) keys.add(`${this.name}:${key}`);
      const answer: unknown = Reflect.apply(original, this, [key, ...rest]);
      return answer;
    });
  }
  try {
    return { exported: await run(), keysRead: [...keys].sort() };
  } finally {
    for (const [name, original] of originals) Reflect.set(prototype, name, original);
  }
}

function forget(isForgotten: (path: string) => boolean): void {
  for (const path of Object.keys(require.cache).filter(isForgotten))
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the one way to forget a module
    delete require.cache[path];
}

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });

async function plain(value: unknown): Promise<unknown> {
  if (pulumi.CustomResource.isInstance(value)) return valueOf(value.id);
  if (value instanceof pulumi.asset.AssetArchive) return plain(await value.assets);
  if (value instanceof pulumi.asset.StringAsset) return value.text;
  if (isRecord(value)) return plainProperties(value);
  return isList(value) ? Promise.all(value.map(plain)) : value;
}

async function plainProperties(values: unknown): Promise<Properties> {
  const entries = isRecord(values) ? Object.entries(values) : [];
  return Object.fromEntries(
    await Promise.all(entries.map(async ([key, value]) => [key, await plain(value)] as const)),
  );
}
