/** What a Map does with its items: as states of the same execution, or as executions of their own. */
import { isObject, shown, type JsonObject } from "./json";
import { below, guide, projectRule, type Problem } from "./problem";
import { entriesOf, isDistributed, modeOf, type CheckedMachine, type CheckedState, type Part } from "./view";

const distributed = guide("state-map-distributed");

export function* maps(machine: CheckedMachine): Iterable<Problem> {
  for (const state of machine.states) {
    const { shape, fields, pointer } = state;
    if (shape === undefined || fields["Type"] !== "Map") continue;
    yield* mode({ shape, fields, pointer }, machine);
    yield* executionType(state);
    yield* items(state);
    yield* batcher(state);
    yield* reader(state);
  }
}

/**
 * Fields that only a distributed Map has. A Map that names no Mode is inline as well, but definitions without
 * ProcessorConfig are passed round as valid: those only a strict check refuses.
 */
function* mode(part: Part, { options }: CheckedMachine): Iterable<Problem> {
  const found = modeOf(part.fields);
  if (found !== "INLINE" && !(found === undefined && options.strict)) return;
  for (const { name, field, pointer } of entriesOf(part))
    if (field.distributed)
      yield {
        pointer,
        rule: "map/mode",
        message: `expected ${name} in a distributed Map, found it in an inline one`,
        mend: `Write "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": … } in ItemProcessor, or remove ${name}.`,
        source: found === "INLINE" ? distributed : projectRule(distributed),
      };
}

/** Without a Mode a Map is inline. */
const MODES = [undefined, "DISTRIBUTED", "INLINE"];

function* executionType(state: CheckedState): Iterable<Problem> {
  const field = Object.hasOwn(state.fields, "ItemProcessor") ? "ItemProcessor" : "Iterator";
  const processor = state.fields[field];
  const config = isObject(processor) ? processor["ProcessorConfig"] : undefined;
  if (!isObject(config)) return;
  if (!MODES.some((mode) => mode === config["Mode"])) return;
  const there = Object.hasOwn(config, "ExecutionType");
  if (there === isDistributed(state)) return;
  const pointer = below(state.pointer, field, "ProcessorConfig");
  yield {
    pointer: there ? below(pointer, "ExecutionType") : pointer,
    rule: "map/execution-type",
    message: there
      ? "expected ExecutionType beside Mode DISTRIBUTED, found it in an inline Map"
      : "expected a field ExecutionType beside Mode DISTRIBUTED, found none",
    mend: there ? 'Remove it, or write "Mode": "DISTRIBUTED".' : "Write STANDARD or EXPRESS.",
    source: distributed,
  };
}

/** An object is read field by field, but only by a distributed Map. */
function* items(state: CheckedState): Iterable<Problem> {
  const { fields, pointer } = state;
  if (isObject(fields["Items"]) && !isDistributed(state))
    yield {
      pointer: below(pointer, "Items"),
      rule: "map/items",
      message: `expected an array, or an expression "{% … %}", found ${shown(fields["Items"])}`,
      mend: "Write an array: only a distributed Map reads the fields of an object.",
      source: guide("state-map-inline"),
    };
}

const SIZES = [
  "MaxItemsPerBatch",
  "MaxItemsPerBatchPath",
  "MaxInputBytesPerBatch",
  "MaxInputBytesPerBatchPath",
];

function* batcher({ fields, pointer }: CheckedState): Iterable<Problem> {
  const batcher = fields["ItemBatcher"];
  if (!isObject(batcher) || SIZES.some((name) => Object.hasOwn(batcher, name))) return;
  yield {
    pointer: below(pointer, "ItemBatcher"),
    rule: "map/batch-size",
    message: "expected MaxItemsPerBatch or MaxInputBytesPerBatch, found neither",
    mend: "Write how many items, or how many bytes, a batch may have.",
    source: guide("input-output-itembatcher"),
  };
}

function* reader({ fields, pointer }: CheckedState): Iterable<Problem> {
  const reader = fields["ItemReader"];
  const config = isObject(reader) ? reader["ReaderConfig"] : undefined;
  if (isObject(config)) {
    const place = below(pointer, "ItemReader", "ReaderConfig");
    yield* inputType(config, place);
    yield* headers(config, place);
  }
}

const itemReader = guide("input-output-itemreader");

const TYPES = ["CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"];

/** What says something about some types of input only. A manifest may be in CSV; it may be of files of any type but JSON. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  CSVDelimiter: ["CSV", "MANIFEST"],
  CSVHeaderLocation: ["CSV", "MANIFEST"],
  CSVHeaders: ["CSV", "MANIFEST"],
  ItemsPointer: ["JSON"],
  ManifestType: ["CSV", "JSONL", "MANIFEST", "PARQUET"],
};

function* inputType(config: JsonObject, pointer: string): Iterable<Problem> {
  const { InputType: type } = config;
  if (!TYPES.some((each) => each === type)) return;
  for (const [name, types] of Object.entries(ONLY_FOR))
    if (Object.hasOwn(config, name) && !types.some((each) => each === type))
      yield {
        pointer: below(pointer, name),
        rule: "map/reader",
        message: `expected ${name} beside InputType ${types.join(" or ")}, found it beside ${shown(type)}`,
        mend: `Remove ${name}, or change InputType.`,
        source: itemReader,
      };
}

function* headers(config: JsonObject, pointer: string): Iterable<Problem> {
  const given = config["CSVHeaderLocation"] === "GIVEN";
  if (given === Object.hasOwn(config, "CSVHeaders")) return;
  yield {
    pointer: given ? pointer : below(pointer, "CSVHeaders"),
    rule: "map/reader",
    message: given
      ? "expected a field CSVHeaders beside CSVHeaderLocation GIVEN, found none"
      : "expected CSVHeaders beside CSVHeaderLocation GIVEN, found it without",
    mend: given ? "Write the names of the columns." : 'Write "CSVHeaderLocation": "GIVEN".',
    source: itemReader,
  };
}
