import { expect } from "chai";
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  jsonValue,
  letrec,
  oneof,
  property,
  string,
  tuple,
} from "fast-check";
import { inWords, read, type Expression } from "../../../../workflow/asl/jsonata";
import { SOUND_EXPRESSIONS } from "./expressions";
import jsonata = require("jsonata");

/** What `read` says of an expression that has no fault. */
function facts(source: string, variables?: ReadonlySet<string>): Expression {
  const found = read(source, variables);
  if ("fault" in found) throw new Error(`${source}: ${found.fault}`);
  return found;
}

const fault = (source: string): string | undefined => {
  const found = read(source);
  return "fault" in found ? found.fault : undefined;
};

const yields = (source: string, variables?: ReadonlySet<string>): string => {
  const kinds = facts(source, variables).yields;
  return kinds === undefined ? "anything" : inWords(kinds);
};

/** Any words of JSONata in any order: most are no expressions. */
const words = array(
  constantFrom(
    ..."$ $$ $states .input .result .a a 1 'b' ( ) [ ] { } , ; : := ? . ^( @$v #$i * ** % & = ~> | function($x){ $sum( - /a/ null true and".split(
      " ",
    ),
  ),
  { maxLength: 8 },
).map((chosen) => chosen.join(" "));

const someData = oneof(
  constantFrom(undefined, "", "a-b", 0, 2.5, true, [], [1], ["a"], ["a", "b"], {}, { a: 1 }, [
    { a: "x" },
    { a: 2 },
  ]),
  jsonValue(),
);

/** Expressions of every kind, most of which can be evaluated with the variables `$x` and `$y`. */
const { expression: anExpression } = letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  const made = (template: string) =>
    tuple(inner, inner, inner).map((parts) =>
      parts.reduce((text, part, index) => text.replaceAll("ABC"[index] ?? "", part), template),
    );
  const templates =
    "(A + B)|(A & B)|(A = B)|(A < B)|(A and B)|(A in [B])|(A ? B : C)|(A ? B)|[A, B]|{'k': A}|(A; B)|($z := A; $z)|A[0]|" +
    "A.(B)|A.{'k': B}|A.[B]|A.a|A{'k': B}|A^($)|(A)[]|(A ~> $trim)|(A ~> $string())|(A ~> $split('-'))|(A ~> ¦$¦{'a': 1}¦)|" +
    "$sum(A)|$string(A)|$keys(A)|$map(A, $string)|$map(A, function($v) { B })|$filter(A, $boolean)|$each(A, $string)|" +
    "$count(A)|$boolean(A)|$not(A)|$exists(A)|$append(A, B)|$split(A, '-')|$match(A, /a/)|$join([A, B])|$merge([A, B])|" +
    "$sift(A, $boolean)|$spread(A)|$type(A)|$number(A)|$max(A)|$reverse(A)|$sort(A)|$distinct(A)|$zip(A, B)|$lookup(A, 'a')|" +
    "$length(A)|$contains(A, 'a')|$uppercase(A)|A.$string()|$clone(A)|$single(A)|$reduce(A, function($i, $j) { B })|-A";
  return {
    expression: oneof(
      { maxDepth: 4, depthSize: "small" },
      constantFrom("$x", "$y", "1", "'a'", "true", "null", "()", "$trim", "/a/", "[]", "$x.a"),
      ...templates.split("|").map((template) => made(template.replaceAll("¦", "|"))),
    ),
  };
});

/** Undefined where it cannot be evaluated. */
async function evaluated(
  source: string,
  variables: Record<string, unknown>,
): Promise<{ value: unknown } | undefined> {
  try {
    return { value: await jsonata(source).evaluate(undefined, variables) };
  } catch {
    return undefined;
  }
}

