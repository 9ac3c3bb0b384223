/** Runs a Pulumi program in this process against a provider, without the Pulumi CLI. */
import { join, sep } from "node:path";
import { CustomResource, asset, runtime } from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import type { Project } from "./config";
import { isRecord, type Properties, type Resource } from "./inputs";
import type { Provider } from "./provider";

export interface Program {
  /** In the order in which they were created; components, which are only groups, are left out. */
  readonly resources: readonly Resource[];
  /** Everything that was registered, components included, in no particular order. */
  readonly registrations: readonly Registration[];
  /** What the program exports, resolved. */
  readonly outputs: Properties;
}

/** What the engine is told of a resource, beside its inputs. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Whether a provider makes it: not of a component. */
  readonly custom: boolean;
  /** URN; that of the stack has none. */
  readonly parent?: string;
  /** URNs. */
  readonly dependencies: readonly string[];
  /** Property → URNs of the resources whose outputs are in it. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Property paths. */
  readonly ignoreChanges: readonly string[];
  readonly protect: boolean;
}

/** Groups of resources: nothing is created for them. */
const COMPONENTS = [/^pulumi:pulumi:Stack$/, /^aws:apigateway:x:API$/, /^resit:/];

interface ProgramOptions {
  readonly folder: string;
  readonly main: string;
  readonly project: Project;
  readonly provider: Provider;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `main` of the folder and answers when everything that it registers is created. Throws the program's own
 * error when it, an output of it or a resource fails. Runs wait for each other: the Pulumi runtime is one per process.
 */
export function runProgram(options: ProgramOptions): Promise<Program> {
  const run = last.then(() => runNow(options));
  last = run.catch(() => undefined);
  return run;
}

async function runNow({ folder, main, project, provider }: ProgramOptions): Promise<Program> {
  forgetModules(folder);
  const resources: Resource[] = [];
  await runtime.setMocks(
    {
      newResource: async ({ type, name, inputs, custom }) => {
        const given = await plainRecord(inputs);
        if (custom === false) return { id: undefined, state: component(type, name) };
        const { id, outputs } = provider.create(type, name, given);
        const state = { ...given, ...outputs };
        resources.push({ type, name, id, inputs: given, state });
        return { id, state };
      },
      call: ({ token }) => withDetails(() => provider.invoke(token)),
    },
    project.name,
    project.stack,
  );
  const registrations = recordRegistrations();
  runtime.setAllConfig({ ...project.config });
  const outputs = await withPlainStacks(() =>
    failingWithRejections(async () => {
      const exported: unknown = await runtime.runInPulumiStack(() => import(join(folder, main)));
      await runtime.disconnect();
      return exported;
    }),
  );
  return { resources, registrations, outputs: isRecord(outputs) ? outputs : {} };
}

/** Fills with all that the program registers from now on. Mocks are told less than the engine. */
function recordRegistrations(): readonly Registration[] {
  const registrations: Registration[] = [];
  const monitor = runtime.getMonitor();
  if (!monitor) throw new Error("Pulumi has no monitor: the program can only be registered under mocks.");
  const register: unknown = Reflect.get(monitor, "registerResource");
  if (typeof register !== "function") throw new Error("Pulumi's monitor registers no resources.");
  Reflect.set(monitor, "registerResource", (request: RegisterResourceRequest, answer: Answer) => {
    const heard: Answer = (error, response) => {
      if (response) registrations.push(registration(request, asInEngine(response.getUrn())));
      answer(error, response);
    };
    Reflect.apply(register, monitor, [request, heard]);
  });
  return registrations;
}

type Answer = (error: Error | null, response: RegisterResourceResponse | undefined) => void;

function registration(request: RegisterResourceRequest, urn: string): Registration {
  const parent = request.getParent();
  const propertyDependencies: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((urns, property) => {
    propertyDependencies[property] = urns.getUrnsList().map(asInEngine);
  });
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    ...(parent !== "" && { parent: asInEngine(parent) }),
    dependencies: request.getDependenciesList().map(asInEngine),
    propertyDependencies,
    ignoreChanges: request.getIgnorechangesList(),
    protect: request.getProtect() ?? false,
  };
}

/** Mocks name the stack among the types of the parents, the engine does not. */
const asInEngine = (urn: string): string => urn.replace("::pulumi:pulumi:Stack$", "::");

/** Of an error from a provider function Pulumi tells `details` alone, as errors of gRPC have them. */
function withDetails<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { details: error.message }) : error;
  }
}

function component(type: string, name: string): Properties {
  if (COMPONENTS.some((known) => known.test(type))) return {};
  throw new Error(`The component ${type} (of "${name}") is not known: add it to local/program.ts.`);
}

/** The program's own modules are loaded afresh, so that it registers everything again; packages stay. */
function forgetModules(folder: string): void {
  const packages = `${sep}node_modules${sep}`;
  for (const path of Object.keys(require.cache))
    // This folder is no part of the program; two copies of it would disagree.
    if (path.startsWith(folder + sep) && !path.includes(packages) && !path.startsWith(__dirname + sep))
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the one way to forget a module
      delete require.cache[path];
}

/**
 * Pulumi notes a stack trace for every promise it makes; mapping each to TypeScript would take longer than all the
 * rest of the registration. An error that is looked at afterwards is mapped as ever.
 */
async function withPlainStacks<T>(run: () => Promise<T>): Promise<T> {
  const mapped: unknown = Reflect.get(Error, "prepareStackTrace");
  Reflect.deleteProperty(Error, "prepareStackTrace");
  try {
    return await run();
  } finally {
    Reflect.set(Error, "prepareStackTrace", mapped);
  }
}

/**
 * A resource that fails rejects outputs that nobody may be waiting for. So for as long as the program runs, this
 * listens for unhandled rejections in place of whoever did, and fails with the first.
 */
async function failingWithRejections<T>(run: () => Promise<T>): Promise<T> {
  const others = process.listeners("unhandledRejection");
  const reasons: unknown[] = [];
  const collect = (reason: unknown) => reasons.push(reason);
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", collect);
  try {
    const result = await run();
    // Node reports unhandled rejections once the promise jobs of a turn are done.
    await new Promise(setImmediate);
    if (reasons.length > 0) throw reasons[0];
    return result;
  } catch (error) {
    await runtime.disconnect();
    await new Promise(setImmediate);
    // Tells Pulumi that what is still pending is no leak, for which it would fail the process as it exits.
    runtime.terminateRpcs();
    throw reasons[0] ?? error;
  } finally {
    process.off("unhandledRejection", collect);
    for (const listener of others) process.on("unhandledRejection", listener);
  }
}

/** Inputs as a provider gets them from the engine: secrets bare, resources by their id, archives as they are. */
async function plain(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (runtime.isRpcSecret(value)) return plain(runtime.unwrapRpcSecret(value));
  if (asset.Asset.isInstance(value) || asset.Archive.isInstance(value)) return value;
  if (CustomResource.isInstance(value)) return idOf(value);
  return isRecord(value) ? plainRecord(value) : value;
}

const idOf = ({ id }: CustomResource) =>
  new Promise((resolve) => {
    id.apply(resolve);
  });

async function plainRecord(values: unknown): Promise<Properties> {
  if (!isRecord(values)) return {};
  const entries = Object.entries(values).map(async ([key, value]) => [key, await plain(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
