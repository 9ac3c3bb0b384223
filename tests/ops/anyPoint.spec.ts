/**
 * Incidents that go any way, with accidents on it, and a copy of the item from any point put back: whatever there is then,
 * it is brought together, and the case ends. The real definition and handlers, in memory, on a virtual clock.
 */
import { expect } from "chai";
import * as fc from "fast-check";
import { isMendable, mendThem, occasion } from "../../ops/mend";
import {
  closedAs,
  incidentOf,
  placeOf,
  executionArn,
  executionName,
  type Execution,
} from "../../ops/execution";
import type { World } from "../../ops/ports";
import { look, settled, survey, type Look } from "../../ops/survey";
import type { AttemptNumber } from "../../workflow/contract";
import { newestAttempt, restored, type Incident } from "../../workflow/incident";
import { brokenIncident } from "../protocol/invariants";
import { DAY_MS, ID, move, storedIncident, submit, WINDOW_MS, withdraw } from "../support/process";
import { reportedWorkflow, type Workflow } from "../support/workflow";

const STEPS = [
  "pass",
  "fail",
  "miss",
  "a day",
  "later deadline",
  "earlier deadline",
  "withdraw",
  /** Somebody stops the execution. */
  "stop",
  /** From now on nothing wakes the execution, and then it does again. */
  "deaf",
  "hearing",
  /** The functions fail, until their execution has, and then they work again. */
  "outage",
] as const;
type Step = (typeof STEPS)[number];

/** Of the ways, and of how many copies back: each kind of disagreement that they must lead to. */
const EXAMPLES: [Step[], number][] = [
  [["fail"], 1],
  [["deaf", "pass"], 0],
  [["later deadline"], 1],
  [["stop"], 0],
  [["pass"], 1],
  [["stop", "withdraw"], 0],
  [["fail", "miss", "stop"], 3],
];

const SETTLE_MS = 5_000;

