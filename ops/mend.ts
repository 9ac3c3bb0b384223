/** Mendings, carried out: what each was decided upon is read again just before. */
import { randomUUID } from "node:crypto";
import type { CallerName, IncidentId, Timestamp } from "../workflow/contract";
import { moveDeadline, newestAttempt, type Incident, type Occasion } from "../workflow/incident";
import type { Judging, Kind } from "./disagreement";
import type { World } from "./ports";
import { inParallel } from "./inParallel";
import { look, settled, type Look } from "./survey";

/** `changed`: it is not as it was any more; nothing, or not all, was done. */
export type Mended = "mended" | "changed" | "left";

/** As whom the audit trail names operators. */
const BY: CallerName = "machine:ops";

export const occasion = (now: number): Occasion => ({ now, requestId: `ops-${randomUUID()}`, by: BY });

/** A mending leads to the next one at most so often: started, then woken at the right time. */
const ROUNDS = 3;

/** Until all of them agree, or are on their way to it; `open` are those that do not. */
export async function mendThem(
  world: World,
  looks: readonly Look[],
  settleMs: number,
  judging: Pick<Judging, "sitAgain">,
  tell: (id: IncidentId, how: Mended) => void,
): Promise<{ readonly mended: readonly Look[]; readonly open: readonly Look[] }> {
  const mended: Look[] = [];
  let open = looks;
  for (let round = 0; open.length > 0 && round < ROUNDS; round++) {
    for (const each of open) {
      if (each.disagreement === undefined) continue;
      const how = await mend(world, each.id, each.disagreement.kind, judging);
      if (how === "mended") mended.push(each);
      tell(each.id, how);
    }
    await world.sleep(settleMs);
    const again = await inParallel(looks, ({ id }) => look(world, id, judging));
    open = (await settled(world, again, settleMs, judging)).filter(isMendable);
  }
  return { mended, open };
}

export const isMendable = ({ disagreement }: Look): boolean =>
  disagreement !== undefined && disagreement.mending.do !== "decide";

async function mend(
  world: World,
  id: IncidentId,
  kind: Kind,
  judging: Pick<Judging, "sitAgain"> = {},
): Promise<Mended> {
  const { incident, disagreement } = await look(world, id, judging);
  if (disagreement?.kind !== kind) return "changed";
  const { executions } = world;
  const { mending } = disagreement;
  if ("deadline" in mending && !(await giveTime(world, incident, mending.deadline))) return "changed";
  const done = (was: boolean): Mended => (was ? "mended" : "changed");
  switch (mending.do) {
    case "wake":
      return done(await executions.wake(mending.token));
    case "redrive":
      return done(await executions.redrive(mending.execution.arn));
    case "start":
      return done(await executions.start(id, mending.number, mending.from));
    case "replace":
      await executions.stop(
        mending.execution.arn,
        "The incident is at another attempt: another execution goes on.",
      );
      return done(await executions.start(id, mending.number, mending.from));
    case "stop":
      for (const { arn } of mending.executions) await executions.stop(arn, disagreement.found);
      return "mended";
    case "decide":
      return "left";
  }
}

/** False where the attempt is not open any more. */
async function giveTime(
  { incidents, now }: World,
  incident: Incident | undefined,
  deadline: Timestamp,
): Promise<boolean> {
  const attempt = incident && newestAttempt(incident);
  if (incident === undefined || attempt === undefined) return false;
  const at = now();
  // The sweep looks at it from now on, and knows when to remind.
  const reminderMs = Date.parse(deadline) - at - 1;
  const moved = moveDeadline(attempt, { deadline, graceMs: 0, reminderMs }, occasion(at));
  return (await incidents.apply(incident.incidentId, moved)) !== undefined;
}
