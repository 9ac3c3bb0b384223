/** Distributed maps: the machine starts itself, reads items and writes results. */
import { expect } from "chai";
import type { JsonObject } from "../../../../workflow/asl/json";
import type { Options } from "../../../../workflow/asl/permissions";
import { lines, MACHINE, one } from "./machines";

const map = (more: JsonObject): JsonObject => ({
  Type: "Map",
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Each",
    States: { Each: { Type: "Pass", End: true } },
  },
  End: true,
  ...more,
});

const allowed = (more: JsonObject, options: Options = {}) =>
  lines(one(map(more), { stateMachineArn: MACHINE, ...options }));

const EXECUTIONS = "arn:aws:states:eu-west-1:123456789012:execution:parent";
const ITSELF = [
  `states:DescribeExecution states:RedriveExecution states:StopExecution on ${EXECUTIONS}/*`,
  `states:StartExecution on ${MACHINE}`,
];

const reader = (Resource: string, Arguments: JsonObject, ReaderConfig: JsonObject = {}) => ({
  ItemReader: { Resource: `arn:aws:states:::${Resource}`, Arguments, ReaderConfig },
});

describe("permissions of a distributed Map", () => {
  it("let the machine start itself, and look after the executions of items", () => {
    expect(allowed({})).to.deep.equal(ITSELF);
    expect(allowed({ Label: "each" })[0]).to.equal(
      `states:DescribeExecution states:RedriveExecution states:StopExecution on ${EXECUTIONS}/each:*`,
    );
  });

  it("need the ARN of the machine", () => {
    expect(() => one(map({}), {})).to.throw(
      "State Call: expected the ARN of the machine itself to be known, which a distributed Map starts. " +
        "Give options.stateMachineArn, or give what the state needs",
    );
  });

  it("let it read one object, or list one prefix", () => {
    expect(
      allowed(reader("s3:getObject", { Bucket: "b", Key: "items.csv" }, { InputType: "CSV" })),
    ).to.deep.equal(["s3:GetObject on arn:aws:s3:::b/items.csv", ...ITSELF]);
    expect(allowed(reader("s3:listObjectsV2", { Bucket: "b", Prefix: "in/" }))).to.deep.equal([
      's3:ListBucket on arn:aws:s3:::b if {"StringEquals":{"s3:prefix":"in/"}}',
      ...ITSELF,
    ]);
  });

  it("let it read every object that it lists, where it loads them", () => {
    const config = { Transformation: "LOAD_AND_FLATTEN", InputType: "JSON" };
    expect(allowed(reader("s3:listObjectsV2", { Bucket: "b", Prefix: "in/" }, config))).to.deep.equal([
      's3:ListBucket on arn:aws:s3:::b if {"StringEquals":{"s3:prefix":"in/"}}',
      "s3:GetObject on arn:aws:s3:::b/in/*",
      ...ITSELF,
    ]);
  });

  it("ask for the objects that a manifest names", () => {
    const inventory = reader(
      "s3:getObject",
      { Bucket: "b", Key: "manifest.json" },
      { InputType: "MANIFEST" },
    );
    expect(() => allowed(inventory)).to.throw('in options.grants["Call.ItemReader.Data"].');
    const data = { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b/data/1.csv"] };
    expect(allowed(inventory, { grants: { "Call.ItemReader.Data": [data] } })).to.deep.equal([
      "s3:GetObject on arn:aws:s3:::b/data/1.csv",
      "s3:GetObject on arn:aws:s3:::b/manifest.json",
      ...ITSELF,
    ]);
  });

  it("let it write results under the prefix, or anywhere in the bucket without one", () => {
    const writer = (Arguments: JsonObject) => ({
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Arguments },
    });
    const actions = "s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject";
    expect(allowed(writer({ Bucket: "b", Prefix: "out" }))).to.deep.equal([
      `${actions} on arn:aws:s3:::b/out/*`,
      ...ITSELF,
    ]);
    expect(allowed(writer({ Bucket: "b" }))).to.deep.equal([`${actions} on arn:aws:s3:::b/*`, ...ITSELF]);
    expect(allowed({ ResultWriter: { WriterConfig: { OutputType: "JSONL" } } })).to.deep.equal(ITSELF);
  });

  it("are given for a reader or a writer alone, where only that is not known", () => {
    const dynamic = reader("s3:getObject", { Bucket: "b", Key: "{% $states.input.key %}" });
    expect(() => allowed(dynamic)).to.throw('such as s3:GetObject, as options.grants["Call.ItemReader"].');
    const grant = { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b/in/*"] };
    expect(allowed(dynamic, { grants: { "Call.ItemReader": [grant] } })).to.deep.equal([
      "s3:GetObject on arn:aws:s3:::b/in/*",
      ...ITSELF,
    ]);
  });

  it("refuse a reader that there is not", () => {
    expect(() => allowed(reader("s3:putObject", { Bucket: "b", Key: "k" }))).to.throw(
      "expected one of s3:getObject, s3:listObjectsV2 in Resource, found arn:aws:states:::s3:putObject.",
    );
  });

  it("are nothing for an inline Map", () => {
    const inline = {
      Type: "Map",
      ItemProcessor: { StartAt: "A", States: { A: { Type: "Succeed" } } },
      End: true,
    };
    expect(one(inline, {})).to.deep.equal([]);
  });
});
