/** A Map in JSONPath. */
import type { JsonPathMap, ReaderConfig, SubMachine } from "../../definition";
import { isObject, type JsonObject } from "../../json";
import type { DistributedForm, MapForm, Scene, ScopeForm } from "../form";
import { isArray, type Json } from "../json";
import { isPercentage } from "../stateShape";
import { demanded, filled, numberOf, valueAt, type Computed } from "./compute";
import { filter, shaped } from "./processing";

type Scope = (inside: SubMachine, at: string) => ScopeForm;

/** Without what it has in common with other states. */
export function mapForm(
  state: JsonPathMap,
  scope: Scope,
): Omit<MapForm, "retry" | "catch" | "next" | "leave"> {
  const input = filter(state.InputPath, "InputPath");
  const within =
    <T>(computed: Computed<T>) =>
    (scene: Scene): T =>
      computed(scene, input(scene, scene.input));
  // Parameters is the older name of ItemSelector.
  const selector = state.ItemSelector ?? state.Parameters;
  const selected =
    selector === undefined
      ? undefined
      : filled(selector, state.ItemSelector === undefined ? "Parameters" : "ItemSelector");
  const atOnce = numberOf(state.MaxConcurrency, state.MaxConcurrencyPath, "MaxConcurrency", 0);
  const distribution = distributed(state, within);
  return {
    type: "Map",
    items: within(distribution ? listOrObject(state) : list(state)),
    select: (scene, item) => (selected ? within(selected)(scene) : item),
    maxConcurrency: (scene) => within(atOnce)(scene) ?? 0,
    processor: state.ItemProcessor
      ? scope(state.ItemProcessor, "/ItemProcessor")
      : scope(state.Iterator, "/Iterator"),
    distributed: distribution,
  };
}

const itemsAt = ({ ItemsPath = "$" }: JsonPathMap): Computed => valueAt(ItemsPath, "ItemsPath");

const list = (state: JsonPathMap): Computed<readonly Json[]> =>
  demanded(itemsAt(state), "ItemsPath", "an array", isArray);

/** A distributed Map goes through the fields of an object too. */
const listOrObject = (state: JsonPathMap): Computed<readonly Json[] | JsonObject> =>
  demanded(
    itemsAt(state),
    "ItemsPath",
    "an array or an object",
    (value): value is readonly Json[] | JsonObject => isArray(value) || isObject(value),
  );

type Within = <T>(computed: Computed<T>) => (scene: Scene) => T;

function distributed(state: JsonPathMap, within: Within): DistributedForm | undefined {
  const config = state.ItemProcessor?.ProcessorConfig;
  if (config?.Mode !== "DISTRIBUTED") return undefined;
  const { ItemReader: reader, ItemBatcher: batcher, ResultWriter: writer } = state;
  const percentage = state.ToleratedFailurePercentagePath;
  return {
    executionType: config.ExecutionType,
    label: state.Label,
    reader: reader && {
      resource: reader.Resource,
      config: withoutMaxItems(reader.ReaderConfig ?? {}),
      arguments: within(shaped(reader.Parameters ?? {}, "ItemReader/Parameters")),
      maxItems: within(
        numberOf(
          reader.ReaderConfig?.MaxItems,
          reader.ReaderConfig?.MaxItemsPath,
          "ItemReader/ReaderConfig/MaxItems",
          0,
        ),
      ),
    },
    batcher: batcher && {
      batchInput: within(
        batcher.BatchInput === undefined
          ? () => undefined
          : filled(batcher.BatchInput, "ItemBatcher/BatchInput"),
      ),
      maxItems: within(
        numberOf(batcher.MaxItemsPerBatch, batcher.MaxItemsPerBatchPath, "ItemBatcher/MaxItemsPerBatch", 1),
      ),
      maxInputBytes: within(
        numberOf(
          batcher.MaxInputBytesPerBatch,
          batcher.MaxInputBytesPerBatchPath,
          "ItemBatcher/MaxInputBytesPerBatch",
          1,
        ),
      ),
    },
    writer: writer && {
      resource: writer.Resource,
      config: writer.WriterConfig ?? {},
      arguments: within(shaped(writer.Parameters ?? {}, "ResultWriter/Parameters")),
    },
    toleratedPercentage: within(
      percentage === undefined
        ? () => state.ToleratedFailurePercentage
        : demanded(
            valueAt(percentage, "ToleratedFailurePercentagePath"),
            "ToleratedFailurePercentagePath",
            "a number from 0 to 100",
            isPercentage,
          ),
    ),
    toleratedCount: within(
      numberOf(state.ToleratedFailureCount, state.ToleratedFailureCountPath, "ToleratedFailureCount", 0),
    ),
  };
}

type Config = NonNullable<NonNullable<JsonPathMap["ItemReader"]>["ReaderConfig"]>;

function withoutMaxItems(config: Config): ReaderConfig {
  const { MaxItems, MaxItemsPath, ...others } = config;
  return MaxItems === undefined && MaxItemsPath === undefined ? config : others;
}
