/** `npm run fixture -- COMMIT`: what the program of a commit deploys and stores, as a fixture of the tests. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programOf } from "../../local/stack";
import { readFixture, SHORT_WINDOW, WINDOW, writeItems, writeProgram } from "./fixture";
import { playedItems } from "./stored";

const ROOT = join(__dirname, "..", "..");

const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();

/** Its program in a folder of its own, with the packages that are installed here. */
function checkOut(commit: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "resit-fixture-")));
  const archive = execFileSync("git", ["archive", commit], { cwd: ROOT, maxBuffer: 1_000_000_000 });
  execFileSync("tar", ["x", "-C", folder], { input: archive });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

async function make(asked: string | undefined): Promise<void> {
  if (asked === undefined) throw new Error("Say which commit: npm run fixture -- COMMIT");
  const commit = git("rev-parse", "--verify", `${asked}^{commit}`);
  const folder = checkOut(commit);
  try {
    const program = await programOf({ folder, deadline: WINDOW });
    const short = await programOf({ folder, deadline: SHORT_WINDOW });
    const [date = "", subject = ""] = git("log", "-1", "--format=%cI%n%s", commit).split("\n");
    const name = await writeProgram({ commit, subject, date }, program, short);
    writeItems(name, await playedItems(readFixture(name)));
    console.log(`tests/deployments/programs/${name}: ${subject}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

make(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
