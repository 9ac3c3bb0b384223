/** What nobody may read in what the stack writes about its work. */
import { createHash } from "node:crypto";
import type { Stack } from "../../local/stack";
import bank = require("../../workflow/exam/bank.json");
import { REPORT } from "./client";

/** All lines of logs and all documents of traces that are kept. */
export const written = (stack: Stack): string =>
  [...stack.logs().map(({ line }) => line), JSON.stringify(stack.segments())].join("\n");

/** Of every invitation that was sent. */
export const examCodes = (stack: Stack): readonly string[] =>
  stack.messages().flatMap(({ message }) => codesIn(message));

const codesIn = (message: unknown): readonly string[] =>
  typeof message === "object" &&
  message !== null &&
  "examCode" in message &&
  typeof message.examCode === "string"
    ? [message.examCode]
    : [];

const ACCESS_TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]*/;
/** SHA-256, as codes are stored. */
const HASH = /\b[0-9a-f]{64}\b/;

/** What opens something, as far as it is in the text: the names of what was found. */
export function keysIn(text: string, stack: Stack): readonly string[] {
  const codes = examCodes(stack);
  const hashes = codes.map((code) => createHash("sha256").update(code).digest("hex"));
  const found = {
    "an exam code": codes.some((code) => text.includes(code)),
    "the hash of an exam code": hashes.some((hash) => text.includes(hash)),
    "something like a hash": HASH.test(text),
    "an access token": ACCESS_TOKEN.test(text),
    "the client's secret": stack.identity !== undefined && text.includes(stack.identity.clientSecret),
    "a task token": /taskToken/.test(text),
  };
  return Object.entries(found).flatMap(([what, is]) => (is ? [what] : []));
}

/** What tells of a person or of the exam, as far as it is in the text. */
export function privateIn(text: string): readonly string[] {
  const { email, studentId, description } = REPORT;
  const questions = bank.flatMap(({ questionId, prompt }) => [questionId, prompt]);
  return [email, studentId, description, ...questions].filter((each) => text.includes(each));
}
