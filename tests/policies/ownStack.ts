/** The resources of the program as the engine would hand them to the pack. */
import { ownStack as exported } from "../../audit/ownStack";
import type { Properties } from "../support/aws";
import type { Registration } from "./packProcess";

export async function ownStack(stack: "dev" | "prod" = "dev"): Promise<readonly Registration[]> {
  const { deployment } = await exported(stack);
  return deployment.resources.map(({ parent, ...each }) => ({
    type: each.type,
    name: each.urn.split("::").pop() ?? "",
    urn: each.urn,
    inputs: withoutCode(each.inputs),
    outputs: withoutCode(each.outputs),
    ignoreChanges: each.ignoreChanges ?? [],
    propertyDependencies: each.propertyDependencies,
    ...(parent !== undefined && { parent }),
  }));
}

/** Function code is large, and no rule reads it. */
function withoutCode(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== "code"));
}
