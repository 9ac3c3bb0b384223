/** Machines of one JSONPath state, in front of which nothing is said of a query language. */
import type { Json } from "../../../../../workflow/asl/json";
import type { Tasks } from "../../../../../workflow/asl/run/tasks";
import { deploy, INVOKE, type Deployment, type Executed } from "../harness";

type Fields = Readonly<Record<string, Json>>;

/** The first state is where it starts. */
export const machine = (states: Readonly<Record<string, Fields>>): Fields => ({
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
});

export const answer =
  (result: Json): Tasks =>
  () =>
    Promise.resolve(result);

/** A state that ends the execution, alone in its machine. */
export const alone = (state: Fields, tasks?: Tasks): Deployment =>
  deploy(machine({ State: { ...state, ...(state["Next"] === undefined && { End: true }) } }), tasks);

export const pass = (fields: Fields, input?: unknown): Promise<Executed> =>
  alone({ Type: "Pass", ...fields }).execute(input);

export const task = (fields: Fields, result: Json, input?: unknown): Promise<Executed> =>
  alone({ Type: "Task", Resource: INVOKE, ...fields }, answer(result)).execute(input);

/** What is said of a state that fails; the state is the first one. */
export const failed = ({ description }: Executed): unknown[] => [
  description.status,
  description.error,
  description.cause?.replace(
    /^An error occurred while executing the state '\w+' \(entered at the event id #2\)\. /,
    "",
  ),
];
