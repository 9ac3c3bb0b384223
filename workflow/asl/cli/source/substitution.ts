/**
 * CloudFormation writes what it knows only later as tags (`!GetAtt Function.Arn`); in a definition that stands apart
 * from its template, the same is a substitution (`${FunctionArn}`), so a tag is read as one
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html).
 */
import { isList, isText, type Json } from "../../json";

/** The text that stands for a tagged value; undefined for a tag that CloudFormation does not have. */
export function substitution(tag: string, value: Json): string | undefined {
  switch (tag) {
    case "!Ref":
      return `\${${isText(value) ? value : "Ref"}}`;
    case "!GetAtt":
      return `\${${isText(value) ? value : isList(value) && value.every(isText) ? value.join(".") : "GetAtt"}}`;
    case "!Sub":
      return isText(value) ? value : isList(value) && isText(value[0]) ? value[0] : "${Sub}";
    case "!Join":
      return joined(value) ?? "${Join}";
    default:
      return OTHERS.has(tag) ? `\${${tag.slice(1)}}` : undefined;
  }
}

function joined(value: Json): string | undefined {
  if (!isList(value)) return undefined;
  const [delimiter, parts] = value;
  return isText(delimiter) && isList(parts) && parts.every(isText) ? parts.join(delimiter) : undefined;
}

const OTHERS: ReadonlySet<string> = new Set([
  "!And",
  "!Base64",
  "!Cidr",
  "!Condition",
  "!Equals",
  "!FindInMap",
  "!GetAZs",
  "!If",
  "!ImportValue",
  "!Not",
  "!Or",
  "!Select",
  "!Split",
  "!Transform",
]);
