/**
 * A Map whose items are processed by executions of their own, each with a history of its own
 * (https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html). Express ones differ from Standard
 * ones by what they cannot do (express.ts); that they leave no history, and that a redrive begins them anew, is not
 * emulated.
 */
import { executionArn } from "../arn";
import type { Deployed } from "../deployed";
import { startExecution, type Execution } from "../execution";
import { failureDetails, faultOf, stateError } from "../fault";
import type { DistributedForm, MapForm, Scene } from "../form";
import { uuid } from "../functions";
import type { ItemStore } from "../items";
import { jsonText, type Json } from "../json";
import { itemsOf } from "../map";
import { checkSize } from "../parallel";
import { inside, type Inside, type Item } from "../progress";
import type { Thread } from "../thread";
import { together } from "../together";
import type { Visit } from "../visit";
import { batches } from "./batch";
import { EXPRESS_SECONDS } from "./express";
import { readItems, unreadable } from "./read";
import { unwritable, written } from "./write";

/** Executions of a Map at once, whatever MaxConcurrency says
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html). */
const MOST_AT_ONCE = 10_000;

/** What of a distributed Map cannot be run here, with where in the state it stands. */
export const undistributable = (
  { reader, writer }: DistributedForm,
  store: ItemStore | undefined,
): readonly string[] =>
  [reader && unreadable(reader, store), writer && unwritable(writer, store)].filter(
    (each) => each !== undefined,
  );

/** The result of the state. @throws the fault that the state fails with */
export async function distribute(
  form: MapForm,
  how: DistributedForm,
  visit: Visit,
  retryCount: number,
): Promise<Json> {
  const { thread, machine } = visit;
  const scene = visit.scene({ retryCount });
  const begun = await begin(form, how, visit, { scene, retryCount });
  const run = begun.run;
  if (!run) throw new Error("A distributed Map has begun without a run.");
  try {
    await allOf(form, how, visit, { scene, run, items: begun.items });
    thread.record({ type: "MapRunSucceeded" });
    const executions = begun.items.flatMap((_, index) => run.executions.get(index)?.describe() ?? []);
    const result = await written(how.writer, scene, {
      mapRunArn: run.arn,
      id: run.id,
      executions,
      store: machine.items,
    });
    thread.note({ type: "MapStateSucceeded" });
    return result;
  } catch (error) {
    if (thread.signal.aborted) thread.recordAborted({ type: "MapRunAborted" });
    else {
      faultOf(error);
      thread.record({ type: "MapStateFailed" });
    }
    throw error;
  }
}

/** The run of a Map: its executions by the number of their item or batch. */
export interface MapRun {
  readonly arn: string;
  readonly id: string;
  readonly executions: Map<number, Execution>;
  redriveCount: number;
}

interface Asking {
  readonly scene: Scene;
  readonly retryCount: number;
}

/** The items are what the executions start with: selected, and batched. */
async function begin(
  form: MapForm,
  how: DistributedForm,
  visit: Visit,
  { scene, retryCount }: Asking,
): Promise<Inside> {
  const { thread, progress, machine } = visit;
  const left = progress.inside?.run;
  if (left && retryCount === 0) {
    left.redriveCount += 1;
    thread.record({
      type: "MapRunRedriven",
      mapRunRedrivenEventDetails: { mapRunArn: left.arn, redriveCount: left.redriveCount },
    });
    return inside(progress, retryCount, () => ({ items: [] }));
  }
  const { items, source } = how.reader
    ? await readItems(how.reader, scene, machine.items)
    : { items: itemsOf(form.items(scene)), source: "STATE_DATA" };
  thread.signal.throwIfAborted();
  const selected = items.map((item, index) =>
    form.select(visit.scene({ retryCount, item: { index, ...item, source } }), item.value),
  );
  const inputs = batches(how.batcher, scene, selected);
  for (const { value } of inputs) checkSize(value, visit);
  const id = uuid(machine.random);
  const arn = machine.arn.replace(":stateMachine:", ":mapRun:") + `/${label(how, visit)}:${id}`;
  return inside(progress, retryCount, () => {
    thread.record({ type: "MapStateStarted", mapStateStartedEventDetails: { length: inputs.length } });
    thread.record({ type: "MapRunStarted", mapRunStartedEventDetails: { mapRunArn: arn } });
    return {
      items: inputs,
      run: { arn, id, executions: new Map(), redriveCount: 0 },
    };
  });
}

const label = (how: DistributedForm, { place }: Visit): string =>
  how.label ?? place.name.replaceAll(/[^A-Za-z0-9_-]/g, "");

interface Running {
  readonly scene: Scene;
  readonly run: MapRun;
  readonly items: readonly Item[];
}

/** All of them have ended. @throws when more have failed than may */
async function allOf(form: MapForm, how: DistributedForm, visit: Visit, running: Running): Promise<void> {
  const { scene, run, items } = running;
  const { thread, machine } = visit;
  const sizes = items.map(({ size = 1 }) => size);
  const tolerates = tolerance(
    how,
    scene,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const atOnce = form.maxConcurrency(scene);
  const deployed: Deployed = {
    ...machine,
    arn: `${machine.arn}/${label(how, visit)}`,
    states: form.processor,
    timeoutSeconds: how.executionType === "EXPRESS" ? EXPRESS_SECONDS : undefined,
  };
  let failed = 0;
  const work = async (index: number, line: Thread): Promise<Json> => {
    const input = items[index]?.value ?? null;
    const status = await ended(execution(deployed, run, { index, input, name: uuid(machine.random) }), line);
    if (status !== "SUCCEEDED") failed += sizes[index] ?? 0;
    if (!tolerates(failed)) throw stateError(EXCEEDED);
    return null;
  };
  try {
    await together({
      thread,
      count: items.length,
      limit: Math.min(atOnce || MOST_AT_ONCE, MOST_AT_ONCE),
      work,
    });
  } catch (error) {
    if (!thread.signal.aborted)
      thread.record({ type: "MapRunFailed", mapRunFailedEventDetails: failureDetails(faultOf(error)) });
    throw error;
  }
}

const EXCEEDED = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
};

/** Counted in items, those of a batch all. Nothing may fail if neither is said; if both are, none may be exceeded
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/maprun-fail-threshold.html). */
function tolerance(how: DistributedForm, scene: Scene, total: number): (failed: number) => boolean {
  const count = how.toleratedCount(scene);
  const percentage = how.toleratedPercentage(scene);
  if (count === undefined && percentage === undefined) return (failed) => failed === 0;
  return (failed) =>
    failed <= (count ?? Infinity) && (failed * 100) / Math.max(1, total) <= (percentage ?? 100);
}

/** Of a run that is redriven, the one that there is goes on if it can. */
function execution(
  machine: Deployed,
  { executions }: MapRun,
  { index, input, name }: { readonly index: number; readonly input: Json; readonly name: string },
): Execution {
  const known = executions.get(index);
  if (known?.describe().status === "SUCCEEDED") return known;
  if (known?.describe().redriveStatus === "REDRIVABLE") {
    known.redrive();
    return known;
  }
  const arn = executionArn(machine.region, machine.arn.slice(machine.arn.lastIndexOf(":") + 1), name);
  const started = startExecution(machine, { arn, name, input: jsonText(input) });
  executions.set(index, started);
  machine.executions.set(arn, started);
  return started;
}

async function ended(child: Execution, { signal }: Thread): Promise<string> {
  const stop = () => {
    child.stop({ error: undefined, cause: undefined });
  };
  signal.addEventListener("abort", stop);
  const end = await child.ended();
  signal.removeEventListener("abort", stop);
  return end.status;
}
