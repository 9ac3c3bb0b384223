/** Several lines at once: the branches of a Parallel, the iterations of a Map. */
import type { Json } from "./json";
import type { Thread } from "./thread";

export interface Together {
  readonly thread: Thread;
  readonly count: number;
  /** How many at once. */
  readonly limit: number;
  readonly work: (index: number, thread: Thread) => Promise<Json>;
}

/**
 * The outputs, in the order of the lines. The first failure aborts what is under way, and begins no more; the thread
 * then goes on from the last event of the line that failed, or of the one that came to its end last.
 * @throws what the first line failed with
 */
export async function together({ thread, count, limit, work }: Together): Promise<Json[]> {
  const inner = new AbortController();
  const abort = () => {
    inner.abort(thread.signal.reason);
  };
  thread.signal.throwIfAborted();
  thread.signal.addEventListener("abort", abort);
  const stopped = () => inner.signal.aborted;
  const outputs: Json[] = [];
  const begun = thread.tail();
  let next = 0;
  let last = begun;
  let failure: { readonly error: unknown; readonly tail: number } | undefined;

  const lane = async () => {
    let from = begun;
    while (next < count && !stopped()) {
      const index = next++;
      const line = thread.fork(inner.signal, from);
      try {
        outputs[index] = await work(index, line);
        from = line.tail();
        last = from;
      } catch (error) {
        if (!stopped()) {
          failure = { error, tail: line.tail() };
          inner.abort();
        }
      }
    }
  };

  try {
    await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
  } finally {
    thread.signal.removeEventListener("abort", abort);
  }
  thread.signal.throwIfAborted();
  if (failure) {
    thread.follow(failure.tail);
    throw failure.error;
  }
  thread.follow(last);
  return outputs;
}
