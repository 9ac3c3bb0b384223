/** Papers: drawn when an attempt opens, read by the student, graded on the server. */
import type { Key, Question } from "./questions";

/** Answers of a submission: question id to choice id. */
export type Answers = Readonly<Record<string, string>>;

/** Something in a submission that does not fit the paper; `questionId` may be unknown. */
export interface AnswerFault {
  readonly questionId: string;
  readonly kind: "unknown-question" | "missing-answer" | "unknown-choice";
}

/**
 * Draws that many questions, none of them used before, in random order. `random(n)` gives a whole number from 0 to
 * n - 1. Throws where the bank is too small: it is checked when the program is built.
 */
export function drawPaper(
  questionIds: readonly string[],
  used: readonly string[],
  count: number,
  random: (below: number) => number,
): readonly string[] {
  const left = questionIds.filter((id) => !used.includes(id));
  if (left.length < count)
    throw new Error(`A paper needs ${count} unused questions; the bank has ${left.length} left.`);
  return Array.from({ length: count }, () => left.splice(random(left.length), 1)).flat();
}

/** The paper as the student sees it, in the order in which it was drawn. */
export function readPaper(
  questions: readonly Question[],
  questionIds: readonly string[],
): readonly Question[] {
  return questionIds.map((id) => {
    const question = questions.find(({ questionId }) => questionId === id);
    if (question === undefined) throw new Error(`Question ${id} of an open paper is not in the bank.`);
    return question;
  });
}

/** Everything in which the answers do not fit the paper, in the paper's order, unknown questions last. */
export function answerFaults(
  key: Key,
  questionIds: readonly string[],
  answers: Answers,
): readonly AnswerFault[] {
  const faults = questionIds.flatMap((questionId): readonly AnswerFault[] => {
    const answer = Object.hasOwn(answers, questionId) ? answers[questionId] : undefined;
    if (answer === undefined) return [{ questionId, kind: "missing-answer" }];
    return key[questionId]?.choiceIds.includes(answer) ? [] : [{ questionId, kind: "unknown-choice" }];
  });
  const unknown = Object.keys(answers).filter((questionId) => !questionIds.includes(questionId));
  return [...faults, ...unknown.map((questionId) => ({ questionId, kind: "unknown-question" }) as const)];
}

/** How many answers are right, and whether that passes. */
export function grade(
  key: Key,
  questionIds: readonly string[],
  answers: Answers,
  passMark: number,
): { readonly correct: number; readonly outcome: "passed" | "failed" } {
  const correct = questionIds.filter((id) => key[id]?.answer === answers[id]).length;
  return { correct, outcome: correct >= passMark ? "passed" : "failed" };
}
