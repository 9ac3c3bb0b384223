/** This repository as a template: `pulumi new`, and the first preview, by the real CLI. */
import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { isRecord, ROOT } from "../support/program";

const projectOf = (folder: string) =>
  parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as Readonly<Record<string, unknown>>;

const recordIn = (value: unknown, key: string) => {
  const inside = isRecord(value) ? value[key] : undefined;
  return isRecord(inside) ? inside : {};
};

/** What git has, or would take: as a clone has it. */
function copyOfRepository(folder: string): void {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((each) => each !== "" && existsSync(join(ROOT, each)))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
}

describe("the template, in an empty folder", function () {
  // The CLI runs the program, which is compiled afresh.
  this.timeout(180_000);
  let home: string;
  let project: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), "resit-template-"));
    project = join(home, "project");
    for (const folder of ["template", "project", "state"]) mkdirSync(join(home, folder));
    copyOfRepository(join(home, "template"));
  });
  after(() => {
    rmSync(home, { recursive: true });
  });

  const pulumi = (...args: readonly string[]) =>
    new Promise<{ readonly ok: boolean; readonly text: string }>((resolve) => {
      const folders = [join(ROOT, "tests/support/languageHost"), join(ROOT, "local/engine")];
      const env = {
        ...process.env,
        PATH: [...folders, process.env["PATH"]].join(delimiter),
        PULUMI_HOME: join(home, "home"),
        PULUMI_BACKEND_URL: `file://${join(home, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      };
      execFile("pulumi", args, { cwd: project, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        resolve({ ok: error === null, text: `${error?.message ?? ""}${stdout}${stderr}` });
      });
    });
  const ANSWERS = { examPage: "https://exam.other.example/sit", signInPrefix: "referencing-trial-other" };

  it("becomes a project of another name, with what was answered as the configuration of its stack", async () => {
    const made = await pulumi(
      ...["new", join(home, "template"), "--offline", "--yes", "--stack", "trial"],
      ...["--name", "referencing", "--description", "Exams of another university."],
      ...Object.entries(ANSWERS).flatMap(([key, value]) => ["--config", `${key}=${value}`]),
    );
    expect(made.ok, made.text).to.equal(true);
    expect(projectOf(project)).to.include({
      name: "referencing",
      description: "Exams of another university.",
    });
    const config: unknown = parse(readFileSync(join(project, "Pulumi.trial.yaml"), "utf8"));
    expect(recordIn(config, "config")).to.deep.equal({
      "aws:region": "eu-west-1",
      "referencing:examPage": ANSWERS.examPage,
      "referencing:signInPrefix": ANSWERS.signInPrefix,
    });
  });

  it("previews, with nothing further configured, what there is to make under its own name", async () => {
    const preview = await pulumi("preview", "--non-interactive");
    expect(preview.ok, preview.text).to.equal(true);
    expect(preview.text).to.match(/tableName *: "referencing-trial-incidents"/);
    expect(preview.text).to.match(/\+ \d{3} to create/);
    expect(preview.text).not.to.contain("resit-");
  });

  it("takes lists in the stack's file, and refuses text in their place before the program runs", async () => {
    const set = await pulumi("config", "set", "--path", "officerEmails[0]", "officers@other.example");
    expect(set.ok, set.text).to.equal(true);
    const preview = await pulumi("preview", "--non-interactive");
    expect(preview.ok, preview.text).to.equal(true);
    expect(preview.text).to.contain("officer-officers@other.example");
    await pulumi("config", "set", "officerEmails", "officers@other.example");
    const refused = await pulumi("preview", "--non-interactive");
    expect(refused.ok).to.equal(false);
    expect(refused.text).to.contain("'officerEmails' must be of type 'array<string>'");
    expect(refused.text).not.to.contain("to create");
  });
});
