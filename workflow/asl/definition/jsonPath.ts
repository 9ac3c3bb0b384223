/** States in the JSONPath query language: paths and payload templates. The default of the language. */
import type { Json } from "../json";
import type { ItemProcessor, ReaderConfig, Retrier, Transition, WriterConfig } from "./common";
import type { SubMachine } from "./index";

/** `$` is the input, `$$` the context object, `$name` a variable (spec, "Paths"). */
export type Path = `$${string}`;

/** A path that names one place (spec, "Reference Paths"). */
export type ReferencePath = Path;

/** JSON in which each field whose name ends in `.$` holds a path or an intrinsic function (spec, "Payload Template"). */
export type PayloadTemplate = Json;

/** An intrinsic function call: `States.Format('…', $.name)` (spec, appendix B). */
export type Intrinsic = `States.${string}(${string})`;

export interface JsonPathCatcher {
  readonly Comment?: string;
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  /** Where the error goes in the input; null discards it, default is `$`: it takes the input's place. */
  readonly ResultPath?: ReferencePath | null;
  readonly Assign?: Readonly<Record<string, PayloadTemplate>>;
}

interface Paths {
  readonly Comment?: string;
  /** Default `$`; null is `{}`. */
  readonly InputPath?: Path | null;
  /** Default `$`; null is `{}`. */
  readonly OutputPath?: Path | null;
}

interface Assigning {
  readonly Assign?: Readonly<Record<string, PayloadTemplate>>;
}

interface Results {
  readonly Parameters?: PayloadTemplate;
  /** Where the result goes in the input; null discards it, default is `$`: it takes the input's place. */
  readonly ResultPath?: ReferencePath | null;
}

interface Failing {
  readonly ResultSelector?: PayloadTemplate;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly JsonPathCatcher[];
}

/** A field as a value, or as the path of one; not both. */
type ValueOrPath<Name extends string, Value> =
  | ({ readonly [K in Name]?: Value } & { readonly [K in `${Name}Path`]?: never })
  | ({ readonly [K in `${Name}Path`]: Path } & { readonly [K in Name]?: never });

export type JsonPathTask = Paths &
  Assigning &
  Results &
  Failing &
  Transition &
  ValueOrPath<"TimeoutSeconds", number> &
  ValueOrPath<"HeartbeatSeconds", number> & {
    readonly Type: "Task";
    readonly Resource: string;
    readonly Credentials?: PayloadTemplate;
  };

export type JsonPathPass = Paths &
  Assigning &
  Results &
  Transition & { readonly Type: "Pass"; readonly Result?: Json };

/** How long, or until when: one of the four. */
export type JsonPathWait = Paths &
  Assigning &
  Transition & { readonly Type: "Wait" } & {
    [K in keyof WaitFields]: { readonly [F in K]: WaitFields[F] } & {
      readonly [F in Exclude<keyof WaitFields, K>]?: never;
    };
  }[keyof WaitFields];

interface WaitFields {
  readonly Seconds: number;
  readonly SecondsPath: Path;
  readonly Timestamp: string;
  readonly TimestampPath: Path;
}

type Ordering = "Equals" | "LessThan" | "GreaterThan" | "LessThanEquals" | "GreaterThanEquals";

/** Every comparison operator, with what it compares with (spec, "Choice State"). */
export type Comparators = { readonly [K in `String${Ordering}`]: string } & {
  readonly [K in `Numeric${Ordering}`]: number;
} & { readonly [K in `Timestamp${Ordering}`]: string } & {
  readonly [K in `${"String" | "Numeric" | "Timestamp"}${Ordering}Path` | "BooleanEqualsPath"]: Path;
} & {
  readonly [
    K in "BooleanEquals" | "IsNull" | "IsPresent" | "IsNumeric" | "IsString" | "IsBoolean" | "IsTimestamp"
  ]: boolean;
} & {
  /** `*` stands for any characters. */
  readonly StringMatches: string;
};

interface NoBoolean {
  readonly And?: never;
  readonly Or?: never;
  readonly Not?: never;
}

