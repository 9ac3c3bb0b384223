import { expect } from "chai";
import { at, given, jsonata, orElse, pass } from "../../../../workflow/asl/build";
import { expression, refs, type Ref } from "../../../../workflow/asl/build/reference";
import { template } from "../../../../workflow/asl/build/template";
import jsonataOf = require("jsonata");
import { said, type Everything } from "./machines/references";

const written = (reference: Ref<unknown>): string => reference[expression];
const input = <T>() => refs<T>("$states.input");

describe("references", () => {
  it("render to JSONata: fields, places, conditions, and what is made of others in brackets among others", () => {
    const texts = Object.entries(said(input<Everything>())).map(([name, each]) => [name, written(each)]);
    expect(Object.fromEntries(texts)).to.deep.equal({
      id: "$states.input.id",
      done: "$states.input.done",
      first: "$states.input.list[0]",
      name: '$exists($states.input.list[-1].name) ? $states.input.list[-1].name : "nobody"',
      one: "$states.input.pair[1]",
      inside: "$states.input.maybe.inside",
      none: "$states.input.none.inside",
      either: "$states.input.either.both",
      constructor: "$states.input.constructor",
      and: "$states.input.`and`",
      quoted: "$states.input.`not a name`",
      sum: "$sum($states.input.list.n) + $states.input.level",
      twice: "($sum($states.input.list.n) + $states.input.level) * 2",
      inSum: '($merge([$states.input.either, { "a": "x" }])).a',
      text: '$states.input.kind & "\\"}"',
      is: '$states.input.kind = "small"',
      isRef: "$states.input.pair[1] = $states.input.level",
      isNot: "$states.input.maybe.inside != 3",
      oneOf: "$states.input.level in [1, 2]",
      ordered: "$states.input.level < 3",
      texts: '$states.input.kind >= "m"',
      and2: "($states.input.done = true) and ($exists($states.input.maybe) or $not($states.input.level = 1))",
      count: "$count($states.input.list)",
      plus: "$states.input.level + $states.input.pair[1]",
    });
  });

  for (const name of [
    "a",
    "and",
    "or",
    "in",
    "true",
    "null",
    "function",
    "not a name",
    "$x",
    "a`b",
    "",
    "é",
    "0",
  ])
    it(`read the field ${JSON.stringify(name)}, whatever JSONata makes of the word`, async () => {
      const query = written(at(refs<Readonly<Record<string, string>>>("$x"), name));
      expect(await jsonataOf(query).evaluate({}, { x: { [name]: "found" } })).to.equal("found");
    });

  for (const text of ['"', "\\", "\n", "%}", "`", "\u2028", "🙂"])
    it(`write the text ${JSON.stringify(text)} so that JSONata reads it`, async () => {
      const query = written(jsonata<boolean>`${text} & "."`);
      expect(await jsonataOf(query).evaluate({})).to.equal(`${text}.`);
    });

  it("write lists and objects as JSONata, with references in them", async () => {
    const query = written(
      orElse(refs<{ a: readonly number[] } | undefined>("$x"), { a: [1, refs<number>("$y")] }),
    );
    expect(await jsonataOf(query).evaluate({}, { y: 2 })).to.deep.equal({ a: [1, 2] });
  });

  it("cannot be mistaken for text", () => {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- the mistake
    expect(() => String(input<{ a: string }>().a)).to.throw(TypeError);
  });

  it("refuse numbers that JSON does not have", () => {
    expect(() => jsonata<number>`${NaN}`).to.throw("NaN cannot be written as JSONata");
  });
});

describe("templates", () => {
  it("are JSON with expressions in the places of references; a field that is undefined is left out", () => {
    const value = {
      a: [input<number>(), "text", null, true, 1.5],
      b: undefined,
      c: given<{ d: number }>({ d: 1 }),
    };
    expect(template(value)).to.deep.equal({
      a: ["{% $states.input %}", "text", null, true, 1.5],
      c: { d: 1 },
    });
  });

  for (const text of ["{% 1 %}", "  {%1%}"])
    it(`refuse text that AWS would evaluate: ${JSON.stringify(text)}`, () => {
      expect(() => pass<unknown>()({ output: () => text, end: true }).render("JSONata")).to.throw(
        `"${text}" would be evaluated by AWS: write it with jsonata`,
      );
    });

  for (const [name, value] of [
    ["a function", () => 1],
    ["a symbol", Symbol("s")],
    ["a bigint", 1n],
    ["infinity", Infinity],
  ] as const)
    it(`refuse ${name}`, () => {
      expect(() => template(value)).to.throw("cannot be written into a state machine");
    });
});
