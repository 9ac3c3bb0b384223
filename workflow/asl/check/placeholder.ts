/** What a template language writes into a definition before it is deployed: its value is not known here. */
import { isList, isObject, isText, type Json } from "./json";
import type { CheckedMachine } from "./view";

/** Of SAM (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html)
 *  and of others, which write `${opt:stage, 'dev'}`. */
const SUBSTITUTION = /\$\{[^{}]+\}/g;
const ONLY_SUBSTITUTION = /^\$\{[^{}]+\}$/;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const FUNCTION = /^(Ref|Fn::[A-Za-z0-9]+)$/;

/** `"${arn}"`, `{ "Ref": "…" }` and `{ "Fn::GetAtt": […] }`. A strict check reads what is deployed: there are none. */
export function isPlaceholder(
  value: Json | undefined,
  { options }: Pick<CheckedMachine, "options">,
): boolean {
  if (options.strict) return false;
  if (isText(value)) return ONLY_SUBSTITUTION.test(value);
  if (!isObject(value) || isList(value)) return false;
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && FUNCTION.test(name);
}

/** Parts that a template language writes before the definition is deployed stand for a word. */
export const deployedText = (text: string, { options }: Pick<CheckedMachine, "options">): string =>
  options.strict ? text : text.replace(/^arn:\$\{[^{}]+\}:/, "arn:aws:").replaceAll(SUBSTITUTION, "x");

/** A text of which a part is written in later: `"States.Format('${stage}-{}', $.name)"`. */
export const mentionsPlaceholder = (text: string, { options }: Pick<CheckedMachine, "options">): boolean =>
  !options.strict && text.search(SUBSTITUTION) >= 0;
