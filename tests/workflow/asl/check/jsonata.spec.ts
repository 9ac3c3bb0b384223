import { expect } from "chai";
import { array, assert, constantFrom, property } from "fast-check";
import { readFileSync } from "node:fs";
import { check } from "../../../../workflow/asl/check";
import { FUNCTIONS } from "../../../../workflow/asl/check/functions";
import jsonata = require("jsonata");
import { changed, expectProblems } from "./machines";

/** Every place of the sound definition where AWS evaluates strings. */
const SITES = [
  "/States/Ask/Arguments/Payload/more",
  "/States/Ask/Output",
  "/States/Ask/Catch/0/Output",
  "/States/Ask/TimeoutSeconds",
  "/States/Ask/HeartbeatSeconds",
  "/States/Decide/Choices/1/Condition",
  "/States/Decide/Choices/1/Output",
  "/States/Decide/Output",
  "/States/Good/Output",
  "/States/Bad/Error",
  "/States/Bad/Cause",
];

const OUTPUT = "/States/Good/Output";
const refuses = (expression: string, rule: string, pointer = OUTPUT) => {
  expectProblems({ [pointer]: `{% ${expression} %}` }, [`${pointer} jsonata/${rule}`]);
};
const accepts = (expression: string, pointer = OUTPUT) => {
  expectProblems({ [pointer]: `{% ${expression} %}` }, []);
};

