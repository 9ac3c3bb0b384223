import { expect } from "chai";
import { evaluatePath, isReferencePath, parsePath, unsupported } from "../../../../workflow/asl/jsonpath";
import type { Json } from "../../../../workflow/asl/json";
import { path } from "./harness";

/** The document of the JSONPath article, which Jayway's own page uses. */
const store: Json = {
  store: {
    book: [
      { category: "reference", author: "Nigel Rees", title: "Sayings of the Century", price: 8.95 },
      { category: "fiction", author: "Evelyn Waugh", title: "Sword of Honour", price: 12.99 },
      { category: "fiction", author: "Herman Melville", title: "Moby Dick", isbn: "0-553", price: 8.99 },
      { category: "fiction", author: "J. R. R. Tolkien", title: "The Lord", isbn: "0-395", price: 22.99 },
    ],
    bicycle: { color: "red", price: 19.95 },
  },
  expensive: 10,
};

const at = (
  text: string,
  input: Json = store,
  context: Json = {},
  variables: Record<string, Json> = {},
): unknown => {
  const found = evaluatePath(path(text), { input, context, variables });
  return "fault" in found ? found : found.value;
};

const titles = ["Sayings of the Century", "Sword of Honour", "Moby Dick", "The Lord"];

describe("a path", () => {
  it("has signs in a name after a dot, as Jayway does", () => {
    const input: Json = {
      $ref: 1,
      "@type": 2,
      "aws:tag": 3,
      "a#b": 4,
      "50%": 5,
      list: [{ a: 1, b: 2 }, { a: 1 }],
    };
    for (const [text, value] of [
      ["$.$ref", 1],
      ["$.@type", 2],
      ["$.aws:tag", 3],
      ["$.a#b", 4],
      ["$.50%", 5],
      ["$.list[?(@.a&&@.b)].b", [2]],
    ] as const)
      expect(at(text, input), text).to.deep.equal(value);
  });

  it("that is definite yields the value that it names", () => {
    const input: Json = { foo: 123, bar: ["a", "b", "c"], car: { cdr: true }, "a b": { x: null }, "é-1": 2 };
    expect(at("$", input)).to.deep.equal(input);
    expect(at("$.foo", input)).to.equal(123);
    expect(at("$.bar", input)).to.deep.equal(["a", "b", "c"]);
    expect(at("$.car.cdr", input)).to.equal(true);
    expect(at("$['a b'].x", input)).to.equal(null);
    expect(at('$.["a b"]["x"]', input)).to.equal(null);
    expect(at("$.é-1", input)).to.equal(2);
    expect(at("$.bar[1]", input)).to.equal("b");
    expect(at("$.bar[-1]", input)).to.equal("c");
    expect(at("$.bar[(@.length-1)]", input)).to.equal("c");
  });

  it("reads the context object at $$, and variables at their name", () => {
    expect(at("$$.Execution.Id", {}, { Execution: { Id: "arn" } })).to.equal("arn");
    expect(at("$order_1.items[0]", {}, {}, { order_1: { items: ["x"] } })).to.equal("x");
    expect(at("$x", {}, {}, { x: null })).to.equal(null);
    expect(at("$x", {}, {}, { y: 1 })).to.deep.equal({ fault: "the variable $x has no value here" });
  });

  it("that is definite and finds nothing is a fault in Jayway's words", () => {
    expect(at("$.store.books[0]")).to.deep.equal({ fault: "No results for path: $['store']['books'][0]" });
    expect(at("$.store.book[4]")).to.have.property("fault");
    expect(at("$.expensive.x")).to.have.property("fault");
    expect(at("$.store.book.title")).to.have.property("fault");
  });

  it("does not find what JavaScript has and JSON has not", () => {
    for (const text of ["$.constructor", "$.__proto__", "$.store.book.length", "$.toString"])
      expect(at(text), text).to.have.property("fault");
    expect(at("$.__proto__", JSON.parse('{"__proto__":1}') as Json)).to.equal(1);
    expect(at("$toString")).to.have.property("fault");
  });

  it("that is not definite yields a list", () => {
    expect(at("$.store.book[*].title")).to.deep.equal(titles);
    expect(at("$..title")).to.deep.equal(titles);
    expect(at("$.store..price")).to.deep.equal([8.95, 12.99, 8.99, 22.99, 19.95]);
    expect(at("$..book[2].title")).to.deep.equal(["Moby Dick"]);
    expect(at("$..book[0,1].title")).to.deep.equal(titles.slice(0, 2));
    expect(at("$..book[:2].title")).to.deep.equal(titles.slice(0, 2));
    expect(at("$..book[1:2].title")).to.deep.equal(["Sword of Honour"]);
    expect(at("$..book[-2:].title")).to.deep.equal(titles.slice(2));
    expect(at("$..book[2:].title")).to.deep.equal(titles.slice(2));
    expect(at("$.store.book[?(@.isbn)].title")).to.deep.equal(titles.slice(2));
    expect(at("$.store.book[?(@.price < 10)].title")).to.deep.equal([titles[0], titles[2]]);
    expect(at("$..book[?(@.price <= $['expensive'])].title")).to.deep.equal([titles[0], titles[2]]);
    expect(at("$.store.book[*].isbn")).to.deep.equal(["0-553", "0-395"]);
    expect(at("$.nothing[*].here")).to.deep.equal([]);
    expect(at("$.store.bicycle['color','price','none']")).to.deep.equal([{ color: "red", price: 19.95 }]);
    expect(at("$[*][*]", [[1, 2], [3], []])).to.deep.equal([1, 2, 3]);
  });

  it("compares in filters", () => {
    const input: Json = [
      { n: 1, s: "a", l: [1, 2], b: false },
      { n: 2, s: "b", l: [], x: null },
    ];
    const which = (condition: string) =>
      (at(`$[?(${condition})]`, input) as { n: number }[]).map(({ n }) => n);
    expect(which("@.n == 1 && @.s == 'a'")).to.deep.equal([1]);
    expect(which("@.n == 1 || @.n == 2")).to.deep.equal([1, 2]);
    expect(which("!(@.n == 1)")).to.deep.equal([2]);
    expect(which("!@.b")).to.deep.equal([2]);
    expect(which("@.b")).to.deep.equal([1]);
    expect(which("@.x == null")).to.deep.equal([2]);
    expect(which("@.x != 1")).to.deep.equal([1, 2]);
    expect(which('@.s in ["a", "c"]')).to.deep.equal([1]);
    expect(which("@.s nin ['a']")).to.deep.equal([2]);
    expect(which("@.l contains 2")).to.deep.equal([1]);
    expect(which("@.l subsetof [1, 2, 3]")).to.deep.equal([1, 2]);
    expect(which("@.l anyof [2]")).to.deep.equal([1]);
    expect(which("@.l noneof [2]")).to.deep.equal([2]);
    expect(which("@.l all [1, 2]")).to.deep.equal([1]);
    expect(which("@.l size 2")).to.deep.equal([1]);
    expect(which("@.l empty true")).to.deep.equal([2]);
    expect(which("@.n > 1.5e0")).to.deep.equal([2]);
    expect(which("@.s >= 'b'")).to.deep.equal([2]);
    expect(which("@.n < 'b'")).to.deep.equal([]);
    expect(which("@.s == a"), "a text without quotes").to.deep.equal([1]);
    expect(which("(@.n == 1 || @.n == 2) && @.b == false")).to.deep.equal([1]);
    expect(which("@.l.length() == 2")).to.deep.equal([1]);
  });

  it("may end with a function", () => {
    expect(at("$.store.book.length()")).to.equal(4);
    expect(at("$..price.max()")).to.equal(22.99);
    expect(at("$..price.min()")).to.equal(8.95);
    expect(at("$.n.sum()", { n: [1, 2, 3] })).to.equal(6);
    expect(at("$.n.avg()", { n: [1, 2, 3] })).to.equal(2);
    expect(at("$.n.stddev()", { n: [1, 3] })).to.equal(1);
    expect(at("$.n.first()", { n: [1, 3] })).to.equal(1);
    expect(at("$.n.last()", { n: [1, 3] })).to.equal(3);
    expect(at("$.n.index(1)", { n: [1, 3] })).to.equal(3);
    expect(at("$.store.bicycle.keys()")).to.deep.equal(["color", "price"]);
    expect(at("$.n.append(4)", { n: [1] })).to.deep.equal([1, 4]);
    expect(at("$.n.concat('c', $.m)", { n: ["a", "b"], m: "d" })).to.equal("abcd");
    expect(at("$.sum($.store..price)")).to.be.closeTo(73.87, 0.001);
    expect(at("$.length($.store.book)")).to.equal(4);
    expect(at("$.n.max()", { n: [] })).to.have.property("fault");
  });

  it("reads the examples of reference paths in the specification", () => {
    for (const text of [
      "$.store.book",
      String.raw`$.store\.book`,
      String.raw`$.foo\@bar.baz\[\[.\?pretty`,
      "$.&Ж中.\uD800\uDF46",
      String.raw`$.&Ж中.\uD800\uDF46`,
      "$.ledgers.branches[0].pending.count",
      "$.ledgers.branches[0]",
      "$.ledgers[0][22][315].foo",
      "$['store']['book']",
      "$['store'][0]['book']",
    ])
      expect(isReferencePath(path(text)), text).to.equal(true);
    expect(at(String.raw`$.store\.book`, { "store.book": 1 })).to.equal(1);
    expect(at(String.raw`$['it\'s']`, { "it's": 1 })).to.equal(1);
  });

  it("is no reference path with anything but names and indexes", () => {
    for (const text of [
      "$..a",
      "$.a[*]",
      "$.a[1,2]",
      "$.a[0:2]",
      "$[?(@.a)]",
      "$.a.length()",
      "$['a','b']",
      "$[(@.length-1)]",
    ])
      expect(isReferencePath(path(text)), text).to.equal(false);
  });

  it("says whether it is definite", () => {
    const definite = (text: string) => path(text).definite;
    expect(["$", "$.a[0].b", "$.a.length()", "$..a.max()", "$x.a"].map(definite)).to.not.include(false);
    expect(["$..a", "$.a[*].b", "$.a[0:1]", "$[?(@.a)]", "$.a[*].length()"].map(definite)).to.not.include(
      true,
    );
  });

  it("that does not parse is a fault that says where and what", () => {
    const fault = (text: string) => parsePath(text);
    expect(fault("$.a..")).to.deep.equal({ fault: "expected a name, * or [ at character 6, found the end" });
    expect(fault(".guid")).to.deep.equal({
      fault: 'expected a path, which begins with "$" at character 1, found ".guid"',
    });
    for (const text of [
      "",
      "x",
      "..guid",
      "()",
      "$...",
      "$.",
      "$.~.bar",
      "${eek}",
      "$[foo]",
      "$.a b",
      "$[",
      "$['a",
      "$[1",
      "$[1:2:3]",
      "$[?(@.a ==)]",
      "$[?(1)]",
      "$[?(@.a]",
      "$[?@.a]",
      "$[]",
      "$.a.nope()",
      "$.a[(@.length)]",
      "$ ",
      " $",
      "$.a.index()",
      "$[?(@.a =~ /x)]",
      "$-a",
      "$1",
      "$$$",
      "States.UUID()",
      "$.a[99999999999999999999]",
    ])
      expect(fault(text), text).to.have.property("fault");
  });

  it("with a regular expression parses, and is refused by whoever evaluates", () => {
    expect(unsupported(path("$[?(@.a =~ /(x+x+)+y/i)]").steps)).to.be.a("string");
    expect(unsupported(path("$.a[?(@.b[?(!(@.c =~ /x/))])]").steps)).to.be.a("string");
    expect(unsupported(path("$.a[?(@.b == '/x/')]").steps)).to.equal(undefined);
  });

  it("with brackets inside of brackets without end is a fault, not an overflow", () => {
    for (const text of [
      "$[?(".repeat(20_000),
      `$[?(${"!".repeat(50_000)}@.a)]`,
      `$[?(${"(".repeat(20_000)}`,
      `$[?(@.a in ${"[".repeat(50_000)}`,
    ])
      expect(parsePath(text)).to.have.property("fault");
  });

  it("that looks at everything again and again is stopped", () => {
    const deep = JSON.parse(`${"[".repeat(5_000)}1${"]".repeat(5_000)}`) as Json;
    expect(at("$..*..*..*", deep)).to.have.property("fault");
    expect(at("$..[?($..a == 1)]", deep)).to.have.property("fault");
    expect(at("$..[?(@ == $)]", deep)).to.have.property("fault");
    expect(at("$..length()", deep)).to.equal(5_001);
  }).timeout(10_000);
});
