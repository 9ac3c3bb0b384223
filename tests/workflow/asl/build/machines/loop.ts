import {
  choice,
  invoke,
  is,
  stateMachine,
  succeed,
  type LambdaContract,
  type TypedDefinition,
} from "../../../../../workflow/asl/build";

interface Try {
  readonly count: number;
}
interface Tried extends Try {
  readonly done: boolean;
}

/** Works until it is done. */
export const loop = (work: LambdaContract<Try, Tried>): TypedDefinition<Try, unknown> =>
  stateMachine<Try>()({
    startAt: "Work",
    states: {
      Work: invoke<Try>()({
        function: work,
        payload: ({ input }) => ({ count: input.count }),
        timeoutSeconds: 1,
        retry: [],
        next: "Done",
      }),
      Done: choice<Tried>()({
        rules: ({ input }) => [{ when: is(input.done, true), next: "End" }],
        otherwise: "Work",
      }),
      End: succeed<Tried>()({ comment: "It is done." }),
    },
  });