type Comparison = {
  [K in keyof Comparators]: { readonly [F in K]: Comparators[F] } & {
    readonly [F in Exclude<keyof Comparators, K>]?: never;
  } & { readonly Variable: Path } & NoBoolean;
}[keyof Comparators];

type NoComparison = { readonly [F in keyof Comparators | "Variable"]?: never };

/** A condition: one comparison, or a Boolean of others. */
export type JsonPathCondition =
  | Comparison
  | ({ readonly And: readonly NestedCondition[]; readonly Or?: never; readonly Not?: never } & NoComparison)
  | ({ readonly Or: readonly NestedCondition[]; readonly And?: never; readonly Not?: never } & NoComparison)
  | ({ readonly Not: NestedCondition; readonly And?: never; readonly Or?: never } & NoComparison);

type NestedCondition = JsonPathCondition & {
  readonly Comment?: string;
  readonly Next?: never;
  readonly Assign?: never;
};

export type JsonPathChoiceRule = JsonPathCondition &
  Assigning & { readonly Comment?: string; readonly Next: string };

export interface JsonPathChoice extends Paths, Assigning {
  readonly Type: "Choice";
  readonly Choices: readonly JsonPathChoiceRule[];
  readonly Default?: string;
}

export type JsonPathParallel = Paths &
  Assigning &
  Results &
  Failing &
  Transition & { readonly Type: "Parallel"; readonly Branches: readonly SubMachine[] };

export interface JsonPathItemReader {
  readonly Resource: string;
  readonly ReaderConfig?: ReaderConfig & ValueOrPath<"MaxItems", number>;
  readonly Parameters?: PayloadTemplate;
}

export type JsonPathItemBatcher = {
  readonly BatchInput?: PayloadTemplate;
} & ValueOrPath<"MaxItemsPerBatch", number> &
  ValueOrPath<"MaxInputBytesPerBatch", number>;

export interface JsonPathResultWriter {
  readonly Resource?: string;
  readonly WriterConfig?: WriterConfig;
  readonly Parameters?: PayloadTemplate;
}

/**
 * `Parameters` and `Iterator` are the older names of ItemSelector and ItemProcessor. That of a value and its path, and
 * of a name and its older one, only one is there, is the checker's to say: as types, they multiply.
 */
export type JsonPathMap = Paths &
  Assigning &
  Failing &
  Transition & {
    readonly Type: "Map";
    readonly ItemsPath?: Path;
    readonly ItemSelector?: PayloadTemplate;
    readonly Parameters?: PayloadTemplate;
    readonly ResultPath?: ReferencePath | null;
    /** Default 0: as many at once as there are. */
    readonly MaxConcurrency?: number;
    readonly MaxConcurrencyPath?: Path;
    readonly ItemReader?: JsonPathItemReader;
    readonly ItemBatcher?: JsonPathItemBatcher;
    readonly ResultWriter?: JsonPathResultWriter;
    readonly Label?: string;
    /** 0 to 100, default 0. */
    readonly ToleratedFailurePercentage?: number;
    readonly ToleratedFailurePercentagePath?: Path;
    readonly ToleratedFailureCount?: number;
    readonly ToleratedFailureCountPath?: Path;
  } & (
    | { readonly ItemProcessor: ItemProcessor; readonly Iterator?: never }
    | { readonly Iterator: SubMachine; readonly ItemProcessor?: never }
  );

export interface JsonPathSucceed extends Paths {
  readonly Type: "Succeed";
}

export type JsonPathFail = {
  readonly Type: "Fail";
  readonly Comment?: string;
} & FailText<"Error"> &
  FailText<"Cause">;

type FailText<Name extends "Error" | "Cause"> =
  | ({ readonly [K in Name]?: string } & { readonly [K in `${Name}Path`]?: never })
  | ({ readonly [K in `${Name}Path`]: Path | Intrinsic } & { readonly [K in Name]?: never });

export type JsonPathState =
  | JsonPathTask
  | JsonPathPass
  | JsonPathWait
  | JsonPathChoice
  | JsonPathParallel
  | JsonPathMap
  | JsonPathSucceed
  | JsonPathFail;
