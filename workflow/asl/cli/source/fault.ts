import type { Fault } from "./placed";

/** What JSON is: RFC 8259. What the readers let pass besides are comments. */
const JSON_TEXT = "https://www.rfc-editor.org/rfc/rfc8259";
const YAML_TEXT = "https://yaml.org/spec/1.2.2/";
const QUOTAS = "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html";

/** Deeper than this, no definition is; it keeps every recursion from overflowing. */
export const MAX_DEPTH = 500;

export const jsonSyntax = (at: number, message: string, mend: string): Fault => ({
  at,
  pointer: "",
  rule: "file/syntax",
  message,
  mend,
  source: JSON_TEXT,
});

export const yamlSyntax = (at: number, message: string, mend: string, pointer = ""): Fault => ({
  at,
  pointer,
  rule: "file/syntax",
  message,
  mend,
  source: YAML_TEXT,
});

/** JSON.parse would keep the last one, and say nothing. */
export const duplicateKey = (at: number, pointer: string, name: string, line: number): Fault => ({
  at,
  pointer,
  rule: "file/duplicate-key",
  message: `expected each name once in an object, found ${JSON.stringify(name)} again (also on line ${line})`,
  mend: "Remove one of the two, or rename it.",
  source: `${JSON_TEXT}#section-4`,
});

export const notANumber = (at: number, pointer: string, found: string): Fault => ({
  at,
  pointer,
  rule: "file/number",
  message: `expected a number that JSON can hold, found ${found}`,
  mend: "Write a finite number, or a string.",
  source: `${JSON_TEXT}#section-6`,
});

export const tooDeep = (at: number): Fault => ({
  at,
  pointer: "",
  rule: "file/depth",
  message: `expected at most ${MAX_DEPTH} levels of nesting, found more`,
  mend: "Flatten it.",
  source: `${JSON_TEXT}#section-9`,
});

export const empty: Fault = {
  at: 0,
  pointer: "",
  rule: "file/empty",
  message: "expected a definition, found nothing",
  mend: 'Write an object with "StartAt" and "States".',
  source: "https://states-language.net/spec.html#toplevelfields",
};

export const encoding = (at: number, found: string, mend: string): Fault => ({
  at,
  pointer: "",
  rule: "file/encoding",
  message: `expected text in UTF-8, found ${found}`,
  mend,
  source: `${JSON_TEXT}#section-8.1`,
});

export const tooLarge = (message: string, at = 0): Fault => ({
  at,
  pointer: "",
  rule: "file/size",
  message,
  mend: "Split the machine, or move data out of the definition: it may have 1 MiB.",
  source: QUOTAS,
});

export const unknownTag = (at: number, pointer: string, tag: string): Fault => ({
  at,
  pointer,
  rule: "file/tag",
  message: `expected a tag of CloudFormation or none, found ${tag}`,
  mend: "Remove the tag: JSON has no such type.",
  source: "https://yaml.org/spec/1.2.2/#24-tags",
});
