/** Which incidents and executions disagree. */
import type { IncidentId } from "../workflow/contract";
import type { Incident } from "../workflow/incident";
import { disagreement, type Disagreement, type Judging } from "./disagreement";
import { nameParts, type Execution, type ExecutionStatus } from "./execution";
import { inParallel } from "./inParallel";
import type { World } from "./ports";

export interface Look {
  readonly id: IncidentId;
  readonly incident: Incident | undefined;
  readonly executions: readonly Execution[];
  readonly disagreement: Disagreement | undefined;
}

export interface Survey {
  readonly looks: readonly Look[];
  /** Not all that there are. */
  readonly more: boolean;
}

export type Wanted = Pick<Judging, "sitAgain"> & {
  /** These, in place of all. */
  readonly ids?: readonly IncidentId[];
  /** Incidents and executions of each status that are looked at, at most. */
  readonly limit: number;
};

/** The executions first, then the item: see disagreement.ts. */
export async function look(
  { incidents, executions, now }: World,
  id: IncidentId,
  judging: Pick<Judging, "sitAgain"> = {},
  numbers?: readonly number[],
): Promise<Look> {
  const known = await executions.of(id, numbers);
  const incident = await incidents.get(id);
  const judged = { ...judging, now: now() };
  return { id, incident, executions: known, disagreement: disagreement(incident, known, judged) };
}

const UNFINISHED: readonly ExecutionStatus[] = ["FAILED", "TIMED_OUT", "ABORTED"];

export async function survey(world: World, { ids, limit, ...judging }: Wanted): Promise<Survey> {
  if (ids) return { looks: await inParallel(ids, (id) => look(world, id, judging)), more: false };
  const { incidents, executions } = world;
  const open = await incidents.open(limit);
  const running = await executions.list("RUNNING", limit);
  const ended = await inParallel(UNFINISHED, (status) => executions.list(status, limit));
  const numbers = new Map<IncidentId, readonly number[]>();
  for (const { id, number } of running.names.flatMap((name) => nameParts(name) ?? []))
    numbers.set(id, [...(numbers.get(id) ?? []), number]);
  const others = ended.flatMap(({ names }) => names.flatMap((name) => nameParts(name)?.id ?? []));
  const all = [...new Set([...open.ids, ...numbers.keys(), ...others])];
  return {
    // What runs for an incident is what it must agree with: the others are looked for where nothing does.
    looks: await inParallel(all, (id) => look(world, id, judging, numbers.get(id))),
    more: [open, running, ...ended].some(({ more }) => more),
  };
}

/** Where something happened in between, an incident and its execution can be on their way to each other. */
export async function settled(
  world: World,
  looks: readonly Look[],
  settleMs: number,
  judging: Pick<Judging, "sitAgain"> = {},
): Promise<readonly Look[]> {
  const before = looks.filter((each) => each.disagreement !== undefined);
  if (before.length === 0) return [];
  await world.sleep(settleMs);
  const again = await inParallel(before, ({ id }) => look(world, id, judging));
  return again.filter((each, index) => each.disagreement?.kind === before[index]?.disagreement?.kind);
}
