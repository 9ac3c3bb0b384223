/** A Map in JSONata. */
import type { JsonataMap, ReaderConfig, Template } from "../../definition";
import { isObject } from "../../json";
import type { DistributedForm, Field, MapForm, Scene, ScopeForm } from "../form";
import { isArray } from "../json";
import { query } from "./query";

/** Without what it has in common with other states. */
export const mapForm = (
  state: JsonataMap,
  processor: ScopeForm,
): Omit<MapForm, "retry" | "catch" | "next" | "leave"> => ({
  type: "Map",
  items: (scene) => {
    if (state.Items !== undefined) return query(scene).items(state.Items, "Items");
    const { input } = scene;
    if (isArray(input) || isObject(input)) return input;
    return scene.fail(
      "States.QueryEvaluationError",
      "The input of a Map without Items must be an array or an object.",
      "Items",
    );
  },
  select: (scene, item) =>
    state.ItemSelector === undefined ? item : query(scene).json(state.ItemSelector, "ItemSelector"),
  maxConcurrency: (scene) =>
    state.MaxConcurrency === undefined ? 0 : query(scene).whole(state.MaxConcurrency, "MaxConcurrency", 0),
  processor,
  distributed: distributed(state),
});

function distributed(state: JsonataMap): DistributedForm | undefined {
  const config = state.ItemProcessor.ProcessorConfig;
  if (config?.Mode !== "DISTRIBUTED") return undefined;
  const { ItemReader: reader, ItemBatcher: batcher, ResultWriter: writer } = state;
  return {
    executionType: config.ExecutionType,
    label: state.Label,
    reader: reader && {
      resource: reader.Resource,
      config: withoutMaxItems(reader.ReaderConfig ?? {}),
      arguments: json(reader.Arguments, "ItemReader/Arguments"),
      maxItems: whole(reader.ReaderConfig?.MaxItems, "ItemReader/ReaderConfig/MaxItems", 0),
    },
    batcher: batcher && {
      batchInput: (scene) =>
        batcher.BatchInput === undefined
          ? undefined
          : query(scene).json(batcher.BatchInput, "ItemBatcher/BatchInput"),
      maxItems: whole(batcher.MaxItemsPerBatch, "ItemBatcher/MaxItemsPerBatch", 1),
      maxInputBytes: whole(batcher.MaxInputBytesPerBatch, "ItemBatcher/MaxInputBytesPerBatch", 1),
    },
    writer: writer && {
      resource: writer.Resource,
      config: writer.WriterConfig ?? {},
      arguments: json(writer.Arguments, "ResultWriter/Arguments"),
    },
    toleratedPercentage: (scene) =>
      state.ToleratedFailurePercentage === undefined
        ? undefined
        : query(scene).percentage(state.ToleratedFailurePercentage, "ToleratedFailurePercentage"),
    toleratedCount: whole(state.ToleratedFailureCount, "ToleratedFailureCount", 0),
  };
}

type Config = NonNullable<NonNullable<JsonataMap["ItemReader"]>["ReaderConfig"]>;

function withoutMaxItems(config: Config): ReaderConfig {
  const { MaxItems, ...others } = config;
  return MaxItems === undefined ? config : others;
}

const json = (template: Template | undefined, at: Field) => (scene: Scene) =>
  template === undefined ? {} : query(scene).json(template, at);

const whole = (template: Template | undefined, at: Field, least: 0 | 1) => (scene: Scene) =>
  template === undefined ? undefined : query(scene).whole(template, at, least);
