/** Path coverage: which states, transitions, rules, catches and retries a set of executions has taken. */
import type { Definition, Retrier, State, SubMachine } from "../definition";
import { pointerPart, type Step } from "./step";

/** Something that an execution can do, and how often any of them did. */
export interface Covered {
  readonly kind: Step["kind"];
  /** JSON pointer into the definition. */
  readonly at: string;
  /** For people: `Exam → Status`, `Exam is caught: States.Timeout → Closed`. */
  readonly what: string;
  readonly times: number;
}

export interface Report {
  readonly taken: number;
  readonly total: number;
  /** 100 only where nothing is left. */
  readonly percent: number;
  readonly all: readonly Covered[];
  readonly untaken: readonly Covered[];
}

export interface Coverage {
  /** `onStep` of any number of machines with this definition. */
  readonly record: (step: Step) => void;
  readonly report: () => Report;
}

export function coverage(definition: Definition): Coverage {
  const times = new Map<string, number>();
  const known = possible(definition, "");
  const key = ({ kind, at }: Step) => `${kind} ${at}`;
  return {
    record: (step) => times.set(key(step), (times.get(key(step)) ?? 0) + 1),
    report: () => {
      const all = known.map((each) => ({ ...each, times: times.get(key(each)) ?? 0 }));
      const untaken = all.filter((each) => each.times === 0);
      const [total, taken] = [all.length, all.length - untaken.length];
      return { taken, total, percent: Math.floor((100 * taken) / Math.max(1, total)), all, untaken };
    },
  };
}

/** The report as text: what was not taken, with where it stands. */
export const coverageText = ({ taken, total, percent, untaken }: Report): string =>
  [
    `${percent} % of the paths are taken (${taken} of ${total}).`,
    ...untaken.map(({ at, what }) => `  not taken: ${what}  (${at})`),
  ].join("\n");

type Possible = Omit<Covered, "times">;

const possible = (scope: SubMachine, at: string): Possible[] =>
  Object.entries(scope.States).flatMap(([name, state]) => {
    const here = `${at}/States/${pointerPart(name)}`;
    return [
      { kind: "state" as const, at: here, what: `state ${name}` },
      ...waysOut(name, state, here),
      ...inner(state).flatMap(([inside, below]) => possible(inside, `${here}${below}`)),
    ];
  });

/** States that end the execution have no way out that differs from being there. */
function waysOut(name: string, state: State, at: string): Possible[] {
  switch (state.Type) {
    case "Succeed":
    case "Fail":
      return [];
    case "Choice":
      return [
        ...state.Choices.map(({ Next }, index) =>
          edge(`${at}/Choices/${index}`, `${name}, rule ${index + 1} → ${Next}`),
        ),
        ...(state.Default === undefined
          ? []
          : [edge(`${at}/Default`, `${name}, no rule holds → ${state.Default}`)]),
      ];
    case "Pass":
    case "Wait":
      return [goingOn(name, state, at)];
    case "Task":
    case "Parallel":
    case "Map":
      return [
        goingOn(name, state, at),
        ...(state.Catch ?? []).map(({ ErrorEquals, Next }, index) =>
          edge(`${at}/Catch/${index}`, `${name} is caught: ${ErrorEquals.join(", ")} → ${Next}`),
        ),
        ...(state.Retry ?? []).flatMap((retrier, index) => tries(name, retrier, `${at}/Retry/${index}`)),
      ];
  }
}

const edge = (at: string, what: string): Possible => ({ kind: "edge", at, what });

const goingOn = (name: string, { Next }: { readonly Next?: string }, at: string): Possible =>
  Next === undefined ? edge(`${at}/End`, `${name} ends`) : edge(`${at}/Next`, `${name} → ${Next}`);

/** A retrier with no attempts only gives up. */
function tries(name: string, { ErrorEquals, MaxAttempts }: Retrier, at: string): Possible[] {
  const errors = ErrorEquals.join(", ");
  const giveUp: Possible = { kind: "giveUp", at, what: `${name} is not tried again: ${errors}` };
  return MaxAttempts === 0
    ? [giveUp]
    : [{ kind: "retry", at, what: `${name} is tried again: ${errors}` }, giveUp];
}

/** What is inside of a state, with where that stands in it. */
function inner(state: State): [SubMachine, string][] {
  if (state.Type === "Parallel") return state.Branches.map((branch, index) => [branch, `/Branches/${index}`]);
  if (state.Type !== "Map") return [];
  return state.ItemProcessor === undefined
    ? [[state.Iterator, "/Iterator"]]
    : [[state.ItemProcessor, "/ItemProcessor"]];
}
