/** The workflows as somebody reads them who opens a pull request to get at credentials. */
import { expect } from "chai";
import { JOBS, STEPS, where, workflow, WORKFLOWS, PREPARE } from "./files";

/** Whose values whoever opens a pull request chooses, or that need not be in a script. */
const EXPANSION = /\$\{\{/;
const OWN_BRANCH = "github.event.pull_request.head.repo.full_name == github.repository";
const NO_DEPENDABOT = "github.event.pull_request.user.login != 'dependabot[bot]'";

const files = WORKFLOWS.map(({ file }) => file.split("/").pop());
const isOnPullRequests = (on: object): boolean => "pull_request" in on;
const takesRole = (permissions: Readonly<Record<string, string>> = {}) => permissions["id-token"] === "write";
const named = JOBS.map(({ workflow: { file }, name, job }) => ({ what: `${file} ${name}`, job }));

describe("workflows, read by an attacker", () => {
  it("are all looked at", () => {
    expect(files).to.deep.equal([
      "check.yml",
      "deploy-preview.yml",
      "deploy.yml",
      "destroy-preview.yml",
      "preview.yml",
    ]);
    expect(JOBS.length).to.equal(10);
  });

  it("run on nothing that brings code of a fork together with what it may not see", () => {
    for (const { file, on } of WORKFLOWS) {
      const allowed = ["push", "pull_request", "workflow_dispatch", "schedule"];
      expect(
        Object.keys(on).filter((event) => !allowed.includes(event)),
        file,
      ).to.deep.equal([]);
    }
  });

  it("name every action of others by a full commit, with its version beside it", () => {
    const loose = [...WORKFLOWS, PREPARE].flatMap(({ file, text }) =>
      text
        .split("\n")
        .filter((line) => /^\s*(- )?uses:/.test(line))
        .filter(
          (line) =>
            !/uses: (\.\/\.github\/actions\/[\w-]+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(line),
        )
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(loose).to.deep.equal([]);
  });

  it("name each action by one commit everywhere", () => {
    const commits = new Map<string, Set<string>>();
    for (const { step } of STEPS) {
      const [action = "", commit] = (step.uses ?? "").split("@");
      if (commit !== undefined) commits.set(action, (commits.get(action) ?? new Set()).add(commit));
    }
    expect([...commits].filter(([, each]) => each.size > 1).map(([action]) => action)).to.deep.equal([]);
    expect(commits.size).to.equal(6);
  });

  it("give no permission to all jobs, and to each what stands here", () => {
    for (const { file, permissions } of WORKFLOWS) expect(permissions, file).to.deep.equal({});
    const read = { contents: "read" };
    const role = { ...read, "id-token": "write" };
    const given = Object.fromEntries(
      JOBS.map(({ workflow: { file }, name, job }) => [
        `${file.split("/").pop() ?? ""} ${name}`,
        job.permissions,
      ]),
    );
    expect(given).to.deep.equal({
      "check.yml test": read,
      "check.yml engine": read,
      "preview.yml preview": role,
      "preview.yml comment": { "pull-requests": "write" },
      "deploy.yml dev": role,
      "deploy.yml preview-prod": role,
      "deploy.yml prod": role,
      "deploy-preview.yml deploy": role,
      "destroy-preview.yml closed": role,
      "destroy-preview.yml forgotten": { ...role, "pull-requests": "read" },
    });
  });

  it("know no secret but the run's own token, and that only where no code of the repository runs after it", () => {
    for (const { file, text } of [...WORKFLOWS, PREPARE]) expect(text, file).not.to.match(/\bsecrets\b[.[]/);
    const withToken = STEPS.filter(({ step }) => JSON.stringify(step).includes("github.token"));
    expect(withToken.map(where)).to.deep.equal([
      ".github/workflows/destroy-preview.yml forgotten Destroy the stacks of pull requests that are not open, and those that nobody deployed to for a week",
      ".github/workflows/preview.yml comment Write each comment, or edit the one that is there",
    ]);
    expect(workflow("preview").jobs["comment"]?.steps.map(({ uses }) => uses?.split("@")[0])).to.deep.equal([
      "actions/download-artifact",
      undefined,
    ]);
  });

  it("take on a role for a pull request only where its branch is this repository's, and people wrote it", () => {
    const jobs = JOBS.filter(
      ({ workflow: { on }, job }) => isOnPullRequests(on) && takesRole(job.permissions),
    );
    expect(jobs.length).to.equal(4);
    for (const {
      workflow: { file },
      name,
      job,
    } of jobs) {
      if (job.if?.startsWith("github.event_name == 'schedule'") === true) continue;
      const conditions = (job.if ?? "").split(/\s*&&\s*/);
      expect(conditions, `${file} ${name}`).to.include.members([OWN_BRANCH, NO_DEPENDABOT]);
      // Within parentheses it takes nothing away from the conditions around it.
      expect((job.if ?? "").replace(/\([^()]*\)/g, ""), `${file} ${name}`).not.to.contain("||");
    }
  });

  it("run the code of a pull request with no role that may write, but in the environment of such stacks", () => {
    const environments = named
      .filter(({ job }) => takesRole(job.permissions))
      .map(({ what, job }) => [what, job.environment]);
    expect(environments).to.deep.equal([
      [".github/workflows/deploy-preview.yml deploy", "preview-stacks"],
      [".github/workflows/deploy.yml dev", "dev"],
      [".github/workflows/deploy.yml preview-prod", undefined],
      [".github/workflows/deploy.yml prod", "prod"],
      [".github/workflows/destroy-preview.yml closed", "preview-stacks"],
      [".github/workflows/destroy-preview.yml forgotten", "preview-stacks"],
      [".github/workflows/preview.yml preview", undefined],
    ]);
    const roles = STEPS.flatMap(({ file, job, step }) => {
      const role = step.with?.["role-to-assume"];
      return typeof role === "string" ? [`${file.split("/").pop() ?? ""} ${job} ${role}`] : [];
    });
    expect(roles).to.deep.equal([
      "deploy-preview.yml deploy ${{ vars.DEPLOY_ROLE }}",
      "deploy.yml dev ${{ vars.DEPLOY_ROLE }}",
      "deploy.yml preview-prod ${{ vars.PREVIEW_ROLE_PROD }}",
      "deploy.yml prod ${{ vars.DEPLOY_ROLE }}",
      "destroy-preview.yml closed ${{ vars.DEPLOY_ROLE }}",
      "destroy-preview.yml forgotten ${{ vars.DEPLOY_ROLE }}",
      "preview.yml preview ${{ matrix.role }}",
    ]);
  });

  it("install packages before any credential is there, without scripts of theirs, and from no cache", () => {
    for (const { what, job } of named) {
      const uses = job.steps.map(({ uses: each }) => each?.split("@")[0]);
      const [prepared, credentials] = [
        uses.indexOf("./.github/actions/prepare"),
        uses.indexOf("aws-actions/configure-aws-credentials"),
      ];
      if (credentials >= 0) expect(prepared, what).to.be.within(0, credentials - 1);
    }
    for (const { step } of STEPS)
      if (step.run?.includes("npm ci")) expect(step.run).to.contain("--ignore-scripts");
    const [node] = PREPARE.runs.steps;
    expect(node?.with?.["package-manager-cache"]).to.equal(false);
    expect(
      STEPS.filter(({ step }) => /cache/.test(step.uses ?? "") || step.with?.["cache"] !== undefined),
    ).to.deep.equal([]);
  });

  it("leave no credential of git behind", () => {
    const checkouts = STEPS.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).to.equal(9);
    for (const each of checkouts)
      expect(each.step.with?.["persist-credentials"], where(each)).to.equal(false);
  });

  it("destroy with main's code, never the pull request's", () => {
    const [checkout] = workflow("destroy-preview").jobs["closed"]?.steps ?? [];
    expect(checkout?.with?.["ref"]).to.equal("${{ github.event.repository.default_branch }}");
  });

  it("put no value into a script but by its environment", () => {
    expect(STEPS.filter(({ step }) => EXPANSION.test(step.run ?? "")).map(where)).to.deep.equal([]);
  });

  it("end by themselves", () => {
    for (const { what, job } of named) expect(job["timeout-minutes"], what).to.be.within(1, 120);
  });

  it("deploy to a stack one after the other, and break off none", () => {
    const groups = JOBS.filter(({ job }) => job.environment !== undefined).map(
      ({ workflow: { concurrency }, job }) => {
        const { group, "cancel-in-progress": cancel } = job.concurrency ?? concurrency ?? {};
        return [group, cancel];
      },
    );
    const ofPullRequest = ["preview-stack-${{ github.event.pull_request.number }}", false];
    expect(groups).to.deep.equal([
      ofPullRequest,
      ["deploy-dev", false],
      ["deploy-prod", false],
      ofPullRequest,
      ["preview-stacks-forgotten", false],
    ]);
  });
});
