import { expect } from "chai";
import {
  ANSWER_KEY,
  assertBank,
  bankProblems,
  QUESTION_IDS,
  QUESTIONS,
  type BankQuestion,
} from "../../../workflow/exam/questions";
import { fromJson } from "../../../workflow/json";
import bank = require("../../../workflow/exam/bank.json");
import listed = require("./bank.digests.json");
import { complaints, digestsOf } from "./digests";

const PLACES = ["a", "b", "c"] as const;

/** Good questions: each right choice at another place, as long as the others. */
const good = (count: number): readonly BankQuestion[] =>
  Array.from({ length: count }, (_, index) => ({
    questionId: `question-${index}`,
    prompt: `What about ${index}?`,
    choices: PLACES.map((choiceId) => ({ choiceId, text: `Choice ${choiceId} of ${index % 10}` })),
    answer: PLACES[index % 3] ?? "a",
    explanation: "Because.",
    source: "A handbook.",
  }));

const GOOD = good(9);

/** The good questions, the first one changed. */
function doctored(change: Partial<BankQuestion>): readonly BankQuestion[] {
  return GOOD.map((question, index) => (index === 0 ? { ...question, ...change } : question));
}

const texts = (...given: readonly string[]) =>
  given.map((text, index) => ({ choiceId: PLACES[index] ?? `d${index}`, text }));

const FAULTS: Readonly<Record<string, readonly [Partial<BankQuestion>, string]>> = {
  "an id in capitals": [{ questionId: "Q-1" }, "Q-1: the id must match ^[a-z][a-z0-9-]{2,39}$"],
  "an id that is too long": [
    { questionId: "q".repeat(41) },
    `${"q".repeat(41)}: the id must match ^[a-z][a-z0-9-]{2,39}$`,
  ],
  "two choices": [
    { choices: texts("Choice 1 of 0", "Choice 2 of 0") },
    "question-0: needs three choices or more, has 2",
  ],
  "a choice id that stands twice": [
    { choices: [...texts("Choice 1 of 0", "Choice 2 of 0"), { choiceId: "a", text: "Choice 3 of 0" }] },
    "question-0: a choice id stands twice",
  ],
  "a text that stands twice": [
    { choices: texts("Choice 1 of 0", "Choice 1 of 0", "Choice 3 of 0") },
    "question-0: a choice's text stands twice",
  ],
  "an answer that is no choice": [{ answer: "d" }, 'question-0: the answer "d" is none of the choices'],
  "no prompt": [{ prompt: "" }, "question-0: a text is empty or has white space at its ends"],
  "white space before a prompt": [
    { prompt: " What?" },
    "question-0: a text is empty or has white space at its ends",
  ],
  "white space after a choice": [
    { choices: texts("Choice a of 0", "Choice b of 0", "Choice c of ") },
    "question-0: a text is empty or has white space at its ends",
  ],
  "no explanation": [{ explanation: "" }, "question-0: a text is empty or has white space at its ends"],
  "no source": [{ source: "\t" }, "question-0: a text is empty or has white space at its ends"],
};

/** The good questions, each right choice with a text of its own. */
const telling = (text: (index: number) => string): readonly BankQuestion[] =>
  GOOD.map((question, index) => ({
    ...question,
    choices: question.choices.map((choice) =>
      choice.choiceId === question.answer ? { ...choice, text: text(index) } : choice,
    ),
  }));

