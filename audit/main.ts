/** `npm run policies`: what the policies say of this program's own resources, without a cloud, or of another stack. */
import { join } from "node:path";
import { readProject } from "../local/config";
import { run } from "../policies/report/main";

const ROOT = join(__dirname, "..");

/** As `pulumi stack export` would write it, were the development stack deployed. */
async function own(): Promise<string> {
  // Only now: an export of somebody else's needs no program to be run.
  const [{ runProgram }, { localProvider }, { stackExport }] = await Promise.all([
    import("../local/program"),
    import("../local/provider"),
    import("../local/stackExport"),
  ]);
  const program = await runProgram({
    folder: ROOT,
    main: "index.ts",
    project: readProject(ROOT, "dev", {}),
    provider: localProvider({ accountId: "000000000000", region: "eu-west-1" }),
  });
  return JSON.stringify(await stackExport(program));
}

void run(own);
