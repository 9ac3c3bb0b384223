/** What a program registered, in the form of `pulumi stack export`: for tools that read stacks. */
import { asset } from "@pulumi/pulumi";
import { isRecord, read, type Properties, type Resource } from "./inputs";
import type { Program } from "./program";
import { ARCHIVE, ASSET, SECRET, SIGNATURE } from "./signatures";

/** One resource of a deployment
 *  (https://www.pulumi.com/docs/iac/operations/stack-management/deployment-schema/). */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** A resource option; exports of older engines do not have it. */
  readonly ignoreChanges?: readonly string[];
}

export interface StackExport {
  readonly version: 3;
  readonly deployment: { readonly resources: readonly ExportedResource[] };
}

/** In the order of their URNs, whatever the order in which they were made. */
export async function stackExport({ resources, registrations }: Program): Promise<StackExport> {
  const exported = await Promise.all(
    registrations.map(async (each): Promise<ExportedResource> => {
      const { urn, type, name, custom, parent, dependencies, propertyDependencies, ignoreChanges, protect } =
        each;
      const made = resources.find((resource) => resource.type === type && resource.name === name);
      return {
        urn,
        type,
        custom,
        ...(made && { id: made.id }),
        ...(await propertiesOf(made)),
        ...(parent !== undefined && { parent }),
        ...(protect && { protect }),
        dependencies,
        propertyDependencies,
        ...(ignoreChanges.length > 0 && { ignoreChanges }),
      };
    }),
  );
  return { version: 3, deployment: { resources: exported.sort((a, b) => (a.urn < b.urn ? -1 : 1)) } };
}

async function propertiesOf(
  made: Resource | undefined,
): Promise<Pick<ExportedResource, "inputs" | "outputs">> {
  const [inputs, outputs] = await Promise.all([written(made?.inputs ?? {}), written(made?.state ?? {})]);
  return { inputs: isRecord(inputs) ? inputs : {}, outputs: isRecord(outputs) ? outputs : {} };
}

async function written(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(written));
  if (value instanceof asset.AssetArchive)
    return { [SIGNATURE]: ARCHIVE, assets: await written(await value.assets) };
  if (value instanceof asset.StringAsset) return { [SIGNATURE]: ASSET, text: await value.text };
  if (asset.Archive.isInstance(value)) return { [SIGNATURE]: ARCHIVE };
  if (asset.Asset.isInstance(value)) return { [SIGNATURE]: ASSET };
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(async ([key, each]) => [key, await written(each)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * The other way round: what a stack has made, from what `pulumi stack export --show-secrets` says of its resources.
 * @throws where a secret is encrypted
 */
export const resourcesOf = (exported: readonly unknown[]): readonly Resource[] =>
  exported.flatMap((one): readonly Resource[] => {
    const resource = read("A resource of the export", isRecord(one) ? one : {});
    const type = resource.text("type");
    if (resource.properties["custom"] !== true || type.startsWith("pulumi:")) return [];
    const state = (key: string) => propertiesIn(resource.record(key).properties);
    const name = resource.text("urn").split("::").slice(3).join("::");
    return [{ type, name, id: resource.text("id"), inputs: state("inputs"), state: state("outputs") }];
  });

const propertiesIn = (written: Properties): Properties =>
  Object.fromEntries(Object.entries(written).map(([key, value]) => [key, valueIn(value)]));

function valueIn(written: unknown): unknown {
  if (Array.isArray(written)) return written.map(valueIn);
  if (!isRecord(written)) return written;
  const value = read("A value of the export", written);
  switch (written[SIGNATURE]) {
    case undefined:
      return propertiesIn(written);
    case SECRET:
      return JSON.parse(value.text("plaintext"));
    case ASSET:
      return new asset.StringAsset(value.text("text"));
    case ARCHIVE:
      return archive(value.record("assets").properties);
    default:
      throw new Error(`An export holds what is not known here: ${String(written[SIGNATURE])}.`);
  }
}

const archive = (files: Properties): asset.AssetArchive =>
  new asset.AssetArchive(
    Object.fromEntries(
      Object.entries(files).map(([path, file]) => [
        path,
        new asset.StringAsset(read(path, isRecord(file) ? file : {}).text("text")),
      ]),
    ),
  );
