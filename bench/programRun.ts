/** Runs in a process of its own: the program, as `pulumi` runs it. */
import { join } from "node:path";

/** What index.ts imports, of packages and of the project. */
const PACKAGES = ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx"];
const MODULES = ["api/openapi", "handlers/callbacks", "infra/api", "infra/identity", "infra/monitoring"];
const MORE_MODULES = ["infra/tracedFunction", "infra/stateMachine", "workflow/machine"];

const ROOT = join(__dirname, "..");

async function main(): Promise<void> {
  const began = performance.now();
  for (const name of PACKAGES) await import(name);
  const packages = performance.now();
  for (const name of [...MODULES, ...MORE_MODULES]) await import(join(ROOT, name));
  const modules = performance.now();
  const [{ readProject }, { runProgram }, { localProvider }] = await Promise.all([
    import("../local/config"),
    import("../local/program"),
    import("../local/provider"),
  ]);
  const project = readProject(ROOT, "dev", {});
  const provider = localProvider({ accountId: "000000000000", region: "eu-west-1" });
  const ready = performance.now();
  // Written with a dot, nothing is below this folder that is loaded: the modules from above stay.
  await runProgram({ folder: `${ROOT}/.`, main: "index.ts", project, provider });
  const registered = performance.now();
  process.send?.({
    started: began,
    packages: packages - began,
    modules: modules - packages,
    registration: registered - ready,
    // What reads the configuration and stands for the provider is not of the program.
    whole: registered - (ready - modules),
  });
  process.disconnect();
}

void main();
