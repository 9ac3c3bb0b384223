/**
 * States as the interpreter sees them, whatever their query language: what is said of them is read once, when the
 * machine is made, and what depends on an execution is asked of a scene.
 */
import type { JsonObject } from "../json";
import type { ProcessorConfig, ReaderConfig, Retrier, SystemError, WriterConfig } from "../definition";
import type { Evaluator } from "./sandbox";
import type { Json } from "./json";

/** Where something stands in a state, as AWS writes it: `Arguments/Payload/ids[0]`, `Catch[1]/Output`. */
export type Field = string;

/** By name, without the dollar. */
export type Variables = Readonly<Record<string, Json>>;

/** What a state may look at when it is asked, and how it fails. */
export interface Scene {
  /** The input of the state, as it was entered. */
  readonly input: Json;
  /** The context object, with what it holds at this moment: the token, the item, the retry count. */
  readonly context: Json;
  /** Those of this scope and of the ones around it, as they were before the state. */
  readonly variables: Variables;
  /** JSONata, bounded. */
  readonly evaluator: Evaluator;
  /** In [0, 1). */
  readonly random: () => number;
  /** What `evaluate` answers. Its time counts; the state fails with States.Runtime when the execution has none left. */
  readonly timed: <T>(evaluate: () => T) => T;
  /**
   * Fails the state. `cause` is the text without "An error occurred while executing the state …", which is put
   * before it.
   */
  readonly fail: (error: SystemError, cause: string, at: Field) => never;
}

/** What a state leaves behind. `assigned` was computed from the old variables; the interpreter checks the limits. */
export interface Leaving {
  readonly output: Json;
  readonly assigned: Variables;
}

/** `$states.errorOutput`, or what a JSONPath catcher puts at its ResultPath. */
export interface ErrorOutput {
  readonly Error: string | null;
  readonly Cause: string | null;
}

export interface CatchForm {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly leave: (scene: Scene, error: ErrorOutput) => Leaving;
}

/** What Task, Parallel and Map have in common. */
export interface Failing {
  readonly retry: readonly Retrier[];
  readonly catch: readonly CatchForm[];
}

interface Going {
  /** Undefined where it says End. */
  readonly next: string | undefined;
}

export interface TaskForm extends Failing, Going {
  readonly type: "Task";
  readonly resource: string;
  readonly arguments: (scene: Scene) => Json;
  readonly credentials: (scene: Scene) => Json | undefined;
  /** Positive whole numbers; undefined where the state does not say. */
  readonly timeoutSeconds: (scene: Scene) => number | undefined;
  readonly heartbeatSeconds: (scene: Scene) => number | undefined;
  /** `result` is what the resource answered. */
  readonly leave: (scene: Scene, result: Json) => Leaving;
}

export interface PassForm extends Going {
  readonly type: "Pass";
  readonly leave: (scene: Scene) => Leaving;
}

export interface WaitForm extends Going {
  readonly type: "Wait";
  /** So many seconds, or until that instant, in milliseconds since 1970-01-01 UTC. */
  readonly until: (scene: Scene) => { readonly seconds: number } | { readonly instant: number };
  readonly leave: (scene: Scene) => Leaving;
}

export interface ChoiceForm {
  readonly type: "Choice";
  /** Undefined if no rule holds and there is no Default. */
  readonly choose: (scene: Scene) => Chosen | undefined;
}

export interface Chosen extends Leaving {
  readonly rule: number | "Default";
  readonly next: string;
}

export interface ParallelForm extends Failing, Going {
  readonly type: "Parallel";
  /** What each branch starts with. */
  readonly arguments: (scene: Scene) => Json;
  readonly branches: readonly ScopeForm[];
  /** `result` is the list of the branches' outputs. */
  readonly leave: (scene: Scene, result: Json) => Leaving;
}

export interface MapForm extends Failing, Going {
  readonly type: "Map";
  /** A list, or an object whose fields are the items. Not asked where a reader reads them. */
  readonly items: (scene: Scene) => readonly Json[] | JsonObject;
  /** What an iteration starts with; the scene's context holds `Map.Item`, whose Value is `item`. */
  readonly select: (scene: Scene, item: Json) => Json;
  /** 0 means as many as there are. */
  readonly maxConcurrency: (scene: Scene) => number;
  readonly processor: ScopeForm;
  /** Undefined where it is inline. */
  readonly distributed: DistributedForm | undefined;
  /** `result` is the list of the iterations' outputs, or what the ResultWriter answered. */
  readonly leave: (scene: Scene, result: Json) => Leaving;
}

export interface DistributedForm {
  readonly executionType: Extract<ProcessorConfig, { Mode: "DISTRIBUTED" }>["ExecutionType"];
  readonly label: string | undefined;
  readonly reader:
    | {
        readonly resource: string;
        /** Without MaxItems. */
        readonly config: ReaderConfig;
        readonly arguments: (scene: Scene) => Json;
        readonly maxItems: (scene: Scene) => number | undefined;
      }
    | undefined;
  readonly batcher:
    | {
        /** Undefined where there is none. */
        readonly batchInput: (scene: Scene) => Json | undefined;
        readonly maxItems: (scene: Scene) => number | undefined;
        readonly maxInputBytes: (scene: Scene) => number | undefined;
      }
    | undefined;
  readonly writer:
    | {
        readonly resource: string | undefined;
        readonly config: WriterConfig;
        readonly arguments: (scene: Scene) => Json;
      }
    | undefined;
  /** In percent, 0 to 100. */
  readonly toleratedPercentage: (scene: Scene) => number | undefined;
  readonly toleratedCount: (scene: Scene) => number | undefined;
}

export interface SucceedForm {
  readonly type: "Succeed";
  readonly leave: (scene: Scene) => Leaving;
}

export interface FailForm {
  readonly type: "Fail";
  readonly failure: (scene: Scene) => {
    readonly error: string | undefined;
    readonly cause: string | undefined;
  };
}

export type StateForm =
  TaskForm | PassForm | WaitForm | ChoiceForm | ParallelForm | MapForm | SucceedForm | FailForm;

/** States that lead to each other: a machine, a branch, what processes an item. */
export interface ScopeForm {
  /** JSON pointer of the object that holds StartAt and States; "" is the machine itself. */
  readonly at: string;
  readonly startAt: string;
  readonly states: ReadonlyMap<string, StateForm>;
}
