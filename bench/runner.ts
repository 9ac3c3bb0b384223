/** How fast the runner is (workflow/asl/run), on a virtual clock: waits take no time. */
import { mocks, type TaskMocks } from "../workflow/asl/build";
import { run, type RunOptions } from "../workflow/asl/run";
import { seededRandom } from "../workflow/asl/run/random";
import { incidentId } from "../workflow/contract";
import { nextAttempt, statusAfter } from "../workflow/incident";
import { examMachine } from "../workflow/machine";
import type { How } from "./bench";
import { corpus, haveCorpora, NO_CORPORA } from "./corpora";
import type { Section } from "./report";
import { interleaved, spreadOf } from "./statistics";

/** Executions, each begun when the one before has ended. */
interface Subject {
  readonly name: string;
  readonly executions: () => Promise<readonly Executed[]>;
}

interface Executed {
  /** States that were entered. */
  readonly transitions: number;
  readonly events: number;
}

interface Speed {
  readonly executions: number;
  readonly transitions: number;
  readonly events: number;
  readonly seconds: number;
}

export async function runner({ quick, tell }: How): Promise<Section> {
  const [rounds, times] = quick ? [1, 2] : [7, 20];
  const subjects = [...exams(times), ...(await others())];
  tell(`${rounds} rounds of ${subjects.length} sets of executions`);
  const speeds = await interleaved(rounds, subjects, async ({ executions }): Promise<Speed> => {
    const began = performance.now();
    const executed = await executions();
    return {
      executions: executed.length,
      transitions: executed.reduce((sum, { transitions }) => sum + transitions, 0),
      events: executed.reduce((sum, { events }) => sum + events, 0),
      seconds: (performance.now() - began) / 1000,
    };
  });
  return {
    title: "The runner",
    text: [TEXT, ...(haveCorpora() ? [] : [NO_CORPORA])],
    tables: [
      {
        caption: "One execution after the other, in one process:",
        heads: ["", "executions", "executions/s", "transitions/s", "events/s", "ms each"],
        rows: [...speeds].map(([{ name }, all]) => [
          name,
          spreadOf(all, ({ executions }) => executions).median,
          spreadOf(all, ({ executions, seconds }) => executions / seconds),
          spreadOf(all, ({ transitions, seconds }) => transitions / seconds),
          spreadOf(all, ({ events, seconds }) => events / seconds),
          spreadOf(all, ({ executions, seconds }) => (1000 * seconds) / executions),
        ]),
      },
    ],
  };
}

const TEXT =
  "Executions from their start to their end, with their whole history. Tasks answer at once, and the clock is a virtual one, on which weeks take no time: what is measured is what the runner itself takes. A transition is a state that is entered, as AWS counts and bills.";

const EXAM = examMachine(
  { openAttempt: { functionArn: "openAttempt" }, closeAttempt: { functionArn: "closeAttempt" } },
  { windowSeconds: 14 * 86_400, graceSeconds: 60 },
);

/** A student who passes, and one who lets every deadline go by. */
const exams = (times: number): readonly Subject[] => [
  {
    name: "the exam, passed at first",
    executions: () =>
      repeated(times, {
        SitExam: () => ({}),
        CloseAttempt: ({ incidentId: id, attempt }) => ({ incidentId: id, attempt, status: "resolved" }),
      }),
  },
  {
    name: "the exam, missed three times",
    executions: () =>
      repeated(times, {
        SitExam: () => undefined,
        CloseAttempt: ({ incidentId: id, attempt }) => {
          const next = nextAttempt(attempt);
          return { incidentId: id, attempt: next ?? attempt, status: statusAfter("missed", attempt) };
        },
      }),
  },
];

async function repeated(times: number, tasks: TaskMocks<typeof EXAM>): Promise<readonly Executed[]> {
  const input = { incidentId: incidentId("2026-hist101-0042"), attempt: 1 };
  const executed: Executed[] = [];
  for (let time = 0; time < times; time++)
    executed.push(await execute(EXAM, { input, tasks: mocks(EXAM, tasks) }));
  return executed;
}

/** Each of them once; those that the runner refuses before it runs anything are left out. */
async function others(): Promise<readonly Subject[]> {
  if (!haveCorpora()) return [];
  const runnable: unknown[] = [];
  for (const definition of corpus("seeds"))
    if (await execute(definition, other()).then(() => true, isOtherFault)) runnable.push(definition);
  return [
    {
      name: `${runnable.length} machines that others wrote (../shared/asl/seeds)`,
      executions: async () => {
        const executed: Executed[] = [];
        for (const definition of runnable) executed.push(await execute(definition, other()));
        return executed;
      },
    },
  ];
}

function isOtherFault(error: unknown): false {
  if (error instanceof Error && error.name === "InvalidDefinition") return false;
  throw error;
}

/** The same every time. */
function other(): RunOptions {
  const random = seededRandom(1);
  return {
    random,
    input: { items: [1, 2], index: 1, status: "x" },
    items: {
      read: () => Promise.resolve("[1,2]"),
      list: () => Promise.resolve([]),
      write: () => Promise.resolve(),
    },
    tasks: () => Promise.resolve({ n: random() }),
  };
}

async function execute(definition: unknown, options: RunOptions): Promise<Executed> {
  const { path, history } = await run(definition, options);
  return { transitions: path.length, events: history.length };
}
