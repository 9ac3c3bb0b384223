import { expect } from "chai";
import type { JsonPathMap } from "../../../../../workflow/asl/definition";
import type { DistributedForm, MapForm, Scene } from "../../../../../workflow/asl/run/form";
import { jsonPath } from "../../../../../workflow/asl/run/jsonPath";

/** A distributed Map, as the interpreter asks it. */
const distributed: JsonPathMap = {
  Type: "Map",
  InputPath: "$.in",
  ItemsPath: "$.items",
  Label: "Each",
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
    StartAt: "P",
    States: { P: { Type: "Pass", End: true } },
  },
  ItemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "JSON", MaxItemsPath: "$.most" },
    Parameters: { Bucket: "b", "Key.$": "$.key" },
  },
  ItemBatcher: {
    BatchInput: { "by.$": "$$.State.Name" },
    MaxItemsPerBatchPath: "$.batch",
    MaxInputBytesPerBatch: 1_000,
  },
  ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { "Prefix.$": "$.key" } },
  ToleratedFailurePercentagePath: "$.percent",
  ToleratedFailureCount: 3,
  End: true,
};

const scene = (input: Scene["input"]): Scene => ({
  input,
  context: { State: { Name: "M" } },
  variables: {},
  evaluator: { evaluate: () => ({ fault: "there is no JSONata here" }), syntaxFault: () => undefined },
  random: () => 0,
  timed: (evaluate) => evaluate(),
  fail: (error, cause) => {
    throw new Error(`${error}: ${cause}`);
  },
});

function mapForm(): MapForm & { readonly distributed: DistributedForm } {
  const form = jsonPath.form(distributed, (inside, at) => ({
    at,
    startAt: inside.StartAt,
    states: new Map(),
  }));
  if (form.type !== "Map" || form.distributed === undefined) throw new Error("It is no distributed Map.");
  return { ...form, distributed: form.distributed };
}

describe("a distributed Map in JSONPath", () => {
  const form = mapForm();
  const given = scene({ in: { items: { a: 1 }, key: "k", most: 10, batch: 4, percent: 12.5 } });

  it("says what it says, and computes the rest from its effective input", () => {
    const { reader, batcher, writer, ...more } = form.distributed;
    expect(reader?.config).to.deep.equal({ InputType: "JSON" });
    expect(reader?.arguments(given)).to.deep.equal({ Bucket: "b", Key: "k" });
    expect(reader?.maxItems(given)).to.equal(10);
    expect(batcher?.batchInput(given)).to.deep.equal({ by: "M" });
    expect(batcher?.maxItems(given)).to.equal(4);
    expect(batcher?.maxInputBytes(given)).to.equal(1_000);
    expect(writer?.arguments(given)).to.deep.equal({ Prefix: "k" });
    expect(more.toleratedPercentage(given)).to.equal(12.5);
    expect(more.toleratedCount(given)).to.equal(3);
    expect([more.executionType, more.label, form.processor.at]).to.deep.equal([
      "EXPRESS",
      "Each",
      "/ItemProcessor",
    ]);
  });

  it("goes through the fields of an object too", () => {
    expect(form.items(given)).to.deep.equal({ a: 1 });
  });

  it("fails for a number that is out of bounds", () => {
    const wrong = scene({ in: { most: -1, batch: 0, percent: 101 } });
    expect(() => form.distributed.reader?.maxItems(wrong)).to.throw(
      "States.Runtime: The field 'ItemReader/ReaderConfig/MaxItemsPath'",
    );
    expect(() => form.distributed.batcher?.maxItems(wrong)).to.throw(
      "expects a whole number of 1 or more, but was 0",
    );
    expect(() => form.distributed.toleratedPercentage(wrong)).to.throw(
      "expects a number from 0 to 100, but was 101",
    );
  });
});
