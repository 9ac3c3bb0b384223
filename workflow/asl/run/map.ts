import { distribute } from "./distributed";
import { exit, type Exit } from "./exit";
import { tryAndCatch } from "./failing";
import { faultOf } from "./fault";
import type { MapForm } from "./form";
import { isArray, type Json } from "./json";
import { child, inside, type Inside, type Item } from "./progress";
import type { Thread } from "./thread";
import { together } from "./together";
import type { Visit } from "./visit";
import { walk } from "./walk";

/** Iterations of an inline Map at once
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html). */
const MOST_AT_ONCE = 40;

/** Specification, "Map State". */
export const performMap = (form: MapForm, visit: Visit): Promise<Exit> =>
  tryAndCatch(form, visit, async (retryCount) => {
    const result = form.distributed
      ? await distribute(form, form.distributed, visit, retryCount)
      : await iterate(form, visit, retryCount);
    return exit(visit, form.leave(visit.scene({ retryCount }), result), form.next);
  });

/** The items of a list, or of an object, whose fields are its items then. */
export const itemsOf = (items: ReturnType<MapForm["items"]>): readonly Item[] =>
  isArray(items)
    ? items.map((value) => ({ value }))
    : Object.entries(items).map(([key, value]) => ({ key, value }));

async function iterate(form: MapForm, visit: Visit, retryCount: number): Promise<Json> {
  const { thread, progress } = visit;
  const scene = visit.scene({ retryCount });
  const atOnce = form.maxConcurrency(scene);
  const begun = inside(progress, retryCount, () => {
    const items = itemsOf(form.items(scene));
    thread.record({ type: "MapStateStarted", mapStateStartedEventDetails: { length: items.length } });
    return { items };
  });
  const { items } = begun;
  let lastEvent: number | undefined;
  const work = async (index: number, line: Thread) => {
    const own = child(progress, begun, index);
    if (own.done) return own.done.output;
    const output = await iteration(form, visit, begun, { index, line, retryCount });
    lastEvent = line.note({
      type: "MapIterationSucceeded",
      mapIterationSucceededEventDetails: named(visit, index),
    }).id;
    return output;
  };
  try {
    const limit = Math.min(atOnce || MOST_AT_ONCE, MOST_AT_ONCE);
    const outputs = await together({ thread, count: items.length, limit, work });
    if (lastEvent !== undefined) thread.follow(lastEvent);
    thread.note({ type: "MapStateSucceeded" });
    return outputs;
  } catch (error) {
    if (!thread.signal.aborted) {
      faultOf(error);
      thread.record({ type: "MapStateFailed" });
    }
    throw error;
  }
}

const named = ({ place }: Visit, index: number) => ({ name: place.name, index });

interface Iteration {
  readonly index: number;
  readonly line: Thread;
  readonly retryCount: number;
}

async function iteration(form: MapForm, visit: Visit, begun: Inside, { index, line, retryCount }: Iteration) {
  const own = child(visit.progress, begun, index);
  const given = begun.items[index];
  if (!given) throw new RangeError(`There is no item ${index}.`);
  const item = { index, ...given };
  // The selector belongs to the Map, whose lines it fails; a redrive has the input already.
  const input =
    own.place?.input ?? form.select({ ...visit, thread: line }.scene({ retryCount, item }), given.value);
  if (!own.place)
    line.record({ type: "MapIterationStarted", mapIterationStartedEventDetails: named(visit, index) });
  try {
    return await walk(
      { ...visit, thread: line, progress: own, item, at: form.processor.at },
      form.processor,
      input,
    );
  } catch (error) {
    if (line.signal.aborted)
      line.recordAborted({
        type: "MapIterationAborted",
        mapIterationAbortedEventDetails: named(visit, index),
      });
    else {
      faultOf(error);
      line.note({ type: "MapIterationFailed", mapIterationFailedEventDetails: named(visit, index) });
    }
    throw error;
  }
}
