/** States in the JSONata query language: Arguments, Output and Assign, with `{% … %}` wherever a value stands. */
import type { Json } from "../json";
import type {
  ItemProcessor,
  ProcessorConfig,
  ReaderConfig,
  Retrier,
  Transition,
  WriterConfig,
} from "./common";
import type { SubMachine } from "./index";

/** A string that AWS evaluates: `{% expression %}` (spec, "JSONata Expressions"). */
export type JsonataString = `{%${string}%}`;

/** JSON in which every string of the form `{% … %}` is evaluated. */
export type Template = Json;

/** Variables by name, without the dollar (spec, "Variables"). */
export type Assign = Readonly<Record<string, Template>>;

export interface JsonataCatcher {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  /** What the next state gets; default is the error `{ Error, Cause }`. */
  readonly Output?: Template;
  readonly Assign?: Assign;
}

interface Common {
  readonly Comment?: string;
  readonly Output?: Template;
}

interface Failing {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly JsonataCatcher[];
}

export type JsonataTask = Common &
  Failing &
  Transition & {
    readonly Type: "Task";
    readonly Resource: string;
    readonly Arguments?: Template;
    readonly Assign?: Assign;
    /** Who calls the resource, where it is not the machine's own role (spec, "Credentials"). */
    readonly Credentials?: Template;
    /** Default 99999999, which is three years: every task of a good machine sets it. */
    readonly TimeoutSeconds?: number | JsonataString;
    /** Less than TimeoutSeconds. */
    readonly HeartbeatSeconds?: number | JsonataString;
  };

export type JsonataPass = Common & Transition & { readonly Type: "Pass"; readonly Assign?: Assign };

/** How long, or until when: one of the two. */
export type JsonataWait = Common &
  Transition & { readonly Type: "Wait"; readonly Assign?: Assign } & (
    | { readonly Seconds: number | JsonataString; readonly Timestamp?: never }
    | { readonly Timestamp: string; readonly Seconds?: never }
  );

export interface JsonataChoiceRule {
  readonly Comment?: string;
  readonly Condition: JsonataString | boolean;
  readonly Next: string;
  readonly Output?: Template;
  readonly Assign?: Assign;
}

export interface JsonataChoice extends Common {
  readonly Type: "Choice";
  readonly Choices: readonly JsonataChoiceRule[];
  readonly Default?: string;
  readonly Assign?: Assign;
}

export type JsonataParallel = Common &
  Failing &
  Transition & {
    readonly Type: "Parallel";
    readonly Branches: readonly SubMachine[];
    /** What each branch starts with; default is the state's input. */
    readonly Arguments?: Template;
    readonly Assign?: Assign;
  };

export interface JsonataItemReader {
  readonly Resource: string;
  readonly ReaderConfig?: ReaderConfig & { readonly MaxItems?: number | JsonataString };
  readonly Arguments?: Template;
}

export interface JsonataItemBatcher {
  readonly BatchInput?: Template;
  readonly MaxItemsPerBatch?: number | JsonataString;
  readonly MaxInputBytesPerBatch?: number | JsonataString;
}

export interface JsonataResultWriter {
  readonly Resource?: string;
  readonly WriterConfig?: WriterConfig;
  readonly Arguments?: Template;
}

interface JsonataMapFields {
  readonly Type: "Map";
  /** An array; default is the state's input. */
  readonly Items?: JsonataString | readonly Template[];
  readonly ItemSelector?: Template;
  /** Default 0: as many at once as there are. */
  readonly MaxConcurrency?: number | JsonataString;
  readonly Assign?: Assign;
}

/** What only a distributed Map has. */
interface JsonataDistribution {
  readonly ItemReader?: JsonataItemReader;
  readonly ItemBatcher?: JsonataItemBatcher;
  readonly ResultWriter?: JsonataResultWriter;
  readonly Label?: string;
  /** 0 to 100, default 0. */
  readonly ToleratedFailurePercentage?: number | JsonataString;
  readonly ToleratedFailureCount?: number | JsonataString;
}

type Without<T> = { readonly [K in keyof T]?: never };

export type JsonataMap = Common &
  Failing &
  Transition &
  JsonataMapFields &
  (
    | (JsonataDistribution & {
        readonly ItemProcessor: ItemProcessor & {
          readonly ProcessorConfig: Extract<ProcessorConfig, { Mode: "DISTRIBUTED" }>;
        };
      })
    | (Without<JsonataDistribution> & {
        readonly ItemProcessor: ItemProcessor & {
          readonly ProcessorConfig?: Exclude<ProcessorConfig, { Mode: "DISTRIBUTED" }>;
        };
      })
  );

export interface JsonataSucceed extends Common {
  readonly Type: "Succeed";
}

export interface JsonataFail {
  readonly Type: "Fail";
  readonly Comment?: string;
  readonly Error?: string;
  readonly Cause?: string;
}

export type JsonataState =
  | JsonataTask
  | JsonataPass
  | JsonataWait
  | JsonataChoice
  | JsonataParallel
  | JsonataMap
  | JsonataSucceed
  | JsonataFail;
