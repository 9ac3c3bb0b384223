/** Machines of any size, as an author would write them, for the compiler. */

/** From the state of that number on, five: a Task that catches, a Task with an output, a Choice back, a Map or a Parallel. */
const group = (first: number, last: boolean, inner: "map" | "parallel"): string => {
  const [one, two, three, four, five] = [0, 1, 2, 3, 4].map((step) => `S${first + step}`);
  const after = last ? "Done" : `S${first + 5}`;
  return `
    ${one}: invoke<Job>()({
      comment: "Try once.",
      function: work,
      payload: ({ input, context }) => ({ id: input.id, count: input.count, at: context.State.EnteredTime }),
      timeoutSeconds: 10,
      retry: [{ errors: ["Busy", "States.Timeout"], maxAttempts: 3 }],
      catch: [{ errors: ["Closed"], next: "Done" }],
      next: "${two}",
    }),
    ${two}: choice<Job>()({
      comment: "Again?",
      rules: ({ input }) => [
        { when: and(is(input.status, "open"), lessThan(input.count, 3)), next: "${one}" },
        { when: is(input.status, "closed"), next: "Done" },
      ],
      otherwise: "${three}",
    }),
    ${three}: invoke<Job>()({
      comment: "Count.",
      function: work,
      payload: ({ input, context }) => ({ ...again(input), at: context.State.EnteredTime }),
      timeoutSeconds: ({ input }) => input.count,
      retry: [],
      output: ({ input, result }) => ({ id: input.id, count: plus(result.count, 1), status: result.status }),
      assign: ({ result }) => set(vars, { total: result.count }),
      catch: ({ input, error }) => [
        { errors: ["States.ALL"], output: { id: input.id, count: 0, status: "closed", why: error.Cause }, next: "Done" },
      ],
      next: "${four}",
    }),
    ${four}: wait<Job>()({ seconds: ({ input }) => input.count, next: "${five}" }),
    ${five}: ${INNER[inner]}
      next: "${after}",
    }),`;
};

const INNER = {
  map: `map<Job>()({
      items: ({ input }) => jsonata<readonly Job[]>\`[\${input}]\`,
      processor: each,
      retry: [],
      output: ({ input, result }) => orElse(at(result, 0), input),`,
  parallel: `parallel<Job>()({
      branches: [each, each],
      retry: [],
      output: ({ result }) => result[1],`,
} as const;

/** A program with a machine of that many states, five for each group and Done. */
export function generated(states: number, kit: string): string {
  const groups = Math.max(1, Math.round(states / 5));
  const body = Array.from({ length: groups }, (_, index) =>
    group(index * 5, index === groups - 1, index % 2 === 0 ? "map" : "parallel"),
  );
  return `import { and, at, branch, choice, invoke, is, jsonata, lessThan, map, orElse, parallel, pass, plus, set, stateMachine, succeed, variables, wait, type LambdaContract, type Refs } from "${kit}";
interface Job { readonly id: string; readonly count: number; readonly status: "open" | "closed" | "waiting" }
declare const work: LambdaContract<{ readonly id: string; readonly count: number; readonly at: string }, Job, "Busy" | "Closed">;
const vars = variables<{ total: number }>();
const again = (input: Refs<Job>) => ({ id: input.id, count: input.count });
const each = branch<Job>()({ startAt: "Each", states: { Each: pass<Job>()({ end: true }) } });
export const machine = stateMachine<Job>()({
  startAt: "S0",
  states: {${body.join("")}
    Done: succeed<Job>()(),
  },
});
`;
}
