/** Reads what `pulumi stack export` writes
 *  (https://www.pulumi.com/docs/iac/operations/stack-management/deployment-schema/). */
import type { StackResource } from "../rule";
import { at, isList, isProperties, parsed, show, UNKNOWN, type Properties, type Value } from "../value";

/** A resource as its program gave it, and as it came to be: rules about one look at the former, about many at the latter. */
export interface ExportedResource {
  readonly given: StackResource;
  readonly made: StackResource;
  /** Whether the program only read it, as with `Function.get`: it is there for others to depend on, and not judged. */
  readonly isRead: boolean;
}

/** Of a deployment, or of a backend's checkpoint file. Throws a sentence about what is not as an export is. */
export function readStackExport(json: string): readonly ExportedResource[] {
  const file = parsed(json);
  if (!isProperties(file))
    throw new Error(
      `What \`pulumi stack export\` writes was expected, a JSON object; found was ${file === undefined ? `no JSON: ${show(json)}` : show(file)}.`,
    );
  const checkpoint = at(file, "checkpoint");
  const deployment = at(file, "deployment") ?? at(checkpoint, "latest") ?? at(file, "latest");
  // A stack on which nothing was ever deployed has no latest deployment.
  if (isProperties(checkpoint) && (deployment === undefined || deployment === null)) return [];
  if (!isProperties(deployment))
    throw new Error(
      `An object was expected at deployment, ${show(deployment)} was found: is this what \`pulumi stack export\` writes?`,
    );
  const resources = at(deployment, "resources");
  // A stack that was destroyed has none.
  if (resources === undefined || resources === null) return [];
  if (!isList(resources))
    throw new Error(`A list was expected at deployment.resources, ${show(resources)} was found.`);
  // What is only to be deleted yet is not what the program asks for any more.
  return resources.flatMap((each, index) => (at(each, "delete") === true ? [] : [readResource(each, index)]));
}

function readResource(each: Value, index: number): ExportedResource {
  const place = `deployment.resources[${index}]`;
  if (!isProperties(each)) throw new Error(`An object was expected at ${place}, ${show(each)} was found.`);
  const { parent, id } = each;
  const urn = textAt(each, "urn", place);
  const given: StackResource = {
    urn,
    type: textAt(each, "type", place),
    name: urn.split("::").slice(3).join("::"),
    properties: propertiesAt(each, "inputs", place),
    ignoreChanges: texts(each["ignoreChanges"]),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertiesAt(each, "propertyDependencies", place)).map(([property, urns]) => [
        property,
        texts(urns),
      ]),
    ),
    ...(typeof parent === "string" && parent !== "" && { parent }),
  };
  const properties = {
    ...over(given.properties, propertiesAt(each, "outputs", place)),
    ...(typeof id === "string" && { id }),
  };
  return { given, made: { ...given, properties }, isRead: each["external"] === true };
}

/** An output that is hidden tells less than the input of that name. */
const over = (inputs: Properties, outputs: Properties): Properties => ({
  ...inputs,
  ...Object.fromEntries(
    Object.entries(outputs).filter(([key, value]) => value !== UNKNOWN || !Object.hasOwn(inputs, key)),
  ),
});

function textAt(each: Properties, key: "urn" | "type", place: string): string {
  const value = each[key];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`A text was expected at ${place}.${key}, ${show(value)} was found.`);
}

function propertiesAt(each: Properties, key: string, place: string): Properties {
  const value = decoded(each[key]);
  if (value === undefined || value === null) return {};
  if (isProperties(value)) return value;
  throw new Error(`An object was expected at ${place}.${key}, ${show(value)} was found.`);
}

const texts = (value: Value): readonly string[] =>
  isList(value) ? value.filter((each) => typeof each === "string") : [];

/** By which Pulumi tells special values from objects, and the kinds of them (sdk/go/common/resource/sig). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What stands for a value that was not known when the state was written (sdk/go/common/resource/plugin). */
const UNKNOWNS: readonly Value[] = [
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/** Of a state file or an event. Secrets are judged where they are shown, and are unknown where they are not. */
export function decoded(value: Value): Value {
  if (UNKNOWNS.includes(value)) return UNKNOWN;
  if (isList(value)) return value.map(decoded);
  if (!isProperties(value)) return value;
  if (value[SIGNATURE] === SECRET) {
    const { plaintext } = value;
    return typeof plaintext === "string" ? (decoded(parsed(plaintext)) ?? UNKNOWN) : UNKNOWN;
  }
  if (value[SIGNATURE] === OUTPUT) return Object.hasOwn(value, "value") ? decoded(value["value"]) : UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decoded(each)]));
}
