/** What officers and the scheduled function do to an incident, in the order of effects of the handlers. */
import type { AttemptNumber } from "../../workflow/contract";
import { isUnstarted } from "../../workflow/incident";
import { GRACE_MS, hashOfCode, OCCASION, OPEN, OPENING } from "../support/samples";
import { FRESH, MOVED, type Update } from "./items";
import { started } from "./machine";
import { wakes } from "./requests";
import { isPending, joined, NUMBERS, replaced, underWay, type Process, type Reminding } from "./state";
import { bound, name, unbound, type Reported, type Rules, type Step } from "./step";

const FURTHER = hashOfCode("further");
const WAKING: Process = { handler: "moveDeadline", next: "wake" };
const USELESS_CODE = "a further code works, and an earlier one unless it is revoked";

/** Each of them is one deed. */
export function intervenes(rules: Rules, state: Reported): readonly Step[] {
  return [
    ...NUMBERS.flatMap((attempt) => [
      ...moves(rules, state, attempt),
      ...invites(rules, state, attempt, false),
      ...invites(rules, state, attempt, true),
      ...reminds(rules, state, attempt),
    ]),
    ...erases(rules, state),
  ];
}

/** handlers/moveDeadline.ts: get, apply, publish; wake. Later or earlier, it is after now: the attempt can be sat. */
function moves(rules: Rules, state: Reported, attempt: AttemptNumber): readonly Step[] {
  const { item, broken } = rules.update(state.item, `moveDeadline ${attempt}`, () =>
    rules.transitions.moveDeadline(attempt, { ...OPENING, deadline: MOVED }, FRESH.occasion),
  );
  const says = `moveDeadline ${attempt}: get, apply, publish`;
  if (item === undefined) return only(says, state, broken);
  const { machine } = state;
  const waits = machine.at === "SitExam" && machine.attempt === attempt;
  const moved = underWay(
    { ...state, item, phase: "open" as const, machine: waits ? { ...machine, moved: true } : machine },
    state.processes.map((each) => (isReminding(each, attempt) ? { ...each, moved: true } : each)),
  );
  const mustWake = rules.order.wake && wakes(rules, item, attempt);
  return [unbound(says, mustWake ? joined(moved, WAKING) : moved, broken)];
}

const isReminding = (process: Process, attempt: AttemptNumber): process is Reminding =>
  process.handler === "sweep" && process.attempt === attempt;

/** handlers/inviteAgain.ts: apply; publish. Who has read with a code that is revoked now comes too late. */
function invites(rules: Rules, state: Reported, attempt: AttemptNumber, revoke: boolean): readonly Step[] {
  const { item, answer, broken } = rules.update(state.item, `inviteAgain ${attempt} ${revoke}`, () =>
    rules.transitions.reinvite(attempt, { codeHash: FURTHER, revoke }, FRESH.occasion),
  );
  const says = `inviteAgain ${attempt}${revoke ? " and revoke" : ""}: apply`;
  if (item === undefined) return only(says, state, broken);
  const codes = answer?.attempts[attempt]?.codeHashes ?? [];
  const isRight = codes.includes(FURTHER) && codes.includes(OPEN.codeHashes[0]) !== revoke;
  const found = broken ?? (isRight ? undefined : USELESS_CODE);
  // Where nobody has read, nothing that a rule reads is changed.
  if (!revoke || !state.processes.some((each) => isPending(each, attempt))) return only(says, state, found);
  const left = state.processes.map((each) => (isPending(each, attempt) ? { ...each, revoked: true } : each));
  return [unbound(says, underWay({ ...state, item }, left), found)];
}

/** handlers/sweep.ts: get, publish; apply. */
function reminds({ order }: Rules, state: Reported, attempt: AttemptNumber): readonly Step[] {
  const { status, attempts } = state.item.incident;
  const found = attempts[attempt];
  const isDue = status === "awaiting-exam" && found && found.outcome === undefined && state.phase === "open";
  if (!isDue || found.remindedAt !== undefined) return [];
  const reminding: Reminding = { handler: "sweep", attempt, next: "apply", moved: false };
  const effects = order.remindBeforeUpdate ? "get, publish" : "get";
  return [unbound(`${name(reminding)}: ${effects}`, joined(state, reminding))];
}

/** The scheduled function has told the student of the deadline that it has read, and writes it down. */
export function marks(rules: Rules, state: Reported, task: Reminding): Step {
  const rest = replaced(state, task);
  if (task.next === "publish") return bound(`${name(task)}: publish`, rest);
  const { item, broken } = marked(rules, state, task);
  if (item === undefined) return bound(`${name(task)}: apply is refused`, rest, broken);
  const outdated = task.moved ? "whoever is marked as reminded was told the deadline that holds" : undefined;
  const next = { ...rest, item };
  const isTold = rules.order.remindBeforeUpdate;
  return bound(
    `${name(task)}: apply`,
    isTold ? next : joined(next, { ...task, next: "publish" }),
    broken ?? outdated,
  );
}

const marked = ({ update, transitions }: Rules, { item }: Reported, { attempt, moved }: Reminding): Update =>
  update(item, `remind ${attempt} ${moved}`, () =>
    transitions.remind(
      attempt,
      { deadline: moved ? MOVED : OPEN.deadline, graceMs: GRACE_MS },
      FRESH.occasion,
    ),
  );

/** handlers/sweep.ts: due, get, start. It comes again and again, whatever else goes wrong. */
export function startsUnstarted({ order }: Rules, state: Reported): readonly Step[] {
  const mayStart = order.sweep && state.machine.at === "not started" && isUnstarted(state.item.incident);
  return mayStart ? [bound("sweep: due, get, start", started(state))] : [];
}

/** handlers/erasePerson.ts: apply. No rule reads what is left of it. */
function erases({ update, transitions }: Rules, state: Reported): readonly Step[] {
  const { broken } = update(state.item, "erase", () => transitions.erase(state.item.incident, OCCASION));
  return only("erasePerson: apply", state, broken);
}

/** A step that leads nowhere new is one only where it breaks something. */
const only = (says: string, state: Reported, broken: string | undefined): readonly Step[] =>
  broken === undefined ? [] : [unbound(says, state, broken)];
