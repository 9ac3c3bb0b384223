import { expect } from "chai";
import { jsonataEvaluator } from "../../../../workflow/asl/run/sandbox";
import { seededRandom } from "../../../../workflow/asl/run/random";
import type { Json } from "../../../../workflow/asl/run/json";

const evaluator = (timeoutMs = 20_000, now = 42) =>
  jsonataEvaluator({ now: () => now, random: seededRandom(1), timeoutMs });

const evaluate = (expression: string, states: Json = {}, timeoutMs?: number) =>
  evaluator(timeoutMs).evaluate(expression, states);

/** A recursion that is no tail call: at depth 3n + 5. */
const nested = (n: number) => `($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(${n}))`;

describe("jsonataEvaluator", () => {
  it("evaluates with $states, and with nothing else as context", () => {
    const states = { input: { a: [1, { b: 2 }] } };
    expect(evaluate("$states.input.a[1].b", states)).to.deep.equal({ value: 2 });
    expect(evaluate("$states.input", states)).to.deep.equal({ value: { a: [1, { b: 2 }] } });
    expect(evaluate("input", states)).to.deep.equal({ value: undefined });
    expect(evaluate("$", states)).to.deep.equal({ value: undefined });
  });

  it("tells null, which is a value, from nothing", () => {
    expect(evaluate("$states.input.there", { input: { there: null } })).to.deep.equal({ value: null });
    expect(evaluate("$states.input.absent", { input: {} })).to.deep.equal({ value: undefined });
    expect(evaluate("$unknown")).to.deep.equal({ value: undefined });
  });

  it("says what JSONata says of an expression that throws", () => {
    expect(evaluate('"a" + 1')).to.deep.equal({
      fault: 'T2001: The left side of the "+" operator must evaluate to a number',
    });
    expect(evaluate('$error("mine")')).to.deep.equal({ fault: "D3137: mine" });
  });

  it("says what is wrong with what is no JSONata, before it is evaluated", () => {
    expect(evaluator().syntaxFault("1 +")).to.equal("S0207: Unexpected end of expression");
    expect(evaluator().syntaxFault("$states.input = 1")).to.equal(undefined);
    expect(evaluator().syntaxFault("a ?: b")).to.match(/^S02/); // JSONata 2.1, not what AWS runs
  });

  it("goes by the given clock", () => {
    expect(evaluator(20_000, Date.parse("2026-03-01T00:00:00Z")).evaluate("$now()", {})).to.deep.equal({
      value: "2026-03-01T00:00:00.000Z",
    });
    expect(evaluate("$millis()")).to.deep.equal({ value: 42 });
  });

  it("draws from the given random numbers", () => {
    const first = evaluate("[$random(), $uuid(), $shuffle([1..9])]");
    expect(evaluate("[$random(), $uuid(), $shuffle([1..9])]")).to.deep.equal(first);
  });

  it("refuses a function as result, at any depth, and has no $eval", () => {
    const fault = "The result is a function, which is an unsupported result type.";
    for (const expression of ["$sum", "function($x) { $x }", '{ "a": [1, $sum] }'])
      expect(evaluate(expression)).to.deep.equal({ fault });
    expect(evaluate('$eval("1")')).to.deep.equal({ fault: "T1006: Attempted to invoke a non-function" });
  });

  it("writes numbers that JSON does not have as JavaScript names them", () => {
    expect(evaluate("[1/0, -1/0]")).to.deep.equal({ value: ["Infinity", "-Infinity"] });
  });

  it("cannot change what it was given", () => {
    const states = { input: { a: 1 } };
    const shared = evaluator();
    expect(shared.evaluate("$states.input ~> | $ | { 'a': 2 } |", states)).to.deep.equal({ value: { a: 2 } });
    expect(shared.evaluate("$states.input.a", states)).to.deep.equal({ value: 1 });
  });

  it("refuses a depth of more than 100, as AWS does", () => {
    expect(evaluate(Array(100).fill(1).join(" + "))).to.deep.equal({ value: 100 });
    expect(evaluate(nested(31))).to.deep.equal({ value: 31 });
    const fault = (expression: string) => JSON.stringify(evaluate(expression));
    for (const expression of [Array(101).fill(1).join(" + "), nested(32)])
      expect(fault(expression)).to.contain("Stack overflow error").and.to.contain("Depth=101 max=100");
  });

  it("does not take width for depth", () => {
    const wide = Array(300).fill("[1, { 'a': 1 + 1 }]").join();
    expect(evaluate(`$count([${wide}])`)).to.deep.equal({ value: 300 });
    expect(evaluate("$count($map([1..300], function($v) { [$v, [$v, $v]] }))")).to.deep.equal({ value: 300 });
    const items = Array.from({ length: 1_000 }, (_, index) => ({ key: `k${index}`, value: index }));
    expect(evaluate("$states.input { key: value }", { input: items })).to.deep.equal({
      value: Object.fromEntries(items.map(({ key, value }) => [key, value])),
    });
  });

  it("evaluates what stands beside each other in order", () => {
    expect(evaluate("($x := 0; [($x := $x + 1), ($x := $x + 10), $x])")).to.deep.equal({ value: [1, 10, 0] });
  });

  it("ends recursions without end", () => {
    const endless = {
      nested: "($f := function($n) { 1 + $f($n) }; $f(1))",
      inArrays: "($f := function($n) { [1, $f($n)] }; $f(1))",
      inObjects: '($f := function($n) { { "a": $f($n) } }; $f(1))',
    };
    for (const expression of Object.values(endless))
      expect(JSON.stringify(evaluate(expression))).to.contain("Stack overflow error");
    expect(evaluate("($f := function($n) { $f($n) }; $f(1))", {}, 100)).to.deep.equal({
      fault: "The evaluation took longer than 100 ms.",
    });
  });

  it("ends a regular expression that backtracks without end", () => {
    const input = `${"a".repeat(40)}!`;
    expect(evaluate("$match($states.input, /(a+)+$/)", { input }, 100)).to.deep.equal({
      fault: "The evaluation took longer than 100 ms.",
    });
  });

  it("ends what would take all memory", () => {
    const fault = "Expression evaluation memory limit exceeded";
    expect(evaluate("$count([1..873782])")).to.deep.equal({ value: 873_782 });
    for (const expression of [
      "$count([1..873783])",
      "($f := function($a) { $f($append($a, $a)) }; $f([1]))",
      '($f := function($a) { $f($a & $a) }; $f("x"))',
    ])
      expect(evaluate(expression)).to.deep.equal({ fault });
  });

  it("evaluates the next expression after one that was cut off", () => {
    const shared = evaluator(100);
    for (let round = 0; round < 3; round++) {
      expect(shared.evaluate("($f := function($n) { $f($n) }; $f(1))", {})).to.have.property("fault");
      expect(shared.evaluate("$states.input + 1", { input: round })).to.deep.equal({ value: round + 1 });
    }
  });

  it("shows no prototype, and lets nobody change one", () => {
    for (const name of ["constructor", "__proto__", "toString", "valueOf", "__defineGetter__"]) {
      expect(evaluate(`$states.input.${name}`, { input: {} })).to.deep.equal({ value: undefined });
      expect(evaluate(`$lookup($states.input, "${name}")`, { input: {} })).to.deep.equal({
        value: undefined,
      });
    }
    const shared = evaluator();
    for (const made of [
      "{}",
      '$parse("{}")',
      "$range(1, 2, 1)",
      '$merge([{ "a": 1 }])',
      "$partition([{}], 1)[0]",
    ])
      for (const change of [
        '__proto__.__defineGetter__("polluted", {}.constructor)',
        '__defineGetter__("polluted", {}.constructor)',
      ])
        shared.evaluate(`${made}.${change}`, {});
    expect(shared.evaluate("{}.polluted", {})).to.deep.equal({ value: undefined });
    expect("polluted" in {}).to.equal(false);
  });

  it("has fields of any name, as JSON has", () => {
    const fields: Json = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "toString": 3}') as Json;
    for (const expression of [
      '$merge([$states.input, { "a": 1 }])',
      '$merge([$parse($string($states.input)), { "a": 1 }])',
    ])
      expect(JSON.stringify(evaluate(expression, { input: fields }))).to.equal(
        '{"value":{"__proto__":{"x":1},"constructor":2,"toString":3,"a":1}}',
      );
    expect(evaluate("$states.input.x", { input: fields })).to.deep.equal({ value: undefined });
  });
});
