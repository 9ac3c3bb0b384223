/** The workflows, and the actions of our own that they use, as text and as what it says. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../support/program";

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": unknown };
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency?: Job["concurrency"];
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = ".github/workflows";
/** By hand: YAML of ours. */
const read = (file: string) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  return { file, text, ...(parse(text) as object) };
};

export const WORKFLOWS: readonly Workflow[] = readdirSync(join(ROOT, FOLDER))
  .sort()
  .map((name) => read(`${FOLDER}/${name}`) as Workflow);

export const workflow = (name: string): Workflow => {
  const found = WORKFLOWS.find(({ file }) => file === `${FOLDER}/${name}.yml`);
  if (!found) throw new Error(`There is no ${FOLDER}/${name}.yml.`);
  return found;
};

interface Action {
  readonly file: string;
  readonly text: string;
  readonly runs: { readonly steps: readonly Step[] };
}
export const PREPARE = read(".github/actions/prepare/action.yml") as Action;

export interface Place {
  readonly file: string;
  readonly job: string;
  readonly step: Step;
}

/** Of all jobs, and of the actions of our own. */
export const STEPS: readonly Place[] = [
  ...WORKFLOWS.flatMap(({ file, jobs }) =>
    Object.entries(jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ file, job, step }))),
  ),
  ...PREPARE.runs.steps.map((step) => ({ file: PREPARE.file, job: "", step })),
];

export const JOBS = WORKFLOWS.flatMap((each) =>
  Object.entries(each.jobs).map(([name, job]) => ({ workflow: each, name, job })),
);

export const where = ({ file, job, step }: Place): string =>
  `${file} ${job} ${step.name ?? step.uses ?? step.id ?? ""}`.trim();
