/** Items that share an execution
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html). */
import type { DistributedForm, Scene } from "../form";
import { byteLength, jsonText, MAX_DATA_BYTES, type Json } from "../json";

/** What an execution starts with: an item, or several in one object. */
export interface Batch {
  readonly value: Json;
  /** Items in it. */
  readonly size: number;
}

export function batches(batcher: DistributedForm["batcher"], scene: Scene, items: readonly Json[]): Batch[] {
  if (!batcher) return items.map((value) => ({ value, size: 1 }));
  const common = batcher.batchInput(scene);
  const mostItems = batcher.maxItems(scene) ?? Infinity;
  const mostBytes = Math.min(batcher.maxInputBytes(scene) ?? MAX_DATA_BYTES, MAX_DATA_BYTES);
  const batch = (Items: readonly Json[]): Batch => ({
    value: { ...(common !== undefined && { BatchInput: common }), Items },
    size: Items.length,
  });
  const empty = byteLength(jsonText(batch([]).value));
  const made: Batch[] = [];
  let open: Json[] = [];
  let bytes = empty;
  for (const item of items) {
    const more = byteLength(jsonText(item)) + 1; // And a comma.
    if (open.length > 0 && (open.length >= mostItems || bytes + more > mostBytes)) {
      made.push(batch(open));
      open = [];
      bytes = empty;
    }
    open.push(item);
    bytes += more;
  }
  if (open.length > 0) made.push(batch(open));
  return made;
}
