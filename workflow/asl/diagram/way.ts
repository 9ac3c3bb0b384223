/** The way that a run took through a definition, drawn thick; the rest is pale. */
import { graphOf, scopesIn, type Box, type Graph, type Mark, type Scope, type Way } from "./graph";

export interface TakenWay {
  /** Names, or JSON pointers where two states have one name, in the order in which they were entered. */
  readonly states: readonly string[];
  /**
   * JSON pointers of what led there: `/States/Exam/Next`, `/States/Exam/Catch/0`, `/States/Status/Choices/1`.
   * Without them, every way between a state and the one that was entered before it in the same scope counts.
   */
  readonly ways?: readonly string[];
}

/** What a runner says of each thing that it does, with its place in the definition. */
export interface TakenStep {
  readonly kind: string;
  readonly at: string;
}

/** Exact: of rules that lead to one state, the one that held. */
export const wayOfSteps = (steps: readonly TakenStep[]): TakenWay => {
  const places = (wanted: string) => steps.filter(({ kind }) => kind === wanted).map(({ at }) => at);
  return { states: places("state"), ways: places("edge") };
};

/** An event of a history: of those that GetExecutionHistory answers, and this runner writes. */
export interface PastEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly stateEnteredEventDetails?: { readonly name: string };
  readonly stateExitedEventDetails?: { readonly name: string };
}

/**
 * What a history tells: for each state the one that it came from, branches and iterations kept apart, and whether
 * an error led there. Rules of one choice that lead to one state cannot be told apart.
 */
export function wayOf(definition: unknown, history: readonly PastEvent[]): TakenWay {
  const scopes = [...scopesIn(graphOf(definition).root)];
  const events = new Map(history.map((event) => [event.id, event]));
  const states: string[] = [];
  const ways = new Set<string>();
  for (const event of history) {
    const name = event.stateEnteredEventDetails?.name;
    if (name === undefined) continue;
    states.push(name);
    const before = events.get(event.previousEventId);
    const failed = /(Failed|TimedOut)$/.test(events.get(before?.previousEventId ?? 0)?.type ?? "");
    const last = before?.stateExitedEventDetails?.name;
    for (const way of last === undefined ? [] : scopes.flatMap((scope) => between(scope, last, name)))
      if (failed === (way.kind === "catch")) for (const pointer of way.pointers) ways.add(pointer);
  }
  return { states, ways: [...ways] };
}

function between(scope: Scope, before: string, name: string): readonly Way[] {
  const pointerOf = (wanted: string) =>
    scope.boxes.find((box) => box.name === wanted || box.pointer === wanted)?.pointer;
  const [from, to] = [pointerOf(before), pointerOf(name)];
  return scope.ways.filter((way) => way.from === from && way.to === to);
}

export function highlighted(graph: Graph, taken: TakenWay): Graph {
  const states = new Set(taken.states);
  const ways = new Set(
    taken.ways ?? [...scopesIn(graph.root)].flatMap((scope) => guessed(scope, taken.states)),
  );
  const mark = (is: boolean): Mark => (is ? "taken" : "passed by");
  const inScope = (scope: Scope): Scope => {
    const entered = new Set(scope.boxes.filter((box) => isNamed(box, states)).map(({ pointer }) => pointer));
    // A scope begins nowhere else.
    const isTaken = ({ kind, to, pointers }: Way) =>
      kind === "start" ? entered.has(to) : pointers.some((pointer) => ways.has(pointer));
    return {
      ...scope,
      boxes: scope.boxes.map((box) => ({
        ...box,
        inside: box.inside.map(inScope),
        mark: mark(entered.has(box.pointer)),
      })),
      ways: scope.ways.map((way) => ({ ...way, mark: mark(isTaken(way)) })),
    };
  };
  return { ...graph, root: inScope(graph.root) };
}

const isNamed = (box: Box, names: ReadonlySet<string>): boolean =>
  names.has(box.name) || names.has(box.pointer);

/** From the state of the same scope that was entered last before; where none leads there, from any. */
function guessed(scope: Scope, entered: readonly string[]): readonly string[] {
  const there = new Set(scope.boxes.flatMap(({ name, pointer }) => [name, pointer]));
  const here = entered.filter((name) => there.has(name));
  return here.flatMap((name, index) => {
    const last = here.slice(Math.max(0, index - 1), index).flatMap((from) => between(scope, from, name));
    const any = () => [...new Set(here.slice(0, index))].flatMap((from) => between(scope, from, name));
    return (last.length > 0 ? last : any()).flatMap((way) => way.pointers);
  });
}
