/** The checker (workflow/asl/check) next to asl-validator: how fast both are, and what each finds. */
import validate = require("asl-validator");
import { check } from "../workflow/asl/check";
import { examMachine } from "../workflow/machine";
import type { How } from "./bench";
import { corpus, CORPUS_NAMES, haveCorpora, NO_CORPORA } from "./corpora";
import type { Section, Table } from "./report";
import { spreadOf } from "./statistics";

/** Whether it finds anything wrong with a definition. */
type Refuses = (definition: unknown) => boolean;

const ours: Refuses = (definition) => check(definition).length > 0;
const theirs: Refuses = (definition) => !validate(definition).isValid;

interface Judgement {
  readonly verdict: "sound" | "refused" | "throws";
  readonly milliseconds: number;
}

interface Judged {
  readonly corpus: string;
  /** Of each definition, in the same order. */
  readonly theirs: readonly Judgement[];
  readonly ours: readonly Judgement[];
}

export function checker({ quick, tell }: How): Section {
  const [others, times] = quick ? [2, 1] : [Infinity, 10];
  const exam: unknown = examMachine(
    { openAttempt: { functionArn: arn("openAttempt") }, closeAttempt: { functionArn: arn("closeAttempt") } },
    { windowSeconds: 14 * 86_400, graceSeconds: 60 },
  );
  const corpora: readonly (readonly [string, readonly unknown[]])[] = [
    ["the exam, again and again", Array.from({ length: times }, () => exam)],
    ...(haveCorpora() ? CORPUS_NAMES.map((name) => [name, corpus(name).slice(0, others)] as const) : []),
  ];
  // The first call of each finds nothing compiled.
  [ours, theirs].forEach((refuses) => judgement(refuses, exam));
  const judged = corpora.map(([name, definitions]): Judged => {
    tell(`${definitions.length} definitions: ${name}`);
    return {
      corpus: name,
      theirs: definitions.map((each) => judgement(theirs, each)),
      ours: definitions.map((each) => judgement(ours, each)),
    };
  });
  return {
    title: "The checker",
    text: [TEXT, ...(haveCorpora() ? [] : [NO_CORPORA])],
    tables: [paceTable(judged), findingTable(judged.slice(1))].filter(({ rows }) => rows.length > 0),
  };
}

const TEXT =
  "This checker next to asl-validator, in one process, on the exam's own machine and on those that others wrote (../shared/asl; many of `valid` and `invalid` come from asl-validator's own tests, others from those of AWS's statelint). asl-validator compiles its JSON schemas in every call.";

const arn = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

function judgement(refuses: Refuses, definition: unknown): Judgement {
  // As JSON carries it, and a copy: asl-validator writes into what it is given.
  const copy: unknown = JSON.parse(JSON.stringify(definition));
  const began = performance.now();
  const verdict = ((): Judgement["verdict"] => {
    try {
      return refuses(copy) ? "refused" : "sound";
    } catch {
      return "throws";
    }
  })();
  return { verdict, milliseconds: performance.now() - began };
}

const paceTable = (judged: readonly Judged[]): Table => ({
  caption: "For one definition; the quartiles are of the definitions, each judged once:",
  heads: ["", "definitions", "asl-validator ms", "this project ms", "ratio"],
  rows: judged.map((each) => {
    const [before, here] = [paceOf(each.theirs), paceOf(each.ours)];
    return [each.corpus, each.ours.length, before, here, here.median / before.median];
  }),
});

const paceOf = (all: readonly Judgement[]) => spreadOf(all, ({ milliseconds }) => milliseconds);

const findingTable = (judged: readonly Judged[]): Table => ({
  caption:
    "How many are refused: of `seeds` and `valid` none should be, of `invalid` all. Where a corpus is disputed, tests/workflow/asl/check/corpora.spec.ts names the definition and the reason:",
  heads: [
    "",
    "definitions",
    "asl-validator refuses",
    "and throws at",
    "this project refuses",
    "and throws at",
  ],
  rows: judged.map((each) => [
    each.corpus,
    each.ours.length,
    ...[each.theirs, each.ours].flatMap((all) =>
      (["refused", "throws"] as const).map((verdict) => all.filter((one) => one.verdict === verdict).length),
    ),
  ]),
});