/** The world of an operator, over the workflow in memory. */
function worldOf({ ports, machine, clock }: Workflow): World {
  const unused = () => Promise.reject(new Error("Not of this spec."));
  const tried = (work: () => unknown, ...fine: readonly string[]): Promise<boolean> => {
    try {
      work();
      return Promise.resolve(true);
    } catch (error) {
      if (error instanceof Error && fine.includes(error.name)) return Promise.resolve(false);
      throw error;
    }
  };
  const executionOf = (number: number): readonly Execution[] => {
    const name = executionName(ID, number);
    const arn = executionArn(machine.stateMachineArn, name);
    const found = machine.listExecutions().find((each) => each.executionArn === arn);
    if (found === undefined) return [];
    const { status, startDate, stopDate, redriveStatus, error, input, output } = found;
    const incidentId = incidentOf(input);
    const closed = closedAs(output);
    const place = placeOf([...machine.getExecutionHistory(arn).events].reverse(), status === "RUNNING");
    return [
      {
        arn,
        name,
        number,
        status,
        startedAt: startDate.getTime(),
        redrivable: redriveStatus === "REDRIVABLE",
        ...(stopDate && { stoppedAt: stopDate.getTime() }),
        ...(error !== undefined && { error }),
        ...(incidentId && { incidentId }),
        ...(closed && { closedAs: closed }),
        ...(place && { place }),
      },
    ];
  };
  return {
    incidents: {
      get: (id) => ports.incidents.get(id),
      apply: (id, transition) => ports.incidents.apply(id, transition),
      open: unused,
      due: unused,
      put: unused,
      async *copies() {
        yield await unused();
      },
    },
    executions: {
      of: () => Promise.resolve([1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap(executionOf)),
      way: unused,
      list: unused,
      start: (incidentId, number, attempt) =>
        tried(
          () =>
            machine.startExecution({
              name: executionName(incidentId, number),
              input: JSON.stringify({ incidentId, attempt }),
            }),
          "ExecutionAlreadyExists",
        ),
      stop: async (arn, cause) => {
        await tried(() => machine.stopExecution(arn, "Operator", cause));
      },
      redrive: (arn) => tried(() => machine.redriveExecution(arn), "ExecutionNotRedrivable"),
      wake: (taskToken) =>
        tried(
          () => {
            machine.sendTaskSuccess({ taskToken, output: "{}" });
          },
          "TaskTimedOut",
          "TaskDoesNotExist",
          "InvalidToken",
        ),
    },
    now: () => clock.now(),
    sleep: (milliseconds) => clock.run(clock.now() + milliseconds),
  };
}

interface Played {
  readonly workflow: Workflow;
  readonly world: World;
  readonly copies: readonly Incident[];
  /** Attempts that were submitted, with the number of the copy that was the newest then. */
  readonly submitted: readonly (readonly [copy: number, attempt: AttemptNumber])[];
}

/** Goes that way, and takes a copy before each step and after the last. */
async function play(steps: readonly Step[]): Promise<Played> {
  let deaf = false;
  let outage = false;
  const workflow = await reportedWorkflow({
    port: (call, effect) => (deaf && call === "wake" ? Promise.reject(new Error("It was lost.")) : effect()),
    task: (_call, perform) => (outage ? Promise.reject(new Error("Out of order.")) : perform()),
  });
  const { ports, clock, machine } = workflow;
  const copies: Incident[] = [];
  const submitted: (readonly [number, AttemptNumber])[] = [];
  const pass = (milliseconds: number) => clock.run(clock.now() + milliseconds);
  await pass(1_000);
  for (const step of steps) {
    copies.push(storedIncident(ports));
    const number = newestAttempt(storedIncident(ports)) ?? 1;
    const deadline = Date.parse(storedIncident(ports).attempts[number]?.deadline ?? "");
    switch (step) {
      case "pass":
      case "fail": {
        const running = machine.listExecutions().some(({ status }) => status === "RUNNING");
        const { statusCode } = await submit(ports, number, step === "pass" ? 3 : 0);
        // One that woke nothing has left no trace but in the item.
        if (statusCode === 200 && running && !deaf) submitted.push([copies.length - 1, number]);
        break;
      }
      case "miss":
        await pass(WINDOW_MS + DAY_MS);
        break;
      case "a day":
        await pass(DAY_MS);
        break;
      case "later deadline":
        await move(ports, number, deadline + 5 * DAY_MS);
        break;
      case "earlier deadline":
        await move(ports, number, clock.now() + DAY_MS);
        break;
      case "withdraw":
        await withdraw(ports);
        break;
      case "stop":
        for (const { executionArn: arn } of machine.listExecutions()) machine.stopExecution(arn);
        break;
      case "deaf":
      case "hearing":
        deaf = step === "deaf";
        break;
      case "outage":
        outage = true;
        await pass(DAY_MS);
        outage = false;
        break;
    }
    await pass(1_000);
  }
  copies.push(storedIncident(ports));
  return { workflow, world: worldOf(workflow), copies, submitted };
}

/** As `npm run ops -- reconcile` does it. */
async function reconcile(world: World, judging: { readonly sitAgain?: boolean } = {}): Promise<Look> {
  const { looks } = await survey(world, { ids: [ID], limit: 1, ...judging });
  const disagreeing = (await settled(world, looks, SETTLE_MS, judging)).filter(isMendable);
  const { open } = await mendThem(world, disagreeing, SETTLE_MS, judging, () => undefined);
  expect(open).to.deep.equal([]);
  return look(world, ID, judging);
}

describe("ops: an incident at any point, restored to any point before", () => {
  it("is brought together with its execution, loses no attempt, and ends", async function () {
    this.timeout(120_000);
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...STEPS), { maxLength: 6 }),
        fc.nat(6),
        async (steps, back) => {
          const { workflow, world, copies, submitted } = await play(steps);
          const { ports, clock, machine } = workflow;
          const at = Math.max(0, copies.length - 1 - back);
          const copy = copies[at];
          if (copy === undefined) throw new Error("There is a copy at least.");
          if (back > 0) ports.incidents.put(restored(copy, occasion(clock.now())));
          await clock.run(clock.now() + SETTLE_MS);
          const before = await look(world, ID);
          if (before.disagreement) kinds.add(before.disagreement.kind);

          const first = await reconcile(world);
          const after =
            first.disagreement?.mending.do === "decide" ? await reconcile(world, { sitAgain: true }) : first;
          expect(after.disagreement).to.equal(undefined);

          const lost = submitted.find(([since]) => since >= at);
          const number = newestAttempt(copy);
          const attempt = number && after.incident?.attempts[number];
          // Submitted after the copy: it is open again, with time to sit it.
          if (back > 0 && copy.status === "awaiting-exam" && lost?.[1] === number && attempt) {
            if (copy.attempts[number]?.outcome === undefined) {
              expect(attempt.outcome).to.equal(undefined);
              expect(Date.parse(attempt.deadline)).to.be.greaterThan(clock.now());
            }
          }

          // The student fails all that there is: it ends, after three attempts.
          for (let sat = 0; sat < 4 && storedIncident(ports).status === "awaiting-exam"; sat++) {
            const newest = newestAttempt(storedIncident(ports)) ?? 1;
            await submit(ports, newest, 0);
            await clock.run(clock.now() + 60_000);
          }
          await clock.run();
          const end = storedIncident(ports);
          expect(end.status).not.to.equal("awaiting-exam");
          expect(brokenIncident(end)).to.equal(undefined);
          expect(machine.listExecutions().filter(({ status }) => status === "RUNNING")).to.deep.equal([]);
          expect((await look(world, ID)).disagreement).to.equal(undefined);
        },
      ),
      { numRuns: 200, examples: EXAMPLES },
    );
    expect([...kinds]).to.include.members([
      "ahead",
      "not-woken",
      "other-token",
      "stopped-short",
      "closed-before",
      "not-announced",
    ]);
  });
});
