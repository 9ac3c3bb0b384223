/** What a program registered, in the form of `pulumi stack export`: for tools that read stacks. */
import { asset } from "@pulumi/pulumi";
import { isRecord, type Properties, type Resource } from "./inputs";
import type { Program } from "./program";
import { ARCHIVE, ASSET, SIGNATURE } from "./signatures";

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
