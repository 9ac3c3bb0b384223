import { expect } from "chai";
import { run } from "../../../../../workflow/asl/run";
import { definition, START } from "../harness";

const INPUT = {
  orders: [
    { id: "a", price: 10, qty: 2, tags: ["x", "y"], customer: "Ann" },
    { id: "b", price: 5, qty: 10, tags: ["y"], customer: "Bob" },
    { id: "c", price: 20, qty: 1, tags: [], customer: "Ann" },
  ],
  text: "The quick brown fox",
  when: "2026-01-31T12:00:00Z",
  numbers: [3, 1, 2],
  nested: { list: [[1, 2], [3]], empty: [], none: null },
};

/** In AWS, with `$i := $states.input`. The values follow from the documentation of JSONata 2 and of Step Functions. */
const EXPRESSIONS: readonly (readonly [expression: string, value: unknown])[] = [
  ["$i.orders[price > 8].id", ["a", "c"]],
  ["$i.orders[price > 100].id ? 1 : 0", 0],
  ["$i.orders[0].tags[1]", "y"],
  ["$i.orders[-1].id", "c"],
  ["$i.orders.(price * qty)", [20, 50, 20]],
  ["$sum($i.orders.(price * qty))", 90],
  ["$map($i.numbers, function($v, $n) { $v * $n })", [0, 1, 4]],
  ["$filter($i.numbers, function($v) { $v > 1 })", [3, 2]],
  ["$reduce($i.numbers, function($a, $b) { $a + $b })", 6],
  ["$single($i.orders, function($o) { $o.id = 'b' }).qty", 10],
  ["$i.orders{customer: $sum(price)}", { Ann: 30, Bob: 5 }],
  ["$i.orders.{ 'id': id, 'total': price * qty }[total > 20]", { id: "b", total: 50 }],
  ["( $x := 2; $y := $x * 3; [$x, $y] )", [2, 6]],
  ["( $f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5) )", 120],
  ["$parse('{\"a\": [1, null]}')", { a: [1, null] }],
  ["$partition([1, 2, 3, 4, 5], 2)", [[1, 2], [3, 4], [5]]],
  ["$range(0, 10, 5)", [0, 5, 10]],
  ["$range(3, 1, -1)", [3, 2, 1]],
  ["$hash('hello', 'SHA-256')", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"],
  ["$hash('', 'MD5')", "d41d8cd98f00b204e9800998ecf8427e"],
  ["$random(1) = $random(1)", true],
  ["$length($uuid())", 36],
  ["$i.orders^(price).id", ["b", "a", "c"]],
  ["$i.orders^(>price, id).id", ["c", "a", "b"]],
  ["$sort($i.numbers, function($l, $r) { $l < $r })", [3, 2, 1]],
  ["$match($i.text, /q(\\w+)/).groups", ["uick"]],
  ["$replace($i.text, /\\b(\\w)/, '<$1>')", "<T>he <q>uick <b>rown <f>ox"],
  ["$contains($i.text, /QUICK/i)", true],
  ["$split($i.text, ' ') ~> $map($uppercase) ~> $join('-')", "THE-QUICK-BROWN-FOX"],
  ["( $f := $trim ~> $uppercase; $f('  a ') )", "A"],
  ["$toMillis($i.when)", Date.parse("2026-01-31T12:00:00Z")],
  ["$fromMillis(0, '[Y0001]-[M01]-[D01]')", "1970-01-01"],
  ["$millis()", START],
  ["$now()", "2026-01-01T00:00:00.000Z"],
  ["$merge([{'a': 1}, {'b': 2}])", { a: 1, b: 2 }],
  ["$keys($i.nested)", ["list", "empty", "none"]],
  ["$i.nested.list", [[1, 2], [3]]],
  ["$i.nested.**[$type($) = 'number'][0]", 1],
  ["$append($i.nested.empty, 1)", [1]],
  ["$exists($i.absent)", false],
  ["$i.nested.none", null],
  ["$string({'a': [1]})", '{"a":[1]}'],
  ["$distinct($i.orders.customer)", ["Ann", "Bob"]],
  ["$each($i.orders[0], function($v, $k) { $k })[0]", "id"],
  ["$sift($i.orders[0], function($v) { $type($v) = 'number' })", { price: 10, qty: 2 }],
  ["$i.orders#$n[$n > 0].id", ["b", "c"]],
  ["$i.orders@$o.$o.id", ["a", "b", "c"]],
  ["$lookup($i.orders[1], 'qty')", 10],
  [
    "$zip([1, 2], ['a', 'b'])",
    [
      [1, "a"],
      [2, "b"],
    ],
  ],
  ["$base64decode($base64encode('ü'))", "ü"],
  ["$encodeUrlComponent('a b&')", "a%20b%26"],
  ["$formatNumber(1234.5, '#,##0.00')", "1,234.50"],
  ["$round(2.5) & '|' & $round(3.5)", "2|4"],
  ["$spread({'a': 1, 'b': 2})", [{ a: 1 }, { b: 2 }]],
  ["$assert(true, 'fine') or true", true],
  ["$boolean([0]) or $boolean('x') and $not(false)", true],
  ["'b' in $i.orders.id", true],
  ["[1..4][$ % 2 = 0]", [2, 4]],
  ["$states.context.State.Name", "Only"],
];

describe("JSONata in a state", () => {
  for (const [expression, value] of EXPRESSIONS)
    it(expression, async () => {
      const bound = expression.includes("$i.") ? `( $i := $states.input; ${expression} )` : expression;
      const { output, cause } = await run(
        definition({ Only: { Type: "Pass", Output: `{% ${bound} %}`, End: true } }),
        { input: INPUT },
      );
      expect(output, cause).to.deep.equal(value);
    });

  it("fails for what Step Functions does not have", async () => {
    for (const expression of [
      "$eval('1')",
      "$states.input ?? 1",
      "$undefined_function()",
      "$error('mine')",
    ]) {
      const status = await run(
        definition({ Only: { Type: "Pass", Output: `{% ${expression} %}`, End: true } }),
      ).then(
        ({ error }) => error,
        (refused: unknown) => (refused instanceof Error ? refused.name : undefined),
      );
      expect(status, expression).to.be.oneOf(["States.QueryEvaluationError", "InvalidDefinition"]);
    }
  });
});