describe("an expression of JSONata", () => {
  it("has no fault in any of the sound ones", () => {
    expect(SOUND_EXPRESSIONS.filter((source) => fault(source) !== undefined)).to.deep.equal([]);
    expect(new Set(SOUND_EXPRESSIONS).size).to.be.greaterThan(60);
  });

  it("has a fault that says what jsonata says, and where", () => {
    expect(fault("(1")).to.equal('Expected ")" before end of expression (at character 2)');
    expect(fault("")).to.equal("Unexpected end of expression (at character 0)");
  });

  it("has a fault that names the operators of later versions", () => {
    expect(fault("$states.input.a ?: 1")).to.equal("?: came with JSONata 2.1");
    expect(fault("$states.input.a ?? 1")).to.equal("?? came with JSONata 2.1");
    expect(fault("'??' & ?")).to.match(/cannot be used as a unary operator/);
  });

  for (const [open, close] of [
    ["(", ")"],
    ["[", "]"],
    ["-", ""],
    ["$a + ", ""],
    ["$a ? 1 : ", ""],
    ["$f(", ")"],
  ] as const)
    it(`has a fault where ${open}… is nested more than a thousand times, and none at half of that`, () => {
      const nested = (depth: number) => open.repeat(depth) + "$a" + close.repeat(depth);
      expect(fault(nested(500))).to.equal(undefined);
      for (const depth of [1_100, 3_000, 100_000])
        expect(fault(nested(depth))).to.equal("it is nested too deep");
    });

  it("of 20 KB is read at once, however it is built", () => {
    const parts = {
      chain: `$states.input${" ~> $trim()".repeat(2_000)}`,
      concatenation: Array(1_500).fill("$states.input.name").join(" & "),
      blocks: `${"($a := 1; ".repeat(300)}$a${")".repeat(300)}`,
      lambdas: `${"function($x) { ".repeat(300)}$x${" }".repeat(300)}`,
      conditions: `${"$a ? 1 : ".repeat(300)}2`,
      path: `$states.input${".a[b > 1]".repeat(1_500)}`,
    };
    for (const [name, source] of Object.entries(parts)) {
      const start = performance.now();
      read(source);
      expect(performance.now() - start, name).to.be.lessThan(1_000);
    }
  });

  for (const [source, free] of [
    ["$total + $sum([1])", "sum total"],
    ["$states.input.a.($b)", "b states"],
    ["$states.input.a[$b]", "b states"],
    ["$states.input.a^($b)", "b states"],
    ["$states.input.a{'k': $b}", "b states"],
    ["$states.input ~> |a|{'b': $c}, $d|", "c d states"],
    ["$map([1], function($x) { $x + $y })", "map y"],
    ["($a := 1; (($b := 2); $a + $b))", "b"],
    ["function($x) { 1 }($x)", "x"],
    ["$f(?, $b)", "b f"],
    ["$a.b@$c.($c + $d)", "a d"],
    ["{'a': $b, $c: 1}", "b c"],
    ["$x ? $y : $z", "x y z"],
    ["($a := 1; $b := $a + 1; $a + $b)", ""],
    ["($f := function($n) { $f($n - 1) }; $f(5))", ""],
    ["($odd := function() { $even() }; $even := function() { $odd() }; $even())", ""],
    ["[1]#$i[$i < 3]", ""],
    ["[{}]@$l.books[isbn = $l.isbn].title", ""],
  ] as const)
    it(`has the free variables "${free}" in ${source}`, () => {
      expect([...facts(source).free].sort().join(" ")).to.equal(free);
    });

  it("expects that a variable is absent where it asks for it", () => {
    for (const source of [
      ...["$exists($a) ? $a : 1", "$not($exists($a.b))", "$a ? $a + 1 : 1", "$a.b ? 1 : 2"],
      ...["$a and $a > 1", "true or $a.b", "$boolean($a) ? $a : 1", "$type($a) = 'number' ? $a : 1"],
    ])
      expect([...facts(source).guarded], source).to.deep.equal(["a"]);
    for (const source of ["$a + 1", "($a := 1; $exists($a))", "$count($a)"])
      expect([...facts(source).guarded], source).to.deep.equal([]);
  });

  for (const [source, reads] of [
    ["$states.input.a.b", [["input", "a", "b"]]],
    ["$states.input.a[0].b & $states.result", [["input", "a", "b"], ["result"]]],
    [
      "$states.input.a[b = $states.context.Execution.Id]",
      [
        ["input", "a"],
        ["context", "Execution", "Id"],
      ],
    ],
    ["$states.input.(a + b)", [["input"]]],
    ["$states.*.a", [[]]],
    ["$lookup($states, 'result')", [[]]],
    ["($s := $states; $s.result)", [[]]],
    ["function($states) { $states.total }({})", []],
  ] as const)
    it(`reads ${JSON.stringify(reads)} of $states in ${source}`, () => {
      expect(facts(source).reads).to.deep.equal(reads);
    });

  for (const [source, names] of [
    ["$", "$"],
    ["$.total", "$"],
    ["$$", "$$"],
    ["$states.input.a[$$.b]", "$$"],
    ["total", "total"],
    ["total[0].a", "total"],
    ["*", "*"],
    ["**.a", "**"],
    ["`odd name`", "odd name"],
    ["$sum(total)", "total"],
    ["{'a': total}", "total"],
    ["{total: 1}", "total"],
    ["function($x) { total }(1)", "total"],
    ["$states.input.a = total", "total"],
    ["$uppercase()", "$uppercase()"],
    ["$substring(1)", "$substring()"],
    ["$map($states.input.a, function() { $trim() })", "$trim()"],
    ["$states.input ~> $trim", ""],
    ["$states.input ~> $substring(1)", ""],
    ["$states.input.a.$uppercase()", ""],
    ["$states.input.a[$contains('x')]", ""],
    ["$now() & $random() & $uuid()", ""],
  ] as const)
    it(`refers to the input document by "${names}" in ${source}`, () => {
      expect([...facts(source).inputDocument].join(" ")).to.equal(names);
    });

  for (const [source, calls] of [
    ["$sum([1])", "sum/1"],
    ["$now()", "now/0"],
    ["$f($g(1, 2), 3)", "f/2 g/2"],
    ["$x ~> $substring(1, 2)", "substring/3"],
    ["$x ~> $trim", ""],
    ["$x ~> $trim() ~> $pad(5)", "pad/2 trim/1"],
    ["$substring(?, 1)", ""],
    ["$map($x, $substring)", "map/2"],
    ["$a.$uppercase()", "uppercase/0"],
    ["($sum := function($a) { $a }; $sum(1, 2, 3))", ""],
    ["function($sum) { $sum(1, 2, 3) }($x)", ""],
    ["$f(1)(2)", "f/1"],
  ] as const)
    it(`calls "${calls}" in ${source}`, () => {
      const found = facts(source).calls.map(({ name, given }) => `${name}/${given}`);
      expect(found.sort().join(" ")).to.equal(calls);
    });

  it("calls fields where the dollar of a function is missing", () => {
    expect([...facts("$states.input.a.(uppercase(b)) & sum([1])").calledFields]).to.deep.equal([
      "uppercase",
      "sum",
    ]);
    expect([...facts("function($x) { $x }(1)").calledFields]).to.deep.equal([]);
  });

  for (const [source, kinds] of [
    ["1", "a number"],
    ["-$x", "a number"],
    ["'a'", "a string"],
    ["true", "true or false"],
    ["null", "null"],
    ["[1]", "an array"],
    ["[1..3]", "an array"],
    ["{}", "an object"],
    ["$x{a: b}", "an object"],
    ["$x + 1", "a number"],
    ["$x & ''", "a string"],
    ["$x = 1", "true or false"],
    ["$x > 1 and $y", "true or false"],
    ["$x in [1]", "true or false"],
    ["$x ? 1 : 'a'", "a number or a string"],
    ["$x ? 1", "a number"],
    ["()", "nothing"],
    ["($a := 1; 'b')", "a string"],
    ["$a := 1", "a number"],
    ["$string($x)", "a string"],
    ["$exists($x)", "true or false"],
    ["$keys($x)", "an array or a string"],
    ["$x ~> $trim", "a function or a string"],
    ["$x ~> $trim()", "a string"],
    ["'x' ~> $trim", "a string"],
    ["$trim ~> $uppercase", "a function"],
    ["$trim", "a function"],
    ["$substring(?, 1)", "a function"],
    ["function($x) { 1 }", "a function"],
    ["/a/", "a function"],
    ["$x.(a * b)", "a number or an array"],
    ["$x.{'a': b}", "an array or an object"],
    ["$x.$uppercase()", "a string or an array"],
    ["$x.[a]", "anything"],
    ["$x", "anything"],
    ["$x.a", "anything"],
    ["[1][0]", "anything"],
    ["'a'[0]", "anything"],
    ["$map($x, $string)", "anything"],
    ["$f($x)", "anything"],
    ["$x ~> |a|{}|", "anything"],
    ["($string := 1; $string)", "anything"],
    ["function($x) { $x }(1)", "anything"],
  ] as const)
    it(`yields ${kinds} in ${source}`, () => {
      expect(yields(source).split(" or ").sort().join(" or ")).to.equal(
        kinds.split(" or ").sort().join(" or "),
      );
    });

  it("yields anything where a variable of the machine hides a function", () => {
    expect(yields("$count", new Set(["count"]))).to.equal("anything");
    expect(yields("$count([1])", new Set(["count"]))).to.equal("anything");
    expect(yields("$count([1])", new Set(["total"]))).to.equal("a number");
  });

  it("yields what it is said to yield, whatever the data", async () => {
    let compared = 0;
    await assert(
      asyncProperty(anExpression, someData, someData, async (text, x, y) => {
        const found = read(text);
        const result = await evaluated(text, { x, y });
        if ("fault" in found || found.yields === undefined || result === undefined) return;
        compared += 1;
        expect(found.yields, `${text} of ${JSON.stringify({ x, y })}`).to.include(kindOf(result.value));
      }),
      { numRuns: 5_000 },
    );
    expect(compared).to.be.greaterThan(500);
  });

  it("never throws, whatever the text", () => {
    assert(
      property(string({ unit: "binary" }), (text) => {
        read(text);
      }),
    );
    assert(
      property(words, (text) => {
        read(text);
      }),
      { numRuns: 5_000 },
    );
  });
});

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "object" && ("_jsonata_lambda" in value || "_jsonata_function" in value))
    return "function";
  return typeof value;
}
