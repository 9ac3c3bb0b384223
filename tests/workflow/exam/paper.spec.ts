import { expect } from "chai";
import * as fc from "fast-check";
import {
  answerFaults,
  drawPaper,
  grade,
  readPaper,
  type AnswerFault,
  type Answers,
} from "../../../workflow/exam/paper";
import type { Key } from "../../../workflow/exam/questions";

const IDS = ["one", "two", "three", "four", "five", "six"] as const;
const CHOICES = ["a", "b", "c"] as const;
const KEY: Key = Object.fromEntries(IDS.map((id) => [id, { answer: "b", choiceIds: CHOICES }]));
const QUESTIONS = IDS.map((questionId) => ({ questionId, prompt: `${questionId}?`, choices: [] }));

const papers: fc.Arbitrary<readonly string[]> = fc.subarray([...IDS]);
/** Chance, as the handlers have it: a number below what is asked for. */
const randoms = fc
  .infiniteStream(fc.nat())
  .map((numbers) => (below: number) => Number(numbers.next().value) % below);

/** Answers to some of the paper, some of them none of the choices, and some to other questions. */
const answersTo = (choices: fc.Arbitrary<string>): fc.Arbitrary<Answers> =>
  fc.dictionary(fc.constantFrom(...IDS, "seven", "toString", "constructor"), choices);
const anyAnswers = answersTo(fc.constantFrom(...CHOICES, "d", "", "B"));

/** How the answers and the paper differ, said another way. */
const expectedFaults = (paper: readonly string[], answers: Answers): readonly AnswerFault[] => {
  const given = new Map(Object.entries(answers));
  const wrong = new Map<string, AnswerFault["kind"]>();
  for (const id of paper) {
    const answer = given.get(id);
    if (answer === undefined) wrong.set(id, "missing-answer");
    else if (!["a", "b", "c"].includes(answer)) wrong.set(id, "unknown-choice");
    given.delete(id);
  }
  for (const id of given.keys()) wrong.set(id, "unknown-question");
  return [...wrong].map(([questionId, kind]) => ({ questionId, kind }));
};

describe("workflow/exam/paper", () => {
  describe("drawPaper", () => {
    it("draws as many questions as are asked for, none twice, none that was used", () => {
      fc.assert(
        fc.property(papers, fc.nat(6), randoms, (used, count, random) => {
          fc.pre(IDS.length - used.length >= count);
          const paper = drawPaper(IDS, used, count, random);
          expect(paper).to.have.length(count);
          expect(new Set(paper).size).to.equal(count);
          expect(IDS).to.include.members([...paper]);
          expect(paper.filter((id) => used.includes(id))).to.deep.equal([]);
        }),
      );
    });

    it("draws every order of every choice of questions, each by one sequence of chances", () => {
      const drawn = new Map<string, number>();
      for (let first = 0; first < 4; first++)
        for (let second = 0; second < 3; second++) {
          const chances = [first, second];
          const paper = drawPaper(IDS.slice(0, 4), [], 2, () => chances.shift() ?? 0);
          drawn.set(paper.join(), (drawn.get(paper.join()) ?? 0) + 1);
        }
      expect([...drawn.values()]).to.deep.equal(Array(12).fill(1));
      const everyOrder = IDS.slice(0, 4).flatMap((one) =>
        IDS.slice(0, 4).flatMap((other) => (one === other ? [] : [`${one},${other}`])),
      );
      expect([...drawn.keys()].sort()).to.deep.equal(everyOrder.sort());
    });

    it("asks for chances below the number of questions that are left", () => {
      const asked: number[] = [];
      drawPaper(IDS, ["one"], 3, (below) => {
        asked.push(below);
        return below - 1;
      });
      expect(asked).to.deep.equal([5, 4, 3]);
    });

    it("serves three papers without a repeat where the bank has just enough", () => {
      fc.assert(
        fc.property(randoms, (random) => {
          const all = [1, 2, 3].reduce<readonly string[]>(
            (used) => [...used, ...drawPaper(IDS, used, 2, random)],
            [],
          );
          expect([...all].sort()).to.deep.equal([...IDS].sort());
        }),
      );
    });

    it("says how many questions are missing", () => {
      expect(() => drawPaper(IDS, ["one", "two"], 5, () => 0)).to.throw(
        "A paper needs 5 unused questions; the bank has 4 left.",
      );
    });

    it("leaves the ids of the bank as they are", () => {
      const ids = Object.freeze([...IDS]);
      drawPaper(ids, [], 6, () => 0);
      expect(ids).to.deep.equal(IDS);
    });
  });

  describe("readPaper", () => {
    it("shows the questions in the order in which they were drawn", () => {
      fc.assert(
        fc.property(fc.shuffledSubarray([...IDS]), (paper) => {
          expect(readPaper(QUESTIONS, paper).map(({ questionId }) => questionId)).to.deep.equal(paper);
        }),
      );
    });

    it("says which question of an open paper the bank has lost", () => {
      expect(() => readPaper(QUESTIONS, ["one", "seven"])).to.throw(
        "Question seven of an open paper is not in the bank.",
      );
    });
  });

  describe("answerFaults", () => {
    it("finds nothing where each question has one of its choices", () => {
      fc.assert(
        fc.property(papers, fc.constantFrom(...CHOICES), (paper, choice) => {
          const answers = Object.fromEntries(paper.map((id) => [id, choice]));
          expect(answerFaults(KEY, paper, answers)).to.deep.equal([]);
        }),
      );
    });

    it("lists exactly every fault: first the paper's, in its order, then the unknown questions", () => {
      fc.assert(
        fc.property(papers, anyAnswers, (paper, answers) => {
          expect(answerFaults(KEY, paper, answers)).to.deep.equal(expectedFaults(paper, answers));
        }),
      );
    });

    it("does not take for an answer, or for a question, what every object has", () => {
      expect(answerFaults(KEY, ["toString"], {})).to.deep.equal([
        { questionId: "toString", kind: "missing-answer" },
      ]);
      expect(answerFaults(KEY, [], { constructor: "a" })).to.deep.equal([
        { questionId: "constructor", kind: "unknown-question" },
      ]);
    });
  });

  describe("grade", () => {
    it("counts the right answers, and passes from the pass mark on", () => {
      fc.assert(
        fc.property(papers, answersTo(fc.constantFrom(...CHOICES)), fc.nat(6), (paper, answers, passMark) => {
          const correct = paper.filter((id) => Object.hasOwn(answers, id) && answers[id] === "b").length;
          expect(grade(KEY, paper, answers, passMark)).to.deep.equal({
            correct,
            outcome: correct < passMark ? "failed" : "passed",
          });
        }),
      );
    });

    it("gives nothing for the right choice of a question that is not in the paper", () => {
      expect(grade(KEY, ["one"], { one: "a", two: "b" }, 1)).to.deep.equal({ correct: 0, outcome: "failed" });
    });
  });
});
