import { expect } from "chai";
import { memoryPorts, type MemoryPorts, type PortCall } from "../support/memoryPorts";
import {
  close as closeAttempt,
  DAY_MS,
  GRACE_MS,
  handlersOver,
  opening,
  report,
  stored,
  submit as submitAnswers,
  TASK,
  withdraw,
  move as moveTo,
} from "../support/process";
import { model } from "./model";
import { PROTOCOL } from "./protocol";
import { INITIAL, type State } from "./state";

type Call = (ports: MemoryPorts) => Promise<unknown>;

const open: Call = (ports) => handlersOver(ports).openAttempt(opening(ports, 1), TASK);
const submit: Call = (ports) => submitAnswers(ports, 1, 3);
const close: Call = (ports) => {
  ports.clock.set(Date.parse(stored(ports, 1).deadline) + GRACE_MS);
  return closeAttempt(ports, 1);
};

const move: Call = (ports) => moveTo(ports, 1, ports.clock.now() + DAY_MS);
const resume: Call = (ports) =>
  handlersOver(ports).openAttempt({ ...opening(ports, 1), resumed: true }, TASK);
const sweep: Call = (ports) => {
  ports.clock.set(ports.clock.now() + DAY_MS);
  return handlersOver(ports).sweep({}, TASK);
};

/** Steps of the model, by how they begin. */
const CREATE = "reportIncident: create";
const START = "reportIncident: start";
const OPEN = ["openAttempt 1: get", "openAttempt 1: apply (open)", "openAttempt 1: publish"];
const OPEN_IN_VAIN = [
  "openAttempt 1: get",
  "openAttempt 1: apply (open) is refused, get",
  "openAttempt 1: apply",
];
const SUBMIT = ["submitAttempt 1 (pass): get", "submitAttempt 1 (pass): apply"];
const WITHDRAW = "withdrawIncident: apply";
const TIME_UP = ["the deadline", "the grace", "SitExam 1 times out"];

/** Who acts, after whom: calls of the handlers, and the same as steps of the model. */
interface Case {
  readonly calls: readonly Call[];
  readonly before: readonly string[];
  readonly steps: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  reportIncident: { calls: [report], before: [], steps: [CREATE, START] },
  "reportIncident, repeated": {
    calls: [report, report],
    before: [CREATE],
    steps: ["reportIncident again"],
  },
  openAttempt: { calls: [report, open], before: [CREATE, START], steps: OPEN },
  "openAttempt of a withdrawn incident": {
    calls: [report, withdraw, open],
    before: [CREATE, START, WITHDRAW],
    steps: OPEN_IN_VAIN,
  },
  submitAttempt: {
    calls: [report, open, submit],
    before: [CREATE, START, ...OPEN],
    steps: [...SUBMIT, "submitAttempt: wake"],
  },
  "submitAttempt, repeated": {
    calls: [report, open, submit, submit],
    before: [CREATE, START, ...OPEN, ...SUBMIT, "submitAttempt: crashes before wake"],
    steps: ["submitAttempt 1 again"],
  },
  withdrawIncident: {
    calls: [report, open, withdraw],
    before: [CREATE, START, ...OPEN],
    steps: [WITHDRAW, "withdrawIncident: wake"],
  },
  "withdrawIncident, repeated": {
    calls: [report, open, withdraw, withdraw],
    before: [CREATE, START, ...OPEN, WITHDRAW, "withdrawIncident: crashes before wake"],
    steps: ["withdrawIncident again"],
  },
  moveDeadline: {
    calls: [report, open, move],
    before: [CREATE, START, ...OPEN],
    steps: ["moveDeadline 1", "moveDeadline: wake"],
  },
  "closeAttempt after a deadline was moved": {
    calls: [report, open, move, (ports) => closeAttempt(ports, 1)],
    before: [CREATE, START, ...OPEN, "moveDeadline 1", "moveDeadline: wake"],
    steps: ["closeAttempt 1: get"],
  },
  "openAttempt that resumes": {
    calls: [report, open, move, resume],
    before: [
      ...[CREATE, START, ...OPEN, "moveDeadline 1", "moveDeadline: wake"],
      ...["closeAttempt 1: get", "closeAttempt 1: apply"],
    ],
    steps: ["openAttempt 1: get", "openAttempt 1: apply (resume)"],
  },
  "sweep of what was never started": {
    calls: [report, sweep],
    before: [CREATE, "reportIncident: crashes before start"],
    steps: ["sweep: due"],
  },
  "closeAttempt after the deadline": {
    calls: [report, open, close],
    before: [CREATE, START, ...OPEN, ...TIME_UP],
    steps: ["closeAttempt 1: get", "closeAttempt 1: apply"],
  },
  "closeAttempt after a submission": {
    calls: [report, open, submit, close],
    before: [CREATE, START, ...OPEN, ...SUBMIT, "submitAttempt: wake"],
    steps: ["closeAttempt 1: get, publish"],
  },
};

describe("protocol/model: reaches out in the order of the handlers", () => {
  const steps = model(PROTOCOL, 2);

  function walk(from: State, ways: readonly string[]): { to: State; calls: readonly string[] } {
    let to = from;
    const calls: string[] = [];
    for (const way of ways) {
      const possible = steps(to);
      const step = possible.find(({ says }) => says.startsWith(way));
      if (step === undefined)
        throw new Error(`No step begins "${way}", only:\n${possible.map(({ says }) => says).join("\n")}`);
      to = step.next;
      calls.push(
        ...(step.says.split(": ")[1]?.match(/\b(create|start|get|apply|publish|wake|due)\b/g) ?? []),
      );
    }
    return { to, calls };
  }

  /** The calls of ports that the last of the handlers makes. */
  async function record(handlers: readonly Call[]): Promise<readonly PortCall[]> {
    const ports = memoryPorts();
    let calls: PortCall[] = [];
    const recording = ports.through((name, effect) => {
      calls.push(name);
      return effect();
    });
    for (const call of handlers) {
      calls = [];
      await call(recording).catch(unlessClosed);
    }
    return calls;
  }

  for (const [title, { calls, before, steps: ways }] of Object.entries(CASES))
    it(title, async () => {
      const { to } = walk(INITIAL, before);
      expect(walk(to, ways).calls).to.deep.equal(await record(calls));
    });
});

function unlessClosed(error: unknown): void {
  if (!(error instanceof Error && error.name === "AttemptClosed")) throw error;
}
