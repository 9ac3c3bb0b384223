/** How long functions take to start, in fresh processes, one packaging after the other in each round. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { CODE_FILE } from "../../packaging/package";
import { inFreshProcess } from "../freshProcess";
import { numberIn } from "../messages";
import { interleaved } from "../statistics";
import type { Measured } from "./handlers";

/** A packaging that stands in its folder. */
export interface Unpacked {
  readonly folder: string;
  /** Where the SDK of the runtime is, for who takes it. */
  readonly sdk?: string;
}

/** Milliseconds, and what was loaded. */
export interface Start {
  readonly load: number;
  readonly invocation: number;
  /** Processor time of both, all threads: what else the computer does changes it little. */
  readonly processor: number;
  /** From the start of the process to its answer. */
  readonly total: number;
  /** Files that were loaded before the first invocation, their bytes, and the files that it loaded itself. */
  readonly modules: number;
  readonly bytes: number;
  readonly later: number;
}

interface Around {
  /** `coldStart.ts`, compiled. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly handler: Measured;
  readonly rounds: number;
}

export function starts<One extends Unpacked>(
  unpacked: readonly One[],
  { program, environment, handler, rounds }: Around,
): Promise<ReadonlyMap<One, readonly Start[]>> {
  for (const { folder } of unpacked) copyFileSync(program, join(folder, "coldStart.js"));
  return interleaved(rounds, unpacked, async ({ folder, sdk }) => {
    const { message, total } = await inFreshProcess({
      program: join(folder, "coldStart.js"),
      folder,
      environment: {
        ...environment,
        ...handler.variables,
        LAMBDA_TASK_ROOT: folder,
        BENCH_FILE: CODE_FILE,
        BENCH_EVENT: JSON.stringify(handler.event),
        ...(sdk !== undefined && { NODE_PATH: sdk }),
      },
    });
    assertAnswered(Reflect.get(Object(message), "answer"), handler);
    const told = (name: keyof Start) => numberIn(message, name);
    return {
      load: told("load"),
      invocation: told("invocation"),
      processor: told("processor"),
      total,
      modules: told("modules"),
      bytes: told("bytes"),
      later: told("later"),
    };
  });
}

/** What fails fast is not fast. */
function assertAnswered(answer: unknown, { name, answers: [field, value] }: Measured): void {
  const found: unknown = Reflect.get(Object(answer), field);
  if (found !== value && Reflect.get(Object(answer), "floor") !== true)
    throw new Error(`${name} answered ${JSON.stringify(answer)}: ${field} ${String(value)} was expected.`);
}
