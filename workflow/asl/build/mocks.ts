/** Task results for tests, with the types that the definition knows. */
import type { SystemError } from "../definition";
import { isObject, type Json } from "../json";
import type { TaskCall, Tasks } from "../run/tasks";
import type { ActsOf, Called, Inside } from "./state";
import type { TypedDefinition } from "./stateMachine";

/** What a mock knows of the call beside its payload. */
export interface MockCall<Errors extends string> {
  /** Only where the state waits for a token, or for a worker. */
  readonly taskToken?: string;
  /** Fails the try with an error that the contract knows. */
  readonly fail: (error: Errors | SystemError, cause?: string) => never;
}

type Mock<Act> =
  Act extends Called<infer Payload, infer Result, infer Errors>
    ? (payload: Payload, call: MockCall<Errors>) => Result | Promise<Result>
    : never;

/** One function for each Task, those inside of Parallel and Map included: state names are unique in a machine. */
type MocksOf<States> = {
  readonly [K in keyof States as TaskName<ActsOf<States[K]>, K>]: Mock<ActsOf<States[K]>>;
} & Merged<InnerMocks<ActsOf<States[keyof States]>>>;

type TaskName<Act, Name> = Act extends Called<unknown, unknown, string> ? Name : never;

type InnerMocks<Act> = Act extends Inside<infer States> ? BranchMocks<States> : never;
/** In a box, so that those of several branches are told from each other. */
type BranchMocks<States> = States extends unknown ? { readonly all: MocksOf<States> } : never;

type Merged<Union> = [Union] extends [never]
  ? unknown
  : (Union extends { readonly all: infer Each } ? (each: Each) => void : never) extends (
        all: infer All,
      ) => void
    ? All
    : never;

/** What `mocks` asks for: `TaskMocks<typeof machine>`. */
export type TaskMocks<Machine> =
  Machine extends TypedDefinition<unknown, infer States> ? MocksOf<States> : never;

/**
 * Tasks for `run` that answer what the mocks do, wrapped as the resource would. Where a state waits for a token, the
 * mock says what `run` sends back with it; undefined leaves the state waiting.
 */
export function mocks<Machine extends TypedDefinition<unknown, unknown>>(
  _: Machine,
  handlers: NoInfer<TaskMocks<Machine>>,
): Tasks {
  const byName = new Map<string, unknown>(Object.entries(handlers));
  return async ({ state, resource, arguments: given, taskToken }: TaskCall) => {
    const mock = byName.get(state);
    if (!isMock(mock)) throw new Error(`There is no mock of the state ${state}.`);
    const invoked = /^arn:[^:]+:states:::lambda:invoke(\.waitForTaskToken)?$/.test(resource);
    const payload = invoked && isObject(given) ? (given["Payload"] ?? null) : given;
    const result = await mock(payload, { fail, ...(taskToken !== undefined && { taskToken }) });
    return invoked && taskToken === undefined
      ? { StatusCode: 200, ExecutedVersion: "$LATEST", Payload: result ?? null }
      : result;
  };
}

const isMock = (mock: unknown): mock is (payload: Json, call: MockCall<string>) => unknown =>
  typeof mock === "function";

function fail(name: string, cause = ""): never {
  throw Object.assign(new Error(cause), { name });
}