describe("check of JSONata", () => {
  for (const pointer of SITES)
    it(`reads the expressions in ${pointer}`, () => {
      refuses("$states.input.", "syntax", pointer);
      refuses("$unknown = 1", "variable", pointer);
    });

  it("reads expressions however deep, and no names of fields", () => {
    expectProblems({ [OUTPUT]: { "{% ( %}": [{ deep: "{% ( %}" }] } }, [
      `${OUTPUT}/{% ( %}/0/deep jsonata/syntax`,
    ]);
  });

  it("reads no comment and no name", () => {
    expectProblems({ "/Comment": "{% ( %}", "/States/Ask/Comment": "{% ( %}" }, []);
  });

  for (const text of ["{% 1", "1 %}", " {% 1 %}", "{% 1 %} ", "{%"])
    it(`refuses ${JSON.stringify(text)}, whose delimiters are not right`, () => {
      expectProblems({ [OUTPUT]: text }, [`${OUTPUT} jsonata/delimiters`]);
    });

  it("accepts an expression without spaces, and over several lines", () => {
    expectProblems({ [OUTPUT]: "{%10%}" }, []);
    accepts("\n  $states.input.a\n");
  });

  it("accepts text with signs of percent and braces", () => {
    for (const text of ["100 % {sure}", "", "% }", "{ %"]) expectProblems({ [OUTPUT]: text }, []);
  });

  for (const expression of [
    "",
    "10 + * 2",
    "$states.input.a === 1",
    "$states.input.a ?: 1",
    "$states.input.a ?? 1",
    "$.a[?(@.b)]",
    "/(/",
    "'open",
    "/* open",
  ])
    it(`refuses ${JSON.stringify(expression)}, which is no JSONata 2.0.6`, () => {
      refuses(expression, "syntax");
    });

  it("says what jsonata says of it", () => {
    expect(check(changed({ [OUTPUT]: "{% (1 %}" })).map(({ message }) => message)).to.deep.equal([
      'expected JSONata 2.0.6, found "{% (1 %}": Expected ")" before end of expression (at character 4)',
    ]);
  });

  it("refuses an expression that is nested too deep to read", () => {
    for (const depth of [3_000, 100_000]) refuses("(".repeat(depth) + "1" + ")".repeat(depth), "syntax");
  });

  for (const expression of [
    "$total",
    "$eval('1')",
    "$Sum([1])",
    "$constructor",
    "$states.input.a.($b)",
    "$states.input.a[$b]",
    "$states.input.a^($b)",
    "$states.input.a{'k': $b}",
    "$map([1], function($x) { $x + $y })",
    "($a := 1; (($b := 2); $a + $b))",
    "function($x) { 1 }($x)",
    "$states.input ~> |a|{'b': $c}|",
    "{'a': $b}",
    "$sum($b)",
  ])
    it(`refuses a variable that nothing binds: ${expression}`, () => {
      refuses(expression, "variable");
    });

  for (const expression of [
    "($a := 1; $b := $a + 1; $a + $b)",
    "($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5))",
    "($even := function($n) { $n = 0 or $odd($n - 1) }; $odd := function($n) { $n != 0 and $even($n - 1) }; $even(4))",
    "$reduce([1..5], function($x, $y) { $x * $y })",
    "$states.input.loans@$l.books[isbn = $l.isbn].title",
    "$states.input.books#$i[$i < 3]",
    "$states.input.books[0]#$i.{'n': $i}",
    "$partition([1], 1) & $range(0, 1, 1) & $hash('a', 'MD5') & $random(1) & $uuid() & $parse('1') & $now()",
    "$states.input.names.$uppercase($)",
    "$states.input.name ~> $uppercase ~> $trim",
    "$map($states.input.a, $string)",
  ])
    it(`accepts what is bound inside: ${expression}`, () => {
      accepts(expression);
    });

  it("knows only functions that JSONata or AWS has, and all of jsonata's but $eval", async () => {
    const ofAws = ["hash", "parse", "partition", "range", "uuid"];
    for (const name of FUNCTIONS)
      if (!ofAws.includes(name))
        expect(await jsonata(`$type($${name})`).evaluate({}), name).to.equal("function");
    const source = readFileSync(require.resolve("jsonata"), "utf8");
    const bound = [...source.matchAll(/(?:staticFrame|environment)\.bind\('(\w+)'/g)].map(([, name]) => name);
    expect(new Set(bound)).to.deep.equal(
      new Set([...FUNCTIONS, "eval"].filter((name) => !ofAws.includes(name))),
    );
  });

  for (const expression of [
    "$",
    "$$",
    "$.total",
    "total",
    "total[0].a",
    "*",
    "**.a",
    "`odd name`",
    "$sum(total)",
    "$states.input.a[$$.b]",
    "{'a': total}",
    "{total: 1}",
    "function($x) { total }(1)",
    "$states.input.a = total",
  ])
    it(`refuses what reads an input document: ${expression}`, () => {
      refuses(expression, "input-document");
    });

  for (const expression of [
    "$states.input.orders[$.total > 10]",
    "$states.input.orders[total > 10].name",
    "$states.input.orders.(price * count)",
    "$states.input.orders.{'name': name}",
    "$states.input.orders{name: $sum(price)}",
    "$states.input.orders^(>price, name)",
    "$states.input.*",
    "$states.input.**.name",
    "$states.input.a.%.b",
    "$states.input ~> |orders|{'price': price + 1}, ['count']|",
    "$states.input.`odd name`",
    "$filter($states.input.a, function($x) { $x.total > 1 })",
  ])
    it(`accepts names where a path sets their context: ${expression}`, () => {
      accepts(expression);
    });

  it("refuses a field that $states does not have", () => {
    refuses("$states.inputs.a", "states-field");
    refuses("$sum($states.total)", "states-field");
    refuses("$states.input.a[b = $states.c]", "states-field");
  });

  it("accepts a parameter called $states, which is another", () => {
    accepts("function($states) { $states.total }({'total': 1})");
  });

  it("has a result in the Output of a Task only", () => {
    for (const pointer of SITES)
      if (pointer !== "/States/Ask/Output") refuses("$states.result.a = 1", "not-here", pointer);
    accepts("$states.result.a", "/States/Ask/Output");
  });

  it("has an error output in the Output of a Catcher only", () => {
    for (const pointer of SITES)
      if (pointer !== "/States/Ask/Catch/0/Output")
        refuses("$states.errorOutput.Error = 1", "not-here", pointer);
    accepts("$states.errorOutput.Cause", "/States/Ask/Catch/0/Output");
  });

  it("has a task in the context of a Task that waits for a token only", () => {
    refuses("$states.context.Task.Token", "not-here");
    refuses("$states.context.Task.Token", "not-here", "/States/Tell/Arguments/Payload");
    accepts("$states.context.Task.Token", "/States/Ask/Output");
    accepts("$states.context.State.EnteredTime");
  });

  it("refuses a result where only an error output is, and says where it belongs", () => {
    const change = { "/States/Ask/Catch/0/Output": "{% $states.result %}" };
    expect(check(changed(change)).map(({ message }) => message)).to.deep.equal([
      "expected what exists in this Output, found $states.result, which only the Output of a Task has",
    ]);
  });

  it("gives a verdict on any words of JSONata in any order", () => {
    const words = constantFrom(
      ..."$ $$ $states .input .result .a a 1 'b' ( ) [ ] { } , ; : := ? . ^( @$v #$i * ** % & = ~> | function($x){ $f( -".split(
        " ",
      ),
    );
    assert(
      property(array(words, { maxLength: 8 }), (chosen) => {
        const Output = `{% ${chosen.join(" ")} %}`;
        const States = { Good: { Type: "Succeed", Output } };
        const verdict = check({ QueryLanguage: "JSONata", StartAt: "Good", States });
        for (const { pointer, rule } of verdict)
          expect([pointer, rule.split("/")[0]]).to.deep.equal([OUTPUT, "jsonata"]);
      }),
      { numRuns: 2_000 },
    );
  });
});