describe("workflow/exam/questions", () => {
  describe("bankProblems", () => {
    it("finds nothing wrong with a good bank", () => {
      expect(bankProblems(GOOD, 9)).to.deep.equal([]);
    });

    for (const [title, [change, problem]] of Object.entries(FAULTS))
      it(`finds ${title}`, () => {
        expect(bankProblems(doctored(change), 9)).to.deep.equal([problem]);
      });

    it("finds an id that stands twice", () => {
      expect(bankProblems(doctored({ questionId: "question-1" }), 9)).to.deep.equal([
        "question-1: the id stands twice",
      ]);
    });

    it("finds too few questions", () => {
      expect(bankProblems(GOOD, 10)).to.deep.equal(["the bank has 9 questions, 10 are needed"]);
    });

    it("finds a place at which the right choice is in more than 40 % of the questions", () => {
      const atFirst = GOOD.map((question, index) => ({ ...question, answer: index < 4 ? "a" : "c" }));
      expect(bankProblems(atFirst, 9)).to.deep.equal([
        "the choice at place 1 is right in 44 % of the questions: at most 40 % may be",
        "the choice at place 3 is right in 56 % of the questions: at most 40 % may be",
      ]);
    });

    it("finds that the longest choice is the right one, or the shortest, in more than 40 % of the questions", () => {
      expect(
        bankProblems(
          telling((index) => `A longer choice of ${index}`),
          9,
        ),
      ).to.deep.equal(["the longest choice is right in 100 % of the questions: at most 40 % may be"]);
      expect(
        bankProblems(
          telling((index) => (index < 4 ? "Short" : `Choice x of ${index}`)),
          9,
        ),
      ).to.deep.equal(["the shortest choice is right in 44 % of the questions: at most 40 % may be"]);
      expect(
        bankProblems(
          telling((index) => (index < 3 ? "Short" : `Choice x of ${index}`)),
          9,
        ),
      ).to.deep.equal([]);
    });

    it("finds every fault at once", () => {
      const found = bankProblems(doctored({ questionId: "Q", prompt: "", answer: "z" }), 10);
      expect(found).to.deep.equal([
        "Q: the id must match ^[a-z][a-z0-9-]{2,39}$",
        'Q: the answer "z" is none of the choices',
        "Q: a text is empty or has white space at its ends",
        "the bank has 9 questions, 10 are needed",
      ]);
    });
  });

  describe("the bank", () => {
    it("has no problem, and at least 60 questions", () => {
      expect(bankProblems(bank, 60)).to.deep.equal([]);
    });

    it("serves three papers of as many questions as it has thirds, and stops the program where it could not", () => {
      const third = Math.floor(bank.length / 3);
      expect(() => {
        assertBank(third);
      }).not.to.throw();
      expect(() => {
        assertBank(third + 1);
      }).to.throw(
        `workflow/exam/bank.json:\nthe bank has ${bank.length} questions, ${3 * (third + 1)} are needed`,
      );
    });

    it("gives each question the documented fields and no others", () => {
      for (const question of bank) {
        expect(question).to.have.all.keys(
          "questionId",
          "prompt",
          "choices",
          "answer",
          "explanation",
          "source",
        );
        for (const choice of question.choices) expect(choice).to.have.all.keys("choiceId", "text");
      }
    });

    it("is cut so that who draws sees ids, who shows sees texts, and who grades sees the key", () => {
      expect(fromJson(QUESTION_IDS)).to.deep.equal(bank.map(({ questionId }) => questionId));
      expect(fromJson(QUESTIONS)).to.deep.equal(
        bank.map(({ questionId, prompt, choices }) => ({ questionId, prompt, choices })),
      );
      expect(Object.entries(fromJson(ANSWER_KEY))).to.deep.equal(
        bank.map(({ questionId, answer, choices }) => [
          questionId,
          { answer, choiceIds: choices.map(({ choiceId }) => choiceId) },
        ]),
      );
    });
  });

  describe("the questions of the bank", () => {
    it("only stay or are added", () => {
      expect(complaints(listed, bank), "See tests/workflow/exam/digests.ts").to.deep.equal([]);
    });

    const digests = digestsOf(GOOD);
    const instead =
      "open papers refer to it. Put it back as it was, and add a new question under a new id instead.";

    it("may not change in what a student sees or in what is right", () => {
      const changes: readonly Partial<BankQuestion>[] = [
        { prompt: "What else?" },
        { answer: "b" },
        { choices: texts("Choice a of 0", "Choice b of 0", "Another") },
        { choices: [...(GOOD[0]?.choices ?? [])].reverse() },
      ];
      for (const change of changes)
        expect(complaints(digests, doctored(change))).to.deep.equal([`question-0 has changed: ${instead}`]);
    });

    it("may change in their explanations and sources, and stand in another order", () => {
      const better = doctored({ explanation: "Better.", source: "Another." });
      expect(complaints(digests, [...better].reverse())).to.deep.equal([]);
    });

    it("may not go", () => {
      expect(complaints(digests, GOOD.slice(1))).to.deep.equal([`question-0 is gone: ${instead}`]);
    });

    it("are listed when they are added", () => {
      expect(complaints(digests, good(10))).to.deep.equal([
        "question-9 is not listed yet: npx ts-node -T tests/workflow/exam/addDigests.ts lists new questions.",
      ]);
    });
  });
});
