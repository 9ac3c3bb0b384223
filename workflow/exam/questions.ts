/**
 * The question bank, checked when the program is built, and cut into what each function may know: the drawing
 * needs ids, the paper needs texts, the grading needs the key. Explanations and sources stay out of all three.
 */
import { MAX_ATTEMPTS } from "../contract";
import { toJson, type Json } from "../json";
import bank = require("./bank.json");

export interface Choice {
  readonly choiceId: string;
  readonly text: string;
}

/** A question as a student sees it. */
export interface Question {
  readonly questionId: string;
  readonly prompt: string;
  readonly choices: readonly Choice[];
}

export interface BankQuestion extends Question {
  /** The right choice. */
  readonly answer: string;
  readonly explanation: string;
  readonly source: string;
}

/** What grading needs of a question. */
export interface KeyEntry {
  readonly answer: string;
  readonly choiceIds: readonly string[];
}

/** Of every question, by its id. */
export type Key = Readonly<Record<string, KeyEntry>>;

const QUESTION_ID = /^[a-z][a-z0-9-]{2,39}$/;
/** The share of questions in which one trait (a place, being the longest) may point at the right choice. */
const MOST_TOLD = 0.4;

/** What is wrong with a bank, each with the question it concerns; empty for a good one. */
export function bankProblems(questions: readonly BankQuestion[], papers: number): readonly string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const question of questions) {
    const { questionId, prompt, choices, answer, explanation, source } = question;
    const say = (problem: string) => problems.push(`${questionId}: ${problem}`);
    if (!QUESTION_ID.test(questionId)) say(`the id must match ${QUESTION_ID.source}`);
    if (ids.has(questionId)) say("the id stands twice");
    ids.add(questionId);
    if (choices.length < 3) say(`needs three choices or more, has ${choices.length}`);
    if (new Set(choices.map(({ choiceId }) => choiceId)).size < choices.length)
      say("a choice id stands twice");
    if (new Set(choices.map(({ text }) => text)).size < choices.length) say("a choice's text stands twice");
    if (!choices.some(({ choiceId }) => choiceId === answer))
      say(`the answer "${answer}" is none of the choices`);
    const texts = [prompt, explanation, source, ...choices.map(({ text }) => text)];
    if (texts.some((text) => text.trim() !== text || text === ""))
      say("a text is empty or has white space at its ends");
  }
  if (questions.length < papers)
    problems.push(`the bank has ${questions.length} questions, ${papers} are needed`);
  return [...problems, ...tellTales(questions)];
}

/** The right choice must not be told by its length or its place. */
function tellTales(questions: readonly BankQuestion[]): readonly string[] {
  const right = questions.map(({ choices, answer }) => {
    const place = choices.findIndex(({ choiceId }) => choiceId === answer);
    const length = choices[place]?.text.length ?? 0;
    const others = choices.filter((_, index) => index !== place).map(({ text }) => text.length);
    return {
      [`the choice at place ${place + 1}`]: true,
      "the longest choice": others.every((other) => other < length),
      "the shortest choice": others.every((other) => other > length),
    };
  });
  const traits = new Set(right.flatMap((question) => Object.keys(question)));
  return [...traits].flatMap((trait) => {
    const told = right.filter((question) => question[trait]).length / questions.length;
    return told > MOST_TOLD
      ? [
          `${trait} is right in ${Math.round(told * 100)} % of the questions: at most ${MOST_TOLD * 100} % may be`,
        ]
      : [];
  });
}

const questions: readonly BankQuestion[] = bank;

/** Stops the program where the bank could not serve three papers of that many questions. */
export function assertBank(questionsPerPaper: number): void {
  const problems = bankProblems(questions, MAX_ATTEMPTS * questionsPerPaper);
  if (problems.length > 0) throw new Error(`workflow/exam/bank.json:\n${problems.join("\n")}`);
}

/** For the drawing. */
export const QUESTION_IDS: Json<readonly string[]> = toJson(questions.map(({ questionId }) => questionId));

/** For the paper. */
export const QUESTIONS: Json<readonly Question[]> = toJson(
  questions.map(({ questionId, prompt, choices }) => ({ questionId, prompt, choices })),
);

/** For the grading: the answer key. */
export const ANSWER_KEY: Json<Key> = toJson(
  Object.fromEntries(
    questions.map(({ questionId, answer, choices }) => [
      questionId,
      { answer, choiceIds: choices.map(({ choiceId }) => choiceId) },
    ]),
  ),
);
