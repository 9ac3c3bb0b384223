/** Refuses a function whose serialised text would not do what its source says (docs/decisions/0002). */
import { lostModules, type CapturedModule } from "./modules";
import { RULES, type Hit } from "./rules";
import { read, type Serialised } from "./serialised";
import { secretsIn } from "./secrets";

export interface Finding {
  readonly rule: string;
  /** As the source calls it, with the properties on the way: `settings.days`. */
  readonly variable: string;
  /** Which captures it: by its name or its variable's; `the factory` has neither. */
  readonly function: string;
  /** In the serialised text. */
  readonly line: number;
  /** What is wrong, and what to do instead. */
  readonly message: string;
}

/** What a text cannot say of itself. */
export interface Known {
  /** The modules that it captures, from `watchModules`. */
  readonly modules?: readonly CapturedModule[];
  /** Values that must not be in it, by what they are called. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** What is wrong with a text of `pulumi.runtime.serializeFunction`: the same variable of a function once for each rule. */
export function findings(text: string, { modules = [], secrets = {} }: Known = {}): readonly Finding[] {
  const serialised = read(text);
  const found = [
    ...Object.entries(RULES).flatMap(([rule, find]) =>
      find(serialised).map((hit) => finding(serialised, rule, hit)),
    ),
    ...lostModules(serialised, modules).map((hit) => finding(serialised, "alias", hit)),
    ...secretsIn(serialised, secrets).map((hit) => finding(serialised, "secret", hit)),
  ];
  return [...new Map(found.map((each) => [`${each.rule} ${each.function} ${each.variable}`, each])).values()];
}

/** Throws what is wrong with the text of that handler, if anything is. */
export function guard(handler: string, text: string, known?: Known): void {
  const found = findings(text, known);
  if (found.length > 0) throw new Error(refusal(handler, found));
}

export const refusal = (handler: string, found: readonly Finding[]): string =>
  [
    `${handler} would not do in Lambda what its source says (docs/decisions/0002):`,
    ...found.map((each) => `- ${each.variable}, in ${each.function}, ${each.message}`),
  ].join("\n");

function finding(serialised: Serialised, rule: string, { offset, what, why }: Hit): Finding {
  const { capturedBy, variable } =
    typeof what === "string" ? (serialised.originOf(what) ?? { capturedBy: what, variable: what }) : what;
  return {
    rule,
    variable,
    function: called(serialised, capturedBy),
    line: serialised.text.slice(0, offset).split("\n").length,
    message: why,
  };
}

function called({ functions, originOf }: Serialised, name: string): string {
  const code = functions.get(name)?.code ?? "";
  const [, own] = /^(?:async )?function\*? \/\*(\S+)\*\//.exec(code) ?? [];
  return own ?? originOf(name)?.variable ?? "the factory";
}
