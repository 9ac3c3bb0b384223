/** What the steps of the workflows run, run: the commands of the project for real, those of others as they answer. */
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ROOT } from "../support/program";
import { STEPS, where, workflow } from "./files";

/** As GitHub runs `shell: bash` (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax). */
const BASH = ["--noprofile", "--norc", "-eo", "pipefail"];
const EVENTS = join(ROOT, "tests/preview/fixtures/changed.jsonl");

describe("steps of workflows", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "resit-steps-"));
    mkdirSync(join(folder, "bin"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A command that notes how it was called, and then does what the script says. */
  function stub(name: string, script: string): void {
    const file = join(folder, "bin", name);
    writeFileSync(file, `#!/usr/bin/env bash\nprintf '%s\\n' "${name} $*" >> "${folder}/calls"\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const file = (name: string): string => readFileSync(join(folder, name), "utf8");
  const calls = (): readonly string[] =>
    existsSync(join(folder, "calls")) ? file("calls").trimEnd().split("\n") : [];

  function run(name: string, job: string, step: string, env: Readonly<Record<string, string>>, cwd = folder) {
    const script = workflow(name).jobs[job]?.steps.find((each) => each.name === step)?.run;
    if (script === undefined) throw new Error(`${name}.yml has no step "${step}" in ${job}.`);
    const { status, stdout, stderr } = spawnSync("bash", [...BASH, "-c", script], {
      cwd,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter),
        RUNNER_TEMP: folder,
        GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
        GITHUB_REPOSITORY: "university/resit",
        GITHUB_RUN_ID: "100",
        GITHUB_RUN_ATTEMPT: "2",
        ...env,
      },
    });
    return { status, stdout, stderr };
  }

  it("are bash", () => {
    const scripts = STEPS.filter(({ step }) => step.run !== undefined);
    expect(scripts.length).to.equal(18);
    for (const each of scripts) {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: each.step.run ?? "", encoding: "utf8" });
      expect(status, `${where(each)}: ${stderr}`).to.equal(0);
    }
  });

  it("run scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      readonly scripts: object;
    };
    const wanted = STEPS.flatMap(({ step }) =>
      Array.from((step.run ?? "").matchAll(/npm run (?:--silent )?([\w:-]+)/g), ([, name = ""]) => name),
    );
    expect(new Set(wanted)).to.include.keys("check", "preview:report", "smoke");
    // The engine's tests are a script of their own.
    expect(wanted.filter((name) => !(name in scripts) && name !== "test:engine")).to.deep.equal([]);
  });

  it("report a preview that policies refused, and fail with it", function () {
    this.timeout(120_000);
    stub("pulumi", `cat "${EVENTS}"; exit 255`);
    const { status, stderr } = run("preview", "preview", "Preview", { STACK: "dev" }, ROOT);
    expect(status, stderr).to.equal(255);
    expect(calls()).to.deep.equal([
      "pulumi preview --json --non-interactive --stack dev --policy-pack policies",
    ]);
    const comment = file("dev.md");
    expect(comment).to.match(/^<!-- preview of dev -->\n## Preview of `dev`: refused by policies\n/);
    expect(comment)
      .to.contain("Compared as the program says it without AWS")
      .and.to.contain("`withdrawIncident`");
    expect(file("summary.md")).to.equal(comment);
  });

  it("report a preview that did not begin", () => {
    stub("pulumi", "echo 'error: no credentials' >&2; exit 1");
    const { status } = run("preview", "preview", "Preview", { STACK: "dev" }, ROOT);
    expect(status).to.equal(1);
    expect(file("dev.md")).to.contain("it did not come to its end");
  });

  describe("that comment", () => {
    const comment = () =>
      run("preview", "comment", "Write each comment, or edit the one that is there", { NUMBER: "7" });
    beforeEach(() => {
      mkdirSync(join(folder, "previews"));
    });

    it("edit the comment of a stack that is there, and write the one that is not", () => {
      for (const stack of ["dev", "prod"]) writeFileSync(join(folder, `previews/${stack}.md`), stack);
      stub("gh", 'case "$*" in *"preview of dev"*) printf "11\\n12\\n";; esac');
      expect(comment()).to.deep.equal({ status: 0, stdout: "", stderr: "" });
      expect(calls().filter((call) => !call.includes("--paginate"))).to.deep.equal([
        "gh api --silent --method PATCH repos/university/resit/issues/comments/11 --field body=@previews/dev.md",
        "gh api --silent --method POST repos/university/resit/issues/7/comments --field body=@previews/prod.md",
      ]);
    });

    it("write none of a stack that was not previewed", () => {
      writeFileSync(join(folder, "previews/prod.md"), "prod");
      stub("gh", "true");
      expect(comment().status).to.equal(0);
      expect(calls().filter((call) => call.includes("dev"))).to.deep.equal([]);
    });

    it("write none twice where the comments cannot be listed", () => {
      writeFileSync(join(folder, "previews/dev.md"), "dev");
      stub("gh", "exit 4");
      expect(comment().status).to.equal(4);
      expect(calls().length).to.equal(1);
    });
  });

  it("try a deployment of dev with the secret of its client, which no log shows", () => {
    const client = {
      type: "aws:cognito/userPoolClient:UserPoolClient",
      id: "c1",
      inputs: { userPoolId: "eu_1" },
    };
    const exported = JSON.stringify({
      deployment: { resources: [{ type: "x", id: "c1", inputs: {} }, client] },
    });
    stub(
      "pulumi",
      `case "$2" in output) echo '{"machineClientId":"c1"}';; export) echo '${exported}';; esac`,
    );
    stub("aws", "echo s3cret");
    stub("npm", 'echo "$CLIENT_SECRET" > client-secret');
    const { status, stdout, stderr } = run("deploy", "dev", "Smoke test, with an incident", { STACK: "dev" });
    expect(status, stderr).to.equal(0);
    expect(stdout).to.equal("::add-mask::s3cret\n");
    expect(calls().slice(-2)).to.deep.equal([
      "aws cognito-idp describe-user-pool-client --user-pool-id eu_1 --client-id c1 --query UserPoolClient.ClientSecret --output text",
      `npm run --silent smoke -- --outputs ${folder}/outputs.json --incident smoke-100-2`,
    ]);
    expect(file("client-secret")).to.equal("s3cret\n");
  });

  it("deploy no commit to prod that was approved after a newer one was merged", () => {
    stub("git", 'if [ "$2" = HEAD ]; then echo a; else cat main; fi');
    const deploy = (main: string) => {
      writeFileSync(join(folder, "main"), `${main}\n`);
      return run("deploy", "prod", "Nothing older than what was approved since", {});
    };
    expect(deploy("a").status).to.equal(0);
    const { status, stdout } = deploy("b");
    expect([status, stdout]).to.deep.equal([
      1,
      "::error::main has newer commits: approve the run of the newest, or run this workflow by hand with this commit.\n",
    ]);
  });

  it("give a stack of a pull request dev's configuration, with names and account settings of its own", () => {
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
    stub("pulumi", 'if [ "$2" = get ]; then echo resit-dev; fi');
    const { status, stderr } = run("deploy-preview", "deploy", "Dev's configuration under another name", {
      STACK: "pr-7",
      SECRETS_PROVIDER: "awskms://alias/pulumi",
    });
    expect(status, stderr).to.equal(0);
    expect(file("Pulumi.pr-7.yaml")).to.equal("config: {}\n");
    expect(calls()).to.deep.equal([
      "pulumi stack select --create --non-interactive --secrets-provider awskms://alias/pulumi pr-7",
      "pulumi config get --stack pr-7 signInPrefix",
      "pulumi config set --stack pr-7 signInPrefix resit-dev-pr-7",
      "pulumi config rm --stack pr-7 domainName",
      "pulumi config rm --stack pr-7 officerEmails",
      "pulumi config rm --stack pr-7 alarmEmails",
      "pulumi config rm --stack pr-7 subscribers",
      "pulumi config set --stack pr-7 apiGatewayLogRole existing",
      "pulumi config set --stack pr-7 xrayAccount existing",
    ]);
  });

  const DESTROY = "pulumi destroy --yes --skip-preview --remove --non-interactive --stack";
  const destroyed = () =>
    calls().flatMap((call) => (call.startsWith(DESTROY) ? [call.slice(DESTROY.length + 1)] : []));
  const listed = (stacks: readonly object[]) =>
    `if [ "$1" = stack ]; then echo '${JSON.stringify(stacks)}'; fi`;

  it("destroy the stack of a closed pull request where there is one, and no other", () => {
    stub("pulumi", listed([{ name: "dev" }, { name: "pr-7" }, { name: "pr-71" }]));
    const destroy = (STACK: string) =>
      run("destroy-preview", "closed", "Destroy it, where there is one", { STACK });
    expect([destroy("pr-1").status, destroyed()]).to.deep.equal([0, []]);
    expect([destroy("pr-7").status, destroyed()]).to.deep.equal([0, ["pr-7"]]);
  });

  it("destroy no stack where the stacks cannot be listed, and fail", () => {
    stub("pulumi", "exit 3");
    expect(
      run("destroy-preview", "closed", "Destroy it, where there is one", { STACK: "pr-7" }).status,
    ).to.equal(3);
    expect(destroyed()).to.deep.equal([]);
  });

  describe("that sweep", () => {
    const sweep = () =>
      run(
        "destroy-preview",
        "forgotten",
        "Destroy the stacks of pull requests that are not open, and those that nobody deployed to for a week",
        {},
      );
    const now = new Date().toISOString();

    it("destroy forgotten stacks of pull requests, also where one of them cannot be, and then fail", () => {
      stub(
        "pulumi",
        `case "$*" in *"--stack pr-4") exit 1;; esac
${listed([
  { name: "dev", lastUpdate: "2020-01-01T00:00:00.000Z" },
  { name: "pr-x", lastUpdate: "2020-01-01T00:00:00.000Z" },
  { name: "pr-1", lastUpdate: now },
  { name: "pr-2", lastUpdate: now },
  { name: "pr-3", lastUpdate: "2020-01-01T00:00:00.000Z" },
  { name: "pr-4", lastUpdate: now },
  { name: "pr-5", lastUpdate: now },
])}`,
      );
      stub("gh", 'case "$2" in */pulls/[23]) echo open;; *) echo closed;; esac');
      expect(sweep().status).to.equal(1);
      expect(destroyed()).to.deep.equal(["pr-1", "pr-3", "pr-4", "pr-5"]);
    });

    it("destroy nothing where there is nothing, or where GitHub does not answer", () => {
      stub("pulumi", listed([]));
      stub("gh", "exit 1");
      expect([sweep().status, destroyed()]).to.deep.equal([0, []]);
      stub("pulumi", listed([{ name: "pr-1", lastUpdate: now }]));
      expect([sweep().status, destroyed()]).to.deep.equal([1, []]);
    });
  });
});
