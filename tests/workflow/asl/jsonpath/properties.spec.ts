import { expect } from "chai";
import fc from "fast-check";
import {
  evaluatePath,
  fillTemplate,
  isReferencePath,
  parseExpression,
  parseIntrinsic,
  parsePath,
  parseTemplate,
  setAt,
} from "../../../../workflow/asl/jsonpath";
import type { Json } from "../../../../workflow/asl/json";
import { chance, data } from "./harness";

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** Texts that look like paths and calls. */
const almost = fc
  .array(
    fc.constantFrom(
      "$",
      "$$",
      ".",
      "..",
      "[",
      "]",
      "*",
      "0",
      "-1",
      ":",
      ",",
      "'a'",
      '"b"',
      "?(",
      "@",
      ")",
      "(",
      "==",
      "&&",
      "||",
      "!",
      "a",
      "b",
      " ",
      "length()",
      "\\",
      "{}",
      "States.",
      "Format",
      "Array",
      "true",
      "null",
      "1.5e3",
      "in",
      "~",
      "é",
    ),
    { maxLength: 25 },
  )
  .map((tokens) => tokens.join(""));

const quoted = (name: string): string => `['${name.replace(/[\\']/g, "\\$&")}']`;

describe("whatever the text", () => {
  it("parsing does not throw", () => {
    fc.assert(
      fc.property(fc.oneof(almost, fc.string({ unit: "binary" })), (text) => {
        parsePath(text);
        parseIntrinsic(text);
        parseExpression(`States.${text}`);
        parsePath(`$${text}`);
      }),
      { numRuns: 3_000 },
    );
  });

  it("what parses is evaluated on any data without throwing; a definite path has a value or a fault, another a list", () => {
    fc.assert(
      fc.property(almost, json, (text, input) => {
        const parsed = parsePath(`$${text}`);
        if ("fault" in parsed) return;
        const found = evaluatePath(parsed, data(input, { context: input, variables: { a: input } }));
        if (!parsed.definite && "value" in found) expect(found.value).to.be.an("array");
      }),
      { numRuns: 3_000 },
    );
  });

  it("templates of any JSON are read and filled without throwing", () => {
    const computed = fc.dictionary(
      fc.string().map((name) => `${name}.$`),
      almost,
    );
    fc.assert(
      fc.property(fc.oneof(json, computed), json, (template, input) => {
        const parsed = parseTemplate(template);
        if (!("faults" in parsed)) fillTemplate(parsed, data(input), chance());
      }),
    );
  });
});

describe("whatever the data", () => {
  it("a template without .$ is filled with itself", () => {
    fc.assert(
      fc.property(json, (template) => {
        const parsed = parseTemplate(template);
        fc.pre(!("faults" in parsed) && parsed.kind === "constant");
        if ("faults" in parsed) return;
        expect(fillTemplate(parsed, data({}), chance())).to.deep.include({ value: template });
      }),
    );
  });

  it("what is put at a reference path is found there, and nothing else has changed", () => {
    const names = fc.array(fc.string(), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(json, names, json, (document, at, value) => {
        const parsed = parsePath(`$${at.map(quoted).join("")}`);
        if ("fault" in parsed) throw new Error(parsed.fault);
        expect(isReferencePath(parsed)).to.equal(true);
        const set = setAt(document, parsed, value);
        if ("fault" in set) return;
        expect(evaluatePath(parsed, data(set.value))).to.deep.equal({ value });
      }),
    );
  });

  it("$.. finds each place once", () => {
    const count = (value: Json): number =>
      1 +
      (typeof value === "object" && value !== null
        ? Object.values(value).reduce<number>((sum, each) => sum + count(each), 0)
        : 0);
    const parsed = parsePath("$..length()");
    fc.assert(
      fc.property(json, (input) => {
        if ("fault" in parsed) throw new Error(parsed.fault);
        expect(evaluatePath(parsed, data(input))).to.deep.equal({ value: count(input) });
      }),
    );
  });
});
