/** A Map whose items are executions of their own (https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html). */
import type {
  JsonataItemBatcher,
  JsonataItemReader,
  JsonataMap,
  JsonataResultWriter,
  JsonataString,
  ReaderConfig,
  WriterConfig,
} from "../definition";
import { at, atResult, type At, type Context } from "./context";
import { failing, type Catches, type Retries, type Ways } from "./failing";
import { mapping, type Count, type MapSpec, type Unfit } from "./map";
import { render, type Given, type Parts, type Ref, type Value } from "./reference";
import type { Branch, ErrorsIn } from "./scope";
import {
  type Leaves,
  assigned,
  commented,
  going,
  inJsonata,
  output,
  seconds,
  type Fit,
  type Going,
  type Inside,
  type Stray,
  type TypedState,
  type Way,
} from "./state";
import { template } from "./template";

declare const type: unique symbol;

interface ReadingArguments {
  readonly "s3:getObject": { readonly Bucket: string; readonly Key: string; readonly VersionId?: string };
  readonly "s3:listObjectsV2": { readonly Bucket: string; readonly Prefix?: string };
}

/** Where items come from that are not in the input. */
export interface Reader<In, Item> {
  readonly reader: JsonataItemReader;
  readonly [type]?: readonly [(given: In) => void, Item];
}

/** Reads items from S3: those of one object, or the objects themselves. The Item is what the caller says. */
export const itemReader =
  <In, Item>() =>
  <const Resource extends keyof ReadingArguments>(spec: {
    readonly resource: Resource;
    readonly arguments: (at: At<In>) => Given<ReadingArguments[Resource]>;
    readonly config?: ReaderConfig;
    readonly maxItems?: Count<In>;
  }): Reader<In, Item> => ({
    reader: {
      Resource: `arn:aws:states:::${spec.resource}`,
      ...((spec.config ?? spec.maxItems) !== undefined && {
        ReaderConfig: {
          ...spec.config,
          ...(spec.maxItems !== undefined && { MaxItems: seconds(spec.maxItems, at()) }),
        },
      }),
      Arguments: template(spec.arguments(at<In, Context>())),
    },
  });

/** A batch as the processor gets it. */
export interface Batch<Input, Item> {
  readonly BatchInput: Input;
  readonly Items: readonly Item[];
}

interface Batcher {
  readonly maxItems?: number | Ref<number>;
  readonly maxInputBytes?: number | Ref<number>;
  /** What each batch gets beside its items. */
  readonly input?: Parts;
}

interface Writer {
  readonly config?: WriterConfig;
  /** Where the results go. */
  readonly arguments: Given<{ readonly Bucket: string; readonly Prefix?: string }>;
}

/** What a Map yields whose results are written. */
export interface Written {
  readonly MapRunArn: string;
  readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string };
}

/** What the processor gets. */
type Entering<Item, Batching> = Batching extends { readonly input: infer Input }
  ? Batch<Value<Input>, Item>
  : Batching extends object
    ? { readonly Items: readonly Item[] }
    : Item;

type Result<Each, Writing> = Writing extends object ? Written : readonly Each[];

/** Runs the processor once for each item or batch of items, each in an execution of its own. */
export const distributedMap =
  <In>() =>
  <
    Item,
    Takes,
    Each,
    States,
    const Retried extends Retries<ErrorsIn<States>>,
    const Next extends string = never,
    const Selected extends Parts = Parts,
    const Batching extends Batcher | undefined = undefined,
    const Writing extends Writer | undefined = undefined,
    const Caughts extends Catches<ErrorsIn<States>> = Catches<ErrorsIn<States>>,
    const Out extends Parts = Parts,
  >(
    spec: MapSpec<
      In,
      NoInfer<Item>,
      Selected,
      Result<NoInfer<Each>, NoInfer<Writing>>,
      Retried,
      Caughts,
      Out
    > &
      Items<In, Item> &
      Going<Next> & {
        /** Of the executions of the items. */
        readonly executionType: "STANDARD" | "EXPRESS";
        readonly processor: Branch<Takes, Each, States>;
        readonly batcher?: (at: At<In>) => Batching;
        readonly writer?: (at: At<In>) => Writing;
        /** In the names of the map runs, at most 40 characters. */
        readonly label?: string;
        /** 0 to 100, default 0. */
        readonly toleratedFailurePercentage?: Count<In>;
        readonly toleratedFailureCount?: Count<In>;
      },
  ): TypedState<
    In,
    | Ways<In, Retried, Caughts, ErrorsIn<States>, Way<Leaves<Out, Result<Each, Writing>>, Next>>
    | Fit<Entering<Leaves<Selected, Item>, Batching>, Takes, Unfit>
    | Stray<Exclude<keyof Batching, keyof Batcher>, "a batcher">
    | Stray<Exclude<keyof Writing, keyof Writer>, "a writer">,
    Inside<States>
  > =>
    inJsonata((machine): JsonataMap => {
      const start = at<In, Context>();
      const done = atResult<In, Result<Each, Writing>>();
      return {
        Type: "Map",
        ...commented(spec.comment),
        ...(spec.reader ? { ItemReader: spec.reader.reader } : { Items: render(spec.items(start)) }),
        ...mapping(spec),
        ...itemBatcher(spec.batcher?.(start)),
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: spec.executionType },
          ...spec.processor.render(machine),
        },
        ...resultWriter(spec.writer?.(start)),
        ...(spec.label !== undefined && { Label: spec.label }),
        ...(spec.toleratedFailurePercentage !== undefined && {
          ToleratedFailurePercentage: seconds(spec.toleratedFailurePercentage, start),
        }),
        ...(spec.toleratedFailureCount !== undefined && {
          ToleratedFailureCount: seconds(spec.toleratedFailureCount, start),
        }),
        ...output(spec.output?.(done)),
        ...assigned(spec.assign?.(done)),
        ...failing(spec),
        ...going(spec),
      };
    });

/** In the input, or read. */
type Items<In, Item> =
  | { readonly items: (at: At<In>) => Ref<readonly Item[]>; readonly reader?: never }
  | { readonly reader: Reader<In, Item>; readonly items?: never };

const itemBatcher = (spec: Batcher | undefined): { ItemBatcher?: JsonataItemBatcher } =>
  spec === undefined
    ? {}
    : {
        ItemBatcher: {
          ...(spec.maxItems !== undefined && { MaxItemsPerBatch: counted(spec.maxItems) }),
          ...(spec.maxInputBytes !== undefined && { MaxInputBytesPerBatch: counted(spec.maxInputBytes) }),
          ...(spec.input !== undefined && { BatchInput: template(spec.input) }),
        },
      };

const counted = (count: number | Ref<number>): number | JsonataString =>
  typeof count === "number" ? count : render(count);

const resultWriter = (spec: Writer | undefined): { ResultWriter?: JsonataResultWriter } =>
  spec === undefined
    ? {}
    : {
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          ...(spec.config && { WriterConfig: spec.config }),
          Arguments: template(spec.arguments),
        },
      };
