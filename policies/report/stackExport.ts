/** Reads what `pulumi stack export` writes. */
import type { StackResource } from "../rule";
import { at, isList, isProperties, show, toValue, UNKNOWN, type Properties, type Value } from "../value";

/** A resource as its program gave it, and as it came to be: rules about one look at the former, about many at the latter. */
export interface ExportedResource {
  readonly given: StackResource;
  readonly made: StackResource;
}

/** Throws a sentence about what is not as an export is. */
export function readStackExport(json: string): readonly ExportedResource[] {
  const file = parsed(json);
  const deployment = at(file, "deployment") ?? at(file, "checkpoint.latest") ?? at(file, "latest");
  const resources = at(deployment, "resources");
  // A stack that was destroyed has none.
  if (isProperties(deployment) && (resources === undefined || resources === null)) return [];
  if (!isList(resources))
    throw new Error(
      `A list was expected at deployment.resources, ${show(resources)} was found: is this what \`pulumi stack export\` writes?`,
    );
  // What is only to be deleted yet is not what the program asks for any more.
  return resources.flatMap((each, index) => (at(each, "delete") === true ? [] : [readResource(each, index)]));
}

function readResource(each: Value, index: number): ExportedResource {
  const [urn, type] = [text(each, "urn", index), text(each, "type", index)];
  const parent = at(each, "parent");
  const given: StackResource = {
    urn,
    type,
    name: urn.split("::").slice(3).join("::"),
    properties: propertiesAt(each, "inputs"),
    ignoreChanges: texts(at(each, "ignoreChanges")),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertiesAt(each, "propertyDependencies")).map(([property, urns]) => [
        property,
        texts(urns),
      ]),
    ),
    ...(typeof parent === "string" && { parent }),
  };
  const id = at(each, "id");
  const made = {
    ...given.properties,
    ...propertiesAt(each, "outputs"),
    ...(typeof id === "string" && { id }),
  };
  return { given, made: { ...given, properties: made } };
}

function text(each: Value, key: "urn" | "type", index: number): string {
  const value = at(each, key);
  if (typeof value === "string" && value !== "") return value;
  throw new Error(
    `Resource ${index + 1} of the export: a text was expected as ${key}, ${show(value)} was found.`,
  );
}

function propertiesAt(each: Value, key: string): Properties {
  const value = decoded(at(each, key));
  return isProperties(value) ? value : {};
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

/** Secrets are judged where the export shows them, and are unknown where it does not. */
function decoded(value: Value): Value {
  if (UNKNOWNS.includes(value)) return UNKNOWN;
  if (isList(value)) return value.map(decoded);
  if (!isProperties(value)) return value;
  if (value[SIGNATURE] === SECRET) {
    const { plaintext } = value;
    return typeof plaintext === "string" ? decoded(parsed(plaintext)) : UNKNOWN;
  }
  if (value[SIGNATURE] === OUTPUT) return "value" in value ? decoded(value["value"]) : UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decoded(each)]));
}

function parsed(json: string): Value {
  try {
    return toValue(JSON.parse(json));
  } catch {
    return undefined;
  }
}
