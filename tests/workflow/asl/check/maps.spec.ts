import { expect } from "chai";
import { found, only, PASS } from "./machines";

const DISTRIBUTED = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };

const map = (config: object | undefined, fields: object, strict = false) =>
  found(
    only({
      Type: "Map",
      ItemProcessor: {
        ...(config && { ProcessorConfig: config }),
        StartAt: "In",
        States: { In: PASS },
      },
      ...fields,
    }),
    { strict },
  ).map((problem) => problem.replace("/States/Only", ""));

const reader = (config: object) =>
  map(DISTRIBUTED, { ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: config } }).map(
    (problem) => problem.replace("/ItemReader/ReaderConfig", ""),
  );

describe("check of maps", () => {
  it("refuses fields of a distributed Map in one that says it is inline", () => {
    expect(map({ Mode: "INLINE" }, { Label: "a", ToleratedFailureCount: 1 })).to.deep.equal([
      "/Label map/mode",
      "/ToleratedFailureCount map/mode",
    ]);
    expect(map(DISTRIBUTED, { Label: "a", ToleratedFailureCount: 1 })).to.deep.equal([]);
  });

  it("refuses them in one that says nothing only when it is strict", () => {
    expect(map(undefined, { Label: "a" })).to.deep.equal([]);
    expect(map(undefined, { Label: "a" }, true)).to.deep.equal(["/Label map/mode"]);
  });

  it("asks for ExecutionType beside Mode DISTRIBUTED, and only there", () => {
    expect(map({ Mode: "DISTRIBUTED" }, {})).to.deep.equal([
      "/ItemProcessor/ProcessorConfig map/execution-type",
    ]);
    expect(map({ ExecutionType: "EXPRESS" }, {})).to.deep.equal([
      "/ItemProcessor/ProcessorConfig/ExecutionType map/execution-type",
    ]);
    expect(map({ Mode: "EVERYWHERE", ExecutionType: "EXPRESS" }, {})).to.deep.equal([
      "/ItemProcessor/ProcessorConfig/Mode shape/value",
    ]);
    expect(map({ Mode: "EVERYWHERE" }, {})).to.deep.equal([
      "/ItemProcessor/ProcessorConfig/Mode shape/value",
    ]);
  });

  it("takes the fields of an object for items only where the Map is distributed", () => {
    const fields = (Items: unknown) => ({ QueryLanguage: "JSONata", Items });
    expect(map(DISTRIBUTED, fields({ a: 1 }))).to.deep.equal([]);
    expect(map(undefined, fields({ a: 1 }))).to.deep.equal(["/Items map/items"]);
    for (const good of [[1, "{% 2 %}"], "{% $states.input.orders %}"])
      expect(map(undefined, fields(good))).to.deep.equal([]);
    for (const bad of [1, null, "$.orders"])
      expect(map(undefined, fields(bad))).to.deep.equal(["/Items shape/value"]);
  });

  it("asks how large a batch may be", () => {
    expect(map(DISTRIBUTED, { ItemBatcher: { BatchInput: {} } })).to.deep.equal([
      "/ItemBatcher map/batch-size",
    ]);
    for (const size of [{ MaxItemsPerBatchPath: "$.n" }, { MaxInputBytesPerBatch: 262_144 }])
      expect(map(DISTRIBUTED, { ItemBatcher: size })).to.deep.equal([]);
    expect(map(DISTRIBUTED, { ItemBatcher: { MaxInputBytesPerBatch: 262_145 } })).to.deep.equal([
      "/ItemBatcher/MaxInputBytesPerBatch shape/value",
    ]);
  });

  it("holds the fields of a ReaderConfig against each other", () => {
    expect(reader({ InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" })).to.deep.equal([]);
    expect(reader({ InputType: "CSV", CSVHeaderLocation: "GIVEN" })).to.deep.equal([" map/reader"]);
    expect(reader({ InputType: "CSV", CSVHeaders: ["a"] })).to.deep.equal(["/CSVHeaders map/reader"]);
    expect(reader({ InputType: "JSON", CSVDelimiter: "PIPE" })).to.deep.equal(["/CSVDelimiter map/reader"]);
    expect(reader({ InputType: "JSON", ItemsPointer: "/a/b" })).to.deep.equal([]);
    for (const InputType of ["CSV", "JSONL", "PARQUET", "MANIFEST"])
      expect(reader({ InputType, ManifestType: "ATHENA_DATA" }), InputType).to.deep.equal([]);
    expect(reader({ ManifestType: "S3_INVENTORY" })).to.deep.equal([]);
    expect(reader({ InputType: "JSON", ManifestType: "ATHENA_DATA" })).to.deep.equal([
      "/ManifestType map/reader",
    ]);
    expect(reader({ InputType: "XML", CSVDelimiter: "PIPE" })).to.deep.equal(["/InputType shape/value"]);
    expect(reader({ InputType: "XML" })).to.deep.equal(["/InputType shape/value"]);
  });

  it("takes a label of 40 characters without signs", () => {
    for (const good of ["a", "a".repeat(40), "Every-line_1.2"])
      expect(map(DISTRIBUTED, { Label: good })).to.deep.equal([]);
    for (const bad of ["", "a".repeat(41), "a b", "a/b?", "a:b"])
      expect(map(DISTRIBUTED, { Label: bad }), bad).to.deep.equal(["/Label shape/value"]);
  });
});
