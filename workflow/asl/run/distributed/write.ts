/** What becomes of the results of a distributed Map
 *  (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html). */
import { isObject } from "../../json";
import type { ExecutionDescription } from "../description";
import { stateError } from "../fault";
import type { DistributedForm, Scene } from "../form";
import type { ItemStore } from "../items";
import { byteLength, isArray, jsonText, parseJson, type Json } from "../json";

export type Writer = NonNullable<DistributedForm["writer"]>;

const PUT = "arn:aws:states:::s3:putObject";

/** What of a writer cannot be done here, undefined if everything can. */
export function unwritable({ resource }: Writer, store: ItemStore | undefined): string | undefined {
  if (resource === undefined) return undefined;
  if (resource !== PUT) return `ResultWriter/Resource: expected ${PUT}, found "${resource}"`;
  return store?.write ? undefined : 'ResultWriter: the option "items" has no "write", which writes objects';
}

interface Results {
  readonly mapRunArn: string;
  /** Of the folder that the results are written to. */
  readonly id: string;
  /** In the order of the items. */
  readonly executions: readonly ExecutionDescription[];
  readonly store: ItemStore | undefined;
}

/** The result of the state. @throws the fault States.ResultWriterFailed */
export async function written(writer: Writer | undefined, scene: Scene, results: Results): Promise<Json> {
  if (writer?.resource === undefined)
    return shaped(results.executions, writer?.config.Transformation ?? "COMPACT");
  const { Bucket, Prefix } = fields(writer.arguments(scene));
  if (typeof Bucket !== "string") throw failed("The arguments of the ResultWriter name no Bucket.");
  const folder = [...(typeof Prefix === "string" && Prefix !== "" ? [Prefix] : []), results.id].join("/");
  const files = async (status: "SUCCEEDED" | "FAILED"): Promise<Json[]> => {
    const ended = results.executions.filter(
      (each) => (each.status === "SUCCEEDED") === (status === "SUCCEEDED"),
    );
    if (ended.length === 0) return [];
    const lines = writer.config.OutputType === "JSONL";
    const key = `${folder}/${status}_0.${lines ? "jsonl" : "json"}`;
    const values = shaped(ended, writer.config.Transformation ?? "NONE");
    const text = lines ? values.map(jsonText).join("\n") : jsonText(values);
    await put(results.store, Bucket, key, text);
    return [{ Key: key, Size: byteLength(text) }];
  };
  const manifest: Json = {
    DestinationBucket: Bucket,
    MapRunArn: results.mapRunArn,
    ResultFiles: { FAILED: await files("FAILED"), PENDING: [], SUCCEEDED: await files("SUCCEEDED") },
  };
  const key = `${folder}/manifest.json`;
  await put(results.store, Bucket, key, jsonText(manifest));
  return { MapRunArn: results.mapRunArn, ResultWriterDetails: { Bucket, Key: key } };
}

const fields = (value: Json) => (isObject(value) ? value : {});

const failed = (cause: string): Error => stateError({ error: "States.ResultWriterFailed", cause });

async function put(store: ItemStore | undefined, bucket: string, key: string, text: string): Promise<void> {
  try {
    await store?.write?.({ bucket, key }, text);
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
}

/** An execution that failed is told whole, whatever the transformation. */
function shaped(
  executions: readonly ExecutionDescription[],
  transformation: "NONE" | "COMPACT" | "FLATTEN",
): Json[] {
  return executions.flatMap((execution): Json[] => {
    if (transformation === "NONE" || execution.output === undefined) return [told(execution)];
    const output = parseJson(execution.output);
    return transformation === "FLATTEN" && isArray(output) ? [...output] : [output];
  });
}

const told = ({ executionArn, name, stateMachineArn, status, ...more }: ExecutionDescription): Json => ({
  ExecutionArn: executionArn,
  Input: more.input,
  InputDetails: { Included: true },
  Name: name,
  ...(more.output !== undefined && { Output: more.output, OutputDetails: { Included: true } }),
  ...(more.error !== undefined && { Error: more.error }),
  ...(more.cause !== undefined && { Cause: more.cause }),
  RedriveCount: more.redriveCount,
  StartDate: more.startDate.toISOString(),
  StateMachineArn: stateMachineArn,
  Status: status,
  ...(more.stopDate && { StopDate: more.stopDate.toISOString() }),
});
