import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callbacks } from "../../handlers/callbacks";
import { packageFunction, type PackagedFunction } from "../../packaging/package";
import { ROOT } from "../support/program";

/** An event that is none: the first line of a handler's work fails on it. */
const FAIL = `const { handler } = require("./__index.js"); handler({ requestContext: null }).catch((error) => console.log(error.stack));`;
const VARIABLES = {
  AWS_REGION: "eu-west-1",
  TABLE_NAME: "table",
  CORS_ORIGINS: "",
  MACHINE_CLIENT_ID: "",
  PEOPLE_CLIENT_ID: "",
};

/** What a failing invocation of the file prints, in a process of its own. */
function failing(files: Readonly<Record<string, string>>, ...flags: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "failing-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return spawnSync(process.execPath, ["--no-warnings", ...flags, "-e", FAIL], {
      cwd: folder,
      encoding: "utf8",
      env: VARIABLES,
    }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `npm run stack-trace`, with this on its standard input. */
function stackTrace(args: readonly string[], input: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-warnings", "-r", "ts-node/register/transpile-only", "stackTraces/main.ts", ...args],
    { cwd: ROOT, encoding: "utf8", input },
  );
  return { code: status, stdout, stderr };
}

/** The first line of the trace that lies in a handler, and what stands there. */
const LINE =
  readFileSync(join(ROOT, "handlers", "http.ts"), "utf8")
    .split("\n")
    .findIndex((line) => line.includes("const { requestId } = event.requestContext;")) + 1;

describe("packaging: stack traces", () => {
  let packaged: PackagedFunction;
  before(async () => {
    packaged = await packageFunction("getIncident", callbacks.getIncident, { sdk: "bundled" });
  });

  it("name the function and the contents of its file", () => {
    expect(failing({ "__index.js": packaged.code })).to.match(
      /^TypeError: .*\n {4}at resit\/getIncident\.[0-9a-f]{12}\.js:\d+:\d+\n/,
    );
  });

  it("are told by file and line of the TypeScript by `npm run stack-trace`", () => {
    const trace = failing({ "__index.js": packaged.code });
    const told = stackTrace(["-"], trace);
    expect(told.stderr).to.equal("");
    expect(told.stdout).to.match(new RegExp(`\n {4}at handlers/http.ts:${LINE}:\\d+\n`));
    expect(told.code).to.equal(0);
  });

  it("name files of packages, too", () => {
    const frame = "    at resit/getIncident.ID.js:2:1000";
    const id = /getIncident\.([0-9a-f]{12})/.exec(packaged.code)?.[1] ?? "";
    const told = stackTrace(["-"], frame.replace("ID", id));
    expect(told.stdout).to.match(/^ {4}at node_modules\/[@a-z][\w@/.-]+\.js:\d+:\d+$/);
  });

  it("say of a file that other sources made which commit to check out, and print it as it is", () => {
    const frame = "    at resit/getIncident.000000000000.js:1:2";
    const told = stackTrace(["-"], frame);
    expect(told).to.deep.equal({
      code: 1,
      stdout: frame,
      stderr:
        "resit/getIncident.000000000000.js was made from other sources than these: check out the commit that was deployed.\n",
    });
  });

  it("are wanted of the command: it says so of a text without one, and of arguments that are none", () => {
    expect(stackTrace(["-"], "nothing")).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: "No place in a deployed function was found; resit/NAME.ID.js:LINE:COLUMN was expected.\n",
    });
    const { code, stderr } = stackTrace([], "");
    expect(code).to.equal(2);
    expect(stderr).to.match(/^Usage: npm run stack-trace -- FILE\n/);
  });

  it("are mapped by Node itself where the map is shipped", () => {
    const files = {
      "__index.js": `${packaged.code}//# sourceMappingURL=__index.js.map\n`,
      "__index.js.map": JSON.stringify(packaged.map),
    };
    expect(failing(files, "--enable-source-maps")).to.match(
      new RegExp(`/handlers/http.ts:${LINE}:\\d+\\)?\n`),
    );
  });
});
