/**
 * Questions only stay or are added: a paper that is open holds nothing but ids, so a question that changes or goes
 * changes an exam that somebody is sitting, and what was graded. bank.digests.json keeps what each question was.
 */
import { createHash } from "node:crypto";
import type { BankQuestion } from "../../../workflow/exam/questions";

/** Of each question, by its id. */
export type Digests = Readonly<Record<string, string>>;

/** Of what a student sees, and of what is graded: prompt, choices and answer. */
export function digestOf({ prompt, choices, answer }: BankQuestion): string {
  const told = [prompt, choices.map(({ choiceId, text }) => [choiceId, text]), answer];
  return createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 16);
}

export const digestsOf = (questions: readonly BankQuestion[]): Digests =>
  Object.fromEntries(questions.map((question) => [question.questionId, digestOf(question)]));

const INSTEAD =
  "open papers refer to it. Put it back as it was, and add a new question under a new id instead.";
const ADD = "is not listed yet: npx ts-node -T tests/workflow/exam/addDigests.ts lists new questions.";

/** What became of the listed questions that must not, and which are not listed. */
export function complaints(listed: Digests, questions: readonly BankQuestion[]): readonly string[] {
  const now = digestsOf(questions);
  return [
    ...Object.keys(listed)
      .filter((id) => now[id] !== listed[id])
      .map((id) => `${id} ${now[id] === undefined ? "is gone" : "has changed"}: ${INSTEAD}`),
    ...Object.keys(now)
      .filter((id) => listed[id] === undefined)
      .map((id) => `${id} ${ADD}`),
  ];
}
