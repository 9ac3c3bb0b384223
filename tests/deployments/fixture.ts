/**
 * What the program of an older commit deployed, kept in `programs/`: one folder for each commit. `program.json` has its
 * resources, `functions.json.br` the files of its functions, `items.json` what it stored. `npm run fixture -- COMMIT`
 * makes it.
 */
import { asset } from "@pulumi/pulumi";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { isRecord, readState, type Properties, type Resource } from "../../local/inputs";
import { specification } from "../../local/lambda/specification";
import type { Items } from "../../local/services/dynamodb";
import type { Deployable } from "../../local/stack";

const FOLDER = join(__dirname, "programs");
const FUNCTION = "aws:lambda/function:Function";
const MACHINE = "aws:sfn/stateMachine:StateMachine";

interface Facts {
  readonly commit: string;
  readonly subject: string;
  /** ISO 8601, of the commit. */
  readonly date: string;
}

/** Of what is deployed with attempts that are open for an hour; and with the window that tests wait for. */
interface Kept extends Facts {
  readonly outputs: Properties;
  /** Code is left out. */
  readonly resources: readonly Resource[];
  /** The state machine with `SHORT_WINDOW`: all that differs. */
  readonly shortMachine: Resource;
}

export interface Fixture extends Facts {
  /** Seven characters of the commit. */
  readonly name: string;
  readonly program: Deployable;
  readonly withShortWindow: Deployable;
  readonly items: Items;
}

export const WINDOW = "1h";
/** Long enough to deploy meanwhile. */
export const SHORT_WINDOW = "2s";

/** Names, the oldest first. */
export const fixtures = (): readonly string[] =>
  readdirSync(FOLDER).sort((a, b) => Date.parse(readKept(a).date) - Date.parse(readKept(b).date));

function readKept(name: string): Kept {
  const kept: unknown = JSON.parse(readFileSync(join(FOLDER, name, "program.json"), "utf8"));
  if (isKept(kept)) return kept;
  throw new Error(`${name} is no fixture: make it again with npm run fixture.`);
}

export function readFixture(name: string): Fixture {
  const json = (text: string): unknown => JSON.parse(text);
  const items = json(readFileSync(join(FOLDER, name, "items.json"), "utf8"));
  const files = json(brotliDecompressSync(readFileSync(join(FOLDER, name, "functions.json.br"))).toString());
  if (!isItems(items) || !isRecord(files))
    throw new Error(`${name} is no fixture: make it again with npm run fixture.`);
  const { resources, shortMachine, outputs, ...facts } = readKept(name);
  const whole = resources.map((each) => (each.type === FUNCTION ? withCode(each, files[each.id]) : each));
  const short = whole.map((each) => (each.type === MACHINE ? shortMachine : each));
  return {
    ...facts,
    name,
    program: { resources: whole.map(withoutSignatures), outputs },
    withShortWindow: { resources: short.map(withoutSignatures), outputs },
    items,
  };
}

const isKept = (value: unknown): value is Kept =>
  isRecord(value) && "resources" in value && "commit" in value;
const isItems = (value: unknown): value is Items =>
  isRecord(value) && Object.values(value).every(Array.isArray);

function withCode(resource: Resource, files: unknown): Resource {
  if (!isRecord(files)) throw new Error(`The fixture has no code of ${resource.id}.`);
  const assets = Object.entries(files).map(
    ([path, text]) => [path, new asset.StringAsset(String(text))] as const,
  );
  const code = new asset.AssetArchive(Object.fromEntries(assets));
  return { ...resource, state: { ...resource.state, code } };
}

/** IAM's authorisation, which this machine does not emulate, is left out: who may call is nothing that is asked here. */
function withoutSignatures(resource: Resource): Resource {
  if (resource.type !== "aws:apigateway/restApi:RestApi") return resource;
  const document: unknown = JSON.parse(readState(resource).text("body"));
  const body = JSON.stringify(document, (key, value: unknown) => {
    if (key === "securitySchemes" && JSON.stringify(value).includes("awsSigv4")) return undefined;
    return key === "security" && JSON.stringify(value).includes("sigv4") ? undefined : value;
  });
  return { ...resource, state: { ...resource.state, body } };
}

/** Writes all of it but the items. */
export async function writeProgram(
  facts: Facts,
  program: Deployable,
  withShortWindow: Deployable,
): Promise<string> {
  const name = facts.commit.slice(0, 7);
  const functions = program.resources.filter(({ type }) => type === FUNCTION);
  const read = await Promise.all(functions.map(specification));
  const files = Object.fromEntries(read.map((each) => [each.name, Object.fromEntries(each.files)]));
  const [shortMachine] = withShortWindow.resources.filter(({ type }) => type === MACHINE);
  const kept = {
    ...facts,
    outputs: program.outputs,
    shortMachine,
    resources: program.resources.map(withoutCode),
  };
  mkdirSync(join(FOLDER, name), { recursive: true });
  writeFileSync(join(FOLDER, name, "program.json"), `${JSON.stringify(kept, undefined, 1)}\n`);
  // The window holds all functions, which are alike.
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  writeFileSync(
    join(FOLDER, name, "functions.json.br"),
    brotliCompressSync(JSON.stringify(files), { params }),
  );
  writeItems(name, {});
  return name;
}

export function writeItems(name: string, items: Items): void {
  writeFileSync(join(FOLDER, name, "items.json"), `${JSON.stringify(items, undefined, 1)}\n`);
}

function withoutCode(resource: Resource): Resource {
  const without = (properties: Properties): Properties =>
    Object.fromEntries(Object.entries(properties).filter(([key]) => key !== "code"));
  return { ...resource, inputs: without(resource.inputs), state: without(resource.state) };
}
