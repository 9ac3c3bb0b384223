/** This program's own resources. */
import { join } from "node:path";
import { readProject } from "../local/config";
import { runProgram } from "../local/program";
import { localProvider } from "../local/provider";
import { stackExport, type StackExport } from "../local/stackExport";

const ROOT = join(__dirname, "..");

/** As `pulumi stack export` would write them, were the stack deployed in that account. */
export async function ownStack(stack = "dev", accountId = "000000000000"): Promise<StackExport> {
  const project = readProject(ROOT, stack, {});
  const program = await runProgram({
    folder: ROOT,
    main: "index.ts",
    project,
    provider: localProvider({ accountId, region: project.config["aws:region"] ?? "eu-west-1" }),
  });
  return stackExport(program);
}
