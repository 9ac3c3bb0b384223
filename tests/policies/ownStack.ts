/** The resources of the program as the engine would hand them to the pack. */
import { readProject } from "../../local/config";
import { runProgram } from "../../local/program";
import { localProvider } from "../../local/provider";
import { stackExport } from "../../local/stackExport";
import type { Properties } from "../support/aws";
import { ROOT } from "../support/program";
import type { Registration } from "./packProcess";

export async function ownStack(stack: "dev" | "prod" = "dev"): Promise<readonly Registration[]> {
  const program = await runProgram({
    folder: ROOT,
    main: "index.ts",
    project: readProject(ROOT, stack, {}),
    provider: localProvider({ accountId: "000000000000", region: "eu-west-1" }),
  });
  const { deployment } = await stackExport(program);
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
