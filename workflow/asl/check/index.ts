/**
 * Says what is wrong with a definition before AWS does, and what AWS says only when an execution gets there.
 * `grammar/` is the table of the language; each generator that FAMILIES names is one family of rules, in its own file.
 */
import { choices } from "./choices";
import { context } from "./context";
import { errors } from "./errors";
import { express } from "./express";
import { MACHINE } from "./grammar";
import { graph } from "./graph";
import { deployed, depth, isObject, shown, type Json } from "./json";
import { jsonata } from "./jsonata";
import { jsonPath } from "./jsonPath";
import { limits } from "./limits";
import { literals } from "./literals";
import { maps } from "./maps";
import { names } from "./names";
import { inOrder, listing, projectRule, spec, type Problem } from "./problem";
import { RULES, type RuleId } from "./rules";
import { shape } from "./shape";
import { tasks } from "./tasks";
import { timeouts } from "./timeouts";
import { tokens } from "./tokens";
import { transfers } from "./transfers";
import { variables } from "./variables";
import { machineOf, scopesOf, type Options, type Rules } from "./view";

export type { Problem } from "./problem";
export { RULES, type Rule, type RuleId } from "./rules";

const FAMILIES: readonly Rules[] = [
  choices,
  context,
  errors,
  express,
  graph,
  jsonata,
  jsonPath,
  limits,
  literals,
  maps,
  names,
  shape,
  tasks,
  timeouts,
  tokens,
  transfers,
  variables,
];

/** Of the whole definition, in UTF-8. */
const MAX_BYTES = 1_048_576;
/** So that no rule overflows the stack, whatever it is given. */
const MAX_DEPTH = 200;

/** `type` is that of the state machine: default STANDARD. `strict` adds the rules of this project: default false. */
export type CheckOptions = Partial<Options>;

/**
 * The problems of a definition, ordered by pointer, then rule; none for a definition that is sound.
 * Takes any value, throws nothing and changes nothing: what is judged is the value as JSON.stringify writes it.
 */
export function check(definition: unknown, options: CheckOptions = {}): readonly Problem[] {
  const copy = deployed(definition);
  if ("reason" in copy) return [whole("shape/json", `expected JSON: ${copy.reason}`, "Write plain JSON.")];
  const { json, text } = copy;
  if (depth(json) > MAX_DEPTH) return [tooDeep];
  if (!isObject(json)) return [notAnObject(json)];
  const scopes = scopesOf(
    machineOf(json, {
      pointer: "",
      shape: MACHINE,
      options: { strict: options.strict ?? false, type: options.type ?? "STANDARD" },
      within: undefined,
    }),
  );
  return inOrder([
    ...size(text),
    ...[...scopes].flatMap((scope) => FAMILIES.flatMap((rules) => [...rules(scope)])),
  ]);
}

/** Throws one Error that lists every problem, with how to mend it. Strict, unless the options say otherwise. */
export function assertSound(definition: unknown, options: CheckOptions = {}): void {
  const problems = check(definition, { strict: true, ...options });
  if (problems.length > 0) throw new Error(listing(problems));
}

const whole = (rule: RuleId, message: string, mend: string, source = spec("toplevelfields")): Problem => ({
  pointer: "",
  rule,
  message,
  mend,
  source,
});

const notAnObject = (json: Json): Problem =>
  whole("shape/value", `expected an object, found ${shown(json)}`, "Write an object.");

const tooDeep = whole(
  "shape/depth",
  `expected at most ${MAX_DEPTH} levels of nesting, found more`,
  "Flatten it.",
  projectRule("workflow/asl/check"),
);

function* size(text: string): Iterable<Problem> {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES)
    yield whole(
      "shape/size",
      `expected at most ${MAX_BYTES} bytes, found ${bytes}`,
      "Move data out of the definition, or split the machine.",
      RULES["shape/size"].source,
    );
}
