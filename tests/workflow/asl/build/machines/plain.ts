/** What others wrote, as JSON. */
import { asl, jsonPath, stateMachine, succeed, unchecked } from "../../../../../workflow/asl/build";

export const plain = stateMachine()({
  comment: "Of both languages.",
  queryLanguage: "unsaid",
  version: "1.0",
  startAt: "Which",
  states: {
    Which: jsonPath()({
      Type: "Choice",
      Choices: [{ Variable: "$.size", NumericGreaterThan: 10, Next: "Both" }],
      Default: "Data",
    }),
    Both: jsonPath()({
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Left",
          States: {
            Left: { Type: "Wait", SecondsPath: "$.seconds", Next: "Middle" },
            Middle: {
              Type: "Map",
              ItemProcessor: { StartAt: "Each", States: { Each: { Type: "Pass", End: true } } },
              End: true,
            },
          },
        },
      ],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Data" }],
      Next: "Data",
    }),
    Data: asl<unknown, { readonly sum: number }>()({
      Type: "Pass",
      Output: { sum: "{% $states.input.a + 1 %}" },
      Next: "Typed",
    }),
    Typed: succeed<{ readonly sum: number }>()({ output: ({ input }) => input.sum }),
    Other: unchecked()({ Type: "Task", Resource: { Ref: "Function" }, Next: "Data" }),
  },
});
