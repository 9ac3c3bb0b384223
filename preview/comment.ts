/** A preview as a comment on a pull request, or as the summary of a workflow's run. */
import { UNKNOWN } from "../policies/value";
import { differences } from "./difference";
import { sorted, type Finding, type Preview, type Step } from "./events";
import type { Own } from "./known";
import { machines } from "./machines";
import { code, fitted, folding, table, type Section } from "./markdown";
import { LATER, permissions } from "./permissions";

export interface CommentArgs {
  readonly stack: string;
  readonly preview: Preview;
  readonly own: Own;
}

/** GitHub takes 65,536 characters. */
export const LIMIT = 65_000;

/** By which the comment of a stack is found again; the workflow looks for the first line. */
export const marker = (stack: string): string => `<!-- preview of ${stack} -->`;

/** The same for the same preview. */
export function comment({ stack, preview, own }: CommentArgs): string {
  const { findings } = preview;
  const errors = preview.errors.filter((error) => error !== FAILED);
  const steps = preview.steps.filter(({ op }) => op !== "same" && op !== "read");
  const lost = steps.filter(({ op }) => op === "replace" || op === "delete");
  const refusing = findings.filter(({ level }) => level === "mandatory");
  const telling = findings.filter(({ level }) => level !== "mandatory");
  return fitted(
    [
      () => [marker(stack), `## Preview of ${code(stack)}: ${headline(preview, steps, refusing)}`].join("\n"),
      ...(errors.length > 0 ? [errorSection(errors)] : []),
      ...(refusing.length > 0 ? [findingSection("### Refused by policies", refusing)] : []),
      ...(lost.length > 0 ? [stepSection("### Replaced or deleted", lost)] : []),
      ...machines(steps, own),
      ...permissions(steps, own),
      ...(steps.length > 0
        ? [folded("All resources that change", steps.length, stepSection("", steps))]
        : []),
      ...(telling.length > 0
        ? [folded("What policies tell", telling.length, findingSection("", telling))]
        : []),
    ],
    LIMIT,
  );
}

/** What the engine says after whatever went wrong. */
const FAILED = "preview failed";

function headline({ ended, errors }: Preview, steps: readonly Step[], refusing: readonly Finding[]): string {
  if (!ended) return "it did not come to its end";
  if (refusing.length > 0) return "refused by policies";
  if (errors.length > 0) return "failed";
  const counts = new Map<string, number>();
  for (const { op } of steps) counts.set(op, (counts.get(op) ?? 0) + 1);
  const said = sorted([...counts], ([op]) => [op]).map(([op, count]) => `${count} to ${op}`);
  return said.length === 0 ? "nothing changes" : said.join(", ");
}

/** Characters of one error: a stack trace's first lines. */
const MOST_ERROR = 1500;

const errorSection =
  (errors: readonly string[]): Section =>
  (rows) =>
    ["### Errors", ...errors.slice(0, rows).map((each) => code(each, MOST_ERROR))].join("\n\n");

const findingSection =
  (title: string, findings: readonly Finding[]): Section =>
  (rows) =>
    titled(
      title,
      table(
        ["policy", "resource", "what it says"],
        findings.map(({ policy, urn, message }) => [code(policy), code(short(urn)), code(message, 400)]),
        rows,
      ),
    );

const stepSection =
  (title: string, steps: readonly Step[]): Section =>
  (rows) =>
    titled(
      title,
      table(
        ["", "resource", "properties"],
        steps.map((step) => [step.op, code(short(step.urn)), properties(step)]),
        rows,
      ),
    );

const titled = (title: string, text: string): string => (title === "" ? text : `${title}\n\n${text}`);

const folded =
  (title: string, count: number, section: Section): Section =>
  (rows) =>
    folding(`${title} (${count})`, section(rows));

/** Type and name, without stack, project and the types around it. */
const short = (urn: string): string => {
  const [types = "", ...name] = urn.split("::").slice(2);
  return `${types.split("$").pop() ?? ""} ${name.join("::")}`;
};

const MOST_PROPERTIES = 8;

/** Where they differ. Values are not shown: which of them is a secret is not known of all. */
function properties({ before, after }: Step): string {
  if (before === undefined || after === undefined) return "";
  const all = differences(before, after).map(
    ({ pointer, after: then }) => code(pointer.slice(1)) + (then === UNKNOWN ? ` (${LATER})` : ""),
  );
  const more = all.length > MOST_PROPERTIES ? [`… and ${all.length - MOST_PROPERTIES} more`] : [];
  return [...all.slice(0, MOST_PROPERTIES), ...more].join(", ");
}
