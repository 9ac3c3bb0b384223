import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSubmission, readBody } from "../../handlers/body";
import { callbacks } from "../../handlers/callbacks";
import { packageAfresh, packageFunction } from "../../packaging/package";
import { request } from "../support/events";
import { isRecord, ROOT } from "../support/program";

const SOURCES = ["api", "handlers", "packaging", "workflow"];
const FILES = ["package.json", "package-lock.json", "tsconfig.json"];

/** The code of each function, packaged in another folder by another process. */
type Packaged = Readonly<Record<string, unknown>>;

interface Copy {
  readonly folder: string;
  /** Packages all functions, in the order of the table or from its end. */
  packaged(order: "forwards" | "backwards"): Packaged;
  remove(): void;
}

function copy(): Copy {
  const folder = mkdtempSync(join(tmpdir(), "copy-"));
  for (const name of [...SOURCES, ...FILES])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, "package.js"), PACKAGE);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    packaged: (order) => {
      const run = spawnSync(
        process.execPath,
        // A file of its own: where Node evaluates a text, `exports` is a global, which Pulumi does not capture.
        ["-r", "ts-node/register/transpile-only", "package.js", order],
        { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 },
      );
      const packaged: unknown = run.stdout === "" ? undefined : JSON.parse(run.stdout);
      if (!isRecord(packaged)) throw new Error(`The copy could not be packaged: ${run.stderr}`);
      return packaged;
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

const PACKAGE = `
const { callbacks } = require("./handlers/callbacks");
const { packageFunction } = require("./packaging/package");
(async () => {
  const all = Object.entries(callbacks);
  if (process.argv[2] === "backwards") all.reverse();
  const made = [];
  for (const [name, callback] of all) made.push([name, (await packageFunction(name, callback, { sdk: "bundled" })).code]);
  process.stdout.write(JSON.stringify(Object.fromEntries(made)));
})();
`;

/** Changes a file of the copy; the text to replace must be there. */
function edit({ folder }: Copy, file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  expect(text).to.include(from);
  writeFileSync(join(folder, file), text.replace(from, to));
}

function withWindowsLines({ folder }: Copy): void {
  for (const source of SOURCES)
    for (const entry of readdirSync(join(folder, source), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && entry.name.endsWith(".ts")) {
        const path = join(entry.parentPath, entry.name);
        writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n", "\r\n"));
      }
}

describe("packaging: the same sources", () => {
  const here: Record<string, string> = {};
  before(async () => {
    for (const [name, callback] of Object.entries(callbacks))
      here[name] = (await packageFunction(name, callback, { sdk: "bundled" })).code;
  });
  const changed = (packaged: Packaged) => Object.keys(here).filter((name) => packaged[name] !== here[name]);

  it("give the same bytes in another folder, from the other end, with the line ends of Windows", () => {
    const other = copy();
    try {
      withWindowsLines(other);
      const packaged = other.packaged("backwards");
      expect(Object.keys(packaged)).to.have.members(Object.keys(here));
      expect(changed(packaged)).to.deep.equal([]);
    } finally {
      other.remove();
    }
  });

  it("give with one handler edited another file for that function, and for no other; a comment is no edit", () => {
    const other = copy();
    try {
      edit(
        other,
        "handlers/getIncident.ts",
        "throw noSuchIncident();",
        "throw (Date.now(), noSuchIncident());",
      );
      edit(other, "handlers/listIncidents.ts", "\nexport", "\n// A comment that was not there.\nexport");
      expect(changed(other.packaged("forwards"))).to.deep.equal(["getIncident"]);
    } finally {
      other.remove();
    }
  });

  it("give the same bytes after the handlers have worked in this process", async () => {
    const event = request("submitAttempt", { json: { answers: 1 } });
    expect(() => readBody(event, isSubmission)).to.throw("The body does not fit the schema of the route.");
    const afresh = await packageAfresh("submitAttempt", callbacks.submitAttempt, { sdk: "bundled" });
    expect(afresh.code === here["submitAttempt"]).to.equal(true);
  });

  it("are packaged once: what is kept is what they give", async () => {
    for (const name of ["preflight", "getOpenApi"] as const) {
      const afresh = await packageAfresh(name, callbacks[name], { sdk: "bundled" });
      expect(await packageFunction(name, callbacks[name], { sdk: "bundled" })).to.deep.equal(afresh);
    }
  });
});
