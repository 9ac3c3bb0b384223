/** One operation of the engine on a program that runs in this process; the last line printed is how it went, as JSON. */
import { join } from "node:path";
import { runtime, type ResourceTransformation } from "@pulumi/pulumi";
import { LocalWorkspace, type EngineEvent, type PolicyEvent, type Stack } from "@pulumi/pulumi/automation";
import { readProject } from "../../local/config";
import type { Change, Kept, Operated, Task, Violation } from "./engine";
import { isRecord } from "./program";

type Properties = Readonly<Record<string, unknown>>;

const task = JSON.parse(process.argv[2] ?? "") as Task;

void operate(task).then((operated) => {
  // What still holds the process, such as the X-Ray SDK's socket, is of no use any more.
  process.stdout.write(`\n${JSON.stringify(operated)}\n`, () => process.exit(0));
});

async function operate({
  folder,
  stack: stackName,
  operation,
  changes = [],
  ...task
}: Task): Promise<Operated> {
  const { name, config } = readProject(folder, stackName, task.config ?? {});
  const program = async (): Promise<Record<string, unknown>> => {
    runtime.registerStackTransformation(changing(changes));
    return (await import(join(folder, "index.ts"))) as Record<string, unknown>;
  };
  const stack = await LocalWorkspace.createOrSelectStack({ projectName: name, stackName, program });
  await stack.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])),
  );
  const events: EngineEvent[] = [];
  const options = {
    onEvent: (event: EngineEvent) => events.push(event),
    ...(task.policyPacks && { policyPacks: [...task.policyPacks] }),
    ...(task.expectNoChanges !== undefined && { expectNoChanges: task.expectNoChanges }),
  };
  const [ok, text] = await outcome(stack, operation, options);
  return { ok, text, ...summary(events), state: await kept(stack) };
}

async function outcome(
  stack: Stack,
  operation: Task["operation"],
  options: object,
): Promise<[boolean, string]> {
  try {
    return [true, (await stack[operation](options)).stdout];
  } catch (error) {
    return [false, String(error)];
  }
}

function summary(events: readonly EngineEvent[]): Omit<Operated, "ok" | "text" | "state"> {
  const done = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  return {
    outputs: done.find(({ type }) => type === "pulumi:pulumi:Stack")?.new?.outputs,
    steps: events.flatMap(({ resourcePreEvent }) => {
      const step = resourcePreEvent?.metadata;
      return step ? [{ op: step.op, urn: step.urn }] : [];
    }),
    changes: events.flatMap(({ summaryEvent }) => summaryEvent?.resourceChanges ?? [])[0] ?? {},
    violations: events.flatMap(({ policyEvent }) => (policyEvent ? [violation(policyEvent)] : [])),
  };
}

const violation = ({ policyName, resourceUrn = "", message, enforcementLevel }: PolicyEvent): Violation => ({
  policy: policyName,
  urn: resourceUrn,
  message,
  level: enforcementLevel,
});

/** Empty lists and records are not written. */
type Written = Omit<Kept, "dependencies" | "propertyDependencies"> &
  Partial<Pick<Kept, "dependencies" | "propertyDependencies">>;

interface Deployment {
  readonly resources?: readonly Written[];
}

async function kept(stack: Stack): Promise<readonly Kept[]> {
  const { resources = [] } = (await stack.exportStack()).deployment as Deployment;
  return resources
    .filter(({ type }) => !type.startsWith("pulumi:providers:"))
    .map(({ urn, type, custom, id, parent, protect, dependencies, propertyDependencies, ignoreChanges }) => ({
      urn,
      type,
      custom,
      ...(id !== undefined && { id }),
      ...(parent !== undefined && { parent }),
      ...(protect !== undefined && { protect }),
      dependencies: dependencies ?? [],
      propertyDependencies: propertyDependencies ?? {},
      ...(ignoreChanges && { ignoreChanges }),
    }));
}

const changing =
  (changes: readonly Change[]): ResourceTransformation =>
  ({ type, name, props, opts }) => ({
    opts,
    props: changes
      .filter((change) => change.type === type && change.name === name)
      .reduce<Properties>((properties, { path, value }) => changed(properties, path, value), props),
  });

function changed(
  properties: Properties,
  [key = "", ...inside]: readonly string[],
  value: unknown,
): Properties {
  const { [key]: old, ...others } = properties;
  const next = inside.length > 0 ? changed(isRecord(old) ? old : {}, inside, value) : value;
  return next === undefined ? others : { ...others, [key]: next };
}
