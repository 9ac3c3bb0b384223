/** The way that a run took through a definition, drawn thick; the rest is pale. */
import { graphOf, scopesIn, startOf, type Box, type Graph, type Mark, type Scope, type Way } from "./graph";

export interface TakenWay {
  /** Names, or JSON pointers where two states have one name, in the order in which they were entered. */
  readonly states: readonly string[];
  /**
   * JSON pointers of what led there: `/StartAt`, `/States/Exam/Next`, `/States/Exam/Catch/0/Next`. Without them,
   * every way between a state and the one that was entered before it in the same scope counts as taken.
   */
  readonly ways?: readonly string[];
}

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
    for (const way of scopes.flatMap((scope) => between(scope, before?.stateExitedEventDetails?.name, name)))
      if (way.kind === "start" || failed === (way.kind === "catch"))
        for (const pointer of way.pointers) ways.add(pointer);
  }
  return { states, ways: [...ways] };
}

/** From the start, where nothing was before. */
function between(scope: Scope, before: string | undefined, name: string): readonly Way[] {
  const named = (wanted: string) =>
    scope.boxes.find((box) => box.name === wanted || box.pointer === wanted)?.pointer;
  const from = before === undefined ? startOf(scope.pointer) : named(before);
  const to = named(name);
  return scope.ways.filter((way) => way.from === from && way.to === to);
}

export function highlighted(graph: Graph, taken: TakenWay): Graph {
  const states = new Set(taken.states);
  const ways = new Set(
    taken.ways ?? [...scopesIn(graph.root)].flatMap((scope) => guessed(scope, taken.states)),
  );
  const mark = (is: boolean): Mark => (is ? "taken" : "passed by");
  const inScope = (scope: Scope): Scope => ({
    ...scope,
    boxes: scope.boxes.map((box) => ({
      ...box,
      inside: box.inside.map(inScope),
      mark: mark(isNamed(box, states)),
    })),
    ways: scope.ways.map((way) => ({
      ...way,
      mark: mark(way.pointers.some((pointer) => ways.has(pointer))),
    })),
  });
  return { ...graph, root: inScope(graph.root) };
}

const isNamed = (box: Box, names: ReadonlySet<string>): boolean =>
  names.has(box.name) || names.has(box.pointer);

/** From the state of the same scope that was entered last before; where none leads there, from any or the start. */
function guessed(scope: Scope, entered: readonly string[]): readonly string[] {
  const there = new Set(scope.boxes.flatMap(({ name, pointer }) => [name, pointer]));
  const here = entered.filter((name) => there.has(name));
  return here.flatMap((name, index) => {
    const last = between(scope, here[index - 1], name);
    const any = [undefined, ...here.slice(0, index)].flatMap((before) => between(scope, before, name));
    return (last.length > 0 ? last : any).flatMap((way) => way.pointers);
  });
}
