/** Generic functions that make states and machines. */
import {
  invoke,
  is,
  choice,
  stateMachine,
  succeed,
  type LambdaContract,
  type TypedDefinition,
} from "../../../../../workflow/asl/build";

declare const check: LambdaContract<{ readonly id: string }, { readonly ok: boolean }>;

/** A machine around any function. */
export const around = <Payload, Result, Errors extends string>(
  contract: LambdaContract<Payload, Result, Errors>,
): TypedDefinition<Payload, unknown> =>
  stateMachine<Payload>()({
    startAt: "Do",
    states: {
      Do: invoke<Payload>()({
        function: contract,
        payload: ({ input }) => input,
        timeoutSeconds: 3,
        retry: [{ errors: ["States.TaskFailed"], maxAttempts: 1 }],
        next: "Done",
      }),
      Done: succeed<Result>()(),
    },
  });

/** A machine that starts with anything that has an id. */
export const checked = <In extends { readonly id: string }>(): TypedDefinition<In, unknown> =>
  stateMachine<In>()({
    startAt: "Check",
    states: {
      Check: invoke<In>()({
        function: check,
        payload: ({ input }) => ({ id: input.id }),
        timeoutSeconds: 3,
        retry: [],
        next: "Ok?",
      }),
      "Ok?": choice<{ readonly ok: boolean }>()({
        rules: ({ input }) => [{ when: is(input.ok, true), next: "Done" }],
        otherwise: "Done",
      }),
      Done: succeed<unknown>()(),
    },
  });
