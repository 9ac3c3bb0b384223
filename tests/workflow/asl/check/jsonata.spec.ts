import { expect } from "chai";
import { array, assert, constantFrom, property } from "fast-check";
import { check } from "../../../../workflow/asl/check";
import { SOUND_EXPRESSIONS } from "../jsonata/expressions";
import { changed, expectProblems } from "./machines";
import { problemsOf, put } from "./places";

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

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:ask";
const BRANCH = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
const ASSIGNING = { Type: "Pass", Next: "Good" };

/** A sound machine with an expression in the field of a state, or in the part of a state. */
const machineWith = (state: object): object => ({
  QueryLanguage: "JSONata",
  StartAt: "A",
  States: { A: { End: true, ...state } },
});

describe("check of JSONata", () => {
  for (const pointer of SITES)
    it(`reads the expressions in ${pointer}`, () => {
      refuses("$states.input.", "syntax", pointer);
      refuses("$eval('1').a", "function", pointer);
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
      'expected JSONata 2.0.6, found "(1": Expected ")" before end of expression (at character 2)',
    ]);
  });

  for (const [expression, mend] of [
    ["", "Write an expression between {% and %}."],
    ["$states.input.a && true", "Write and for &&."],
    ["$states.input.a || true", "Write or for ||."],
    ["$states.input.a == 1", "Write = for ==, also where it compares."],
    ["$states.input.a !== 1", "Write != for !==."],
    ["!$states.input.a", "Write $not(…) for !."],
    ["$map([1], x => x)", "Write a function as function($x) { … }."],
    ["'it\\'s'", "JSONata has no \\': put the text in double quotes."],
    ["$states.input.a ?? 1", "Write $exists(a) ? a : b."],
    [
      "$states.input.a[?(@.b)]",
      "Filters of JSONPath are no JSONata: write [price < 10] for [?(@.price < 10)].",
    ],
    ["($states.input.a", "Correct the expression at that place."],
  ] as const)
    it(`says what JSONata writes for ${expression}`, () => {
      expect(check(changed({ [OUTPUT]: `{% ${expression} %}` }))[0]?.mend).to.equal(mend);
    });

  for (const [expression, mend] of [
    ["states.input.a", "Write $states."],
    [
      "States.Format('{}', $states.input.a)",
      "Intrinsic functions belong to JSONPath: JSONata has its own, such as $string and &.",
    ],
    [
      "$$.Execution.Id",
      "Step Functions gives an expression no input document: write $states.input, or $states.context for the context object.",
    ],
  ] as const)
    it(`says once what stands for ${expression}`, () => {
      refuses(expression, "input-document");
      expect(check(changed({ [OUTPUT]: `{% ${expression} %}` }))[0]?.mend).to.equal(mend);
    });

  for (const [field, expression, mend] of [
    ["Timestamp", "$millis()", "Make a timestamp of it: $fromMillis(…)."],
    ["Seconds", "$string(1)", "Make a number of it: $number(…)."],
  ] as const)
    it(`says how ${expression} becomes what ${field} takes`, () => {
      const wait = machineWith({ Type: "Wait", [field]: `{% ${expression} %}` });
      expect(check(wait).map((problem) => [problem.rule, problem.mend])).to.deep.equal([
        ["jsonata/type", mend],
      ]);
    });

  it("refuses an expression that is nested too deep to read", () => {
    for (const depth of [3_000, 100_000]) refuses("(".repeat(depth) + "1" + ")".repeat(depth), "syntax");
  });

  for (const [expression, mend] of [
    ["$concat('a', 'b')", "Write & between texts, $append between lists."],
    ["$len($states.input)", "Write $length for texts, $count for lists."],
    ["$eval('1')", "AWS has no $eval: parse JSON with $parse."],
    ["$Sum([1])", "Write $sum, or define it in the expression with :=."],
    ["$uppercas('a')", "Write $uppercase, or define it in the expression with :=."],
    ["$constructor()", "Correct the name, or define it in the expression with :=."],
    ["$states.input.a ~> $sumOf()", "Correct the name, or define it in the expression with :=."],
    ["$states.input.a.(uppercase(b))", "Functions begin with a dollar: write $uppercase(…)."],
    ["sum([1])", "Functions begin with a dollar: write $sum(…)."],
  ] as const)
    it(`refuses to call what is no function: ${expression}`, () => {
      refuses(expression, "function");
      expect(check(changed({ [OUTPUT]: `{% ${expression} %}` }))[0]?.mend).to.equal(mend);
    });

  it("refuses to call a variable, which hides the function of its name", () => {
    const assigned = { ...ASSIGNING, Assign: { total: 1, sum: 2 } };
    const at = "/States/Good/Output jsonata/function";
    const machine = (Output: string) => ({
      QueryLanguage: "JSONata",
      StartAt: "Set",
      States: { Set: assigned, Good: { Type: "Succeed", Output } },
    });
    expect(problemsOf(machine("{% $total(1) %}"))).to.deep.equal([at]);
    expect(problemsOf(machine("{% $sum([1]) %}"))).to.deep.equal([at]);
    expect(problemsOf(machine("{% $sum + $total %}"))).to.deep.equal([]);
  });

  for (const [expression, message] of [
    ["$sum()", "expected 1 argument for $sum, found 0"],
    ["$sum(1, 2)", "expected 1 argument for $sum, found 2"],
    ["$uuid(1)", "expected 0 arguments for $uuid, found 1"],
    ["$parse('1', '2')", "expected 1 argument for $parse, found 2"],
    ["$range(1, 2)", "expected 3 arguments for $range, found 2"],
    ["$partition([1])", "expected 2 arguments for $partition, found 1"],
    ["$hash('a')", "expected 2 arguments for $hash, found 1"],
    ["$random(1, 2)", "expected 0 to 1 arguments for $random, found 2"],
    ["$substring('a', 1, 2, 3)", "expected 1 to 3 arguments for $substring, found 4"],
    ["$map([1])", "expected 2 arguments for $map, found 1"],
    ["$zip()", "expected 1 or more arguments for $zip, found 0"],
    ["'a' ~> $substring(1, 2, 3)", "expected 1 to 3 arguments for $substring, found 4"],
    ["[1] ~> $map()", "expected 2 arguments for $map, found 1"],
  ] as const)
    it(`counts the arguments: ${expression}`, () => {
      refuses(expression, "arguments");
      expect(check(changed({ [OUTPUT]: `{% ${expression} %}` }))[0]?.message).to.equal(message);
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

  it("has a result in the Output of a Task, and not in other fields of it, nor in other states", () => {
    for (const pointer of SITES)
      if (pointer !== "/States/Ask/Output") refuses("$states.result.a", "not-here", pointer);
    accepts("$states.result.a", "/States/Ask/Output");
  });

  it("has an error output in the Output of a Catcher only", () => {
    for (const pointer of SITES)
      if (pointer !== "/States/Ask/Catch/0/Output") refuses("$states.errorOutput.Error", "not-here", pointer);
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
      "expected what exists in this Output, found $states.result, which only the Output and Assign of a Task, Parallel or Map has",
    ]);
  });

  for (const [type, state] of [
    ["Task", { Type: "Task", Resource: ARN }],
    ["Parallel", { Type: "Parallel", Branches: [BRANCH] }],
    ["Map", { Type: "Map", ItemProcessor: BRANCH }],
  ] as const)
    it(`has a result in Output and Assign of a ${type}, an error output in those of its Catchers, and no other`, () => {
      const place = (field: string, text: string) => ({ ...state, [field]: { a: text } });
      const catching = (field: string, text: string) => ({
        ...state,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "B", [field]: { a: text } }],
      });
      for (const field of ["Output", "Assign"]) {
        expect(problemsOf(machineWith(place(field, "{% $states.result %}")))).to.deep.equal([]);
        expect(problemsOf(machineWith(place(field, "{% $states.errorOutput %}")))).to.deep.equal([
          `/States/A/${field}/a jsonata/not-here`,
        ]);
        const caught = (text: string) => {
          const { States, ...machine } = machineWith(catching(field, text)) as { States: object };
          return problemsOf({ ...machine, States: { ...States, B: { Type: "Fail" } } });
        };
        expect(caught("{% $states.errorOutput %}")).to.deep.equal([]);
        expect(caught("{% $states.result %}")).to.deep.equal([
          `/States/A/Catch/0/${field}/a jsonata/not-here`,
        ]);
      }
      if (type !== "Map")
        expect(problemsOf(machineWith(place("Arguments", "{% $states.result %}")))).to.deep.equal([
          "/States/A/Arguments/a jsonata/not-here",
        ]);
    });

  for (const [type, state] of [
    ["Pass", { Type: "Pass" }],
    ["Wait", { Type: "Wait", Seconds: 1 }],
  ] as const)
    it(`has no result in a ${type}`, () => {
      for (const field of ["Output", "Assign"])
        expect(problemsOf(machineWith({ ...state, [field]: { a: "{% $states.result %}" } }))).to.deep.equal([
          `/States/A/${field}/a jsonata/not-here`,
        ]);
    });

  it("has an item in the ItemSelector and ItemBatcher of a Map and in what is inside it, and nowhere else", () => {
    const item = "{% $states.context.Map.Item.Value %}";
    const inside = { StartAt: "I", States: { I: { Type: "Pass", Output: item, End: true } } };
    const deep = {
      StartAt: "P",
      States: { P: { Type: "Parallel", Branches: [inside], End: true } },
    };
    const map = { Type: "Map", ItemProcessor: BRANCH };
    expect(problemsOf(machineWith({ ...map, ItemSelector: { a: item } }))).to.deep.equal([]);
    expect(problemsOf(machineWith({ ...map, ItemProcessor: inside }))).to.deep.equal([]);
    expect(problemsOf(machineWith({ ...map, ItemProcessor: deep }))).to.deep.equal([]);
    expect(problemsOf(machineWith({ ...map, Output: item }))).to.deep.equal([
      "/States/A/Output jsonata/not-here",
    ]);
    expect(problemsOf(machineWith({ ...map, Items: item }))).to.deep.equal([
      "/States/A/Items jsonata/not-here",
    ]);
    expect(problemsOf(machineWith({ Type: "Parallel", Branches: [inside] }))).to.deep.equal([
      "/States/A/Branches/0/States/I/Output jsonata/not-here",
    ]);
  });

  it("has a token in an activity, and not in a function that is called directly", () => {
    const token = (Resource: string) =>
      problemsOf(
        machineWith({ Type: "Task", Resource, Arguments: { a: "{% $states.context.Task.Token %}" } }),
      );
    expect(token("arn:aws:states:eu-west-1:123456789012:activity:a")).to.deep.equal([]);
    expect(token(ARN)).to.deep.equal(["/States/A/Arguments/a jsonata/not-here"]);
  });

  const distributed = {
    ...BRANCH,
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  };
  const reader = { Resource: "arn:aws:states:::s3:getObject", Arguments: { Bucket: "b", Key: "k" } };
  /** Fields that take one kind of value, with an expression of it and one of another. */
  for (const [pointer, state, right, wrong, message] of [
    ["Seconds", { Type: "Wait" }, "1 + 1", "'1'", "a number, found an expression that yields a string"],
    [
      "Timestamp",
      { Type: "Wait" },
      "$now()",
      "$millis()",
      "a string, found an expression that yields a number",
    ],
    [
      "Error",
      { Type: "Fail", End: undefined },
      "'a'",
      "404",
      "a string, found an expression that yields a number",
    ],
    [
      "Cause",
      { Type: "Fail", End: undefined },
      "$string(1)",
      "{}",
      "a string, found an expression that yields an object",
    ],
    [
      "TimeoutSeconds",
      { Type: "Task", Resource: ARN },
      "$max([1])",
      "$string(9)",
      "a number, found an expression that yields a string",
    ],
    [
      "HeartbeatSeconds",
      { Type: "Task", Resource: ARN },
      "9",
      "true",
      "a number, found an expression that yields true or false",
    ],
    [
      "Items",
      { Type: "Map", ItemProcessor: BRANCH },
      "[1..3]",
      "'abc'",
      "an array or an object, found an expression that yields a string",
    ],
    [
      "MaxConcurrency",
      { Type: "Map", ItemProcessor: BRANCH },
      "5",
      "[5]",
      "a number, found an expression that yields an array",
    ],
    [
      "ToleratedFailureCount",
      { Type: "Map", ItemProcessor: distributed },
      "5",
      "'5'",
      "a number, found an expression that yields a string",
    ],
    [
      "ToleratedFailurePercentage",
      { Type: "Map", ItemProcessor: distributed },
      "5",
      "null",
      "a number, found an expression that yields null",
    ],
    [
      "ItemBatcher/MaxItemsPerBatch",
      { Type: "Map", ItemProcessor: distributed, ItemBatcher: {} },
      "5",
      "'5'",
      "a number, found an expression that yields a string",
    ],
    [
      "ItemReader/ReaderConfig/MaxItems",
      { Type: "Map", ItemProcessor: distributed, ItemReader: { ...reader, ReaderConfig: {} } },
      "5",
      "'5'",
      "a number, found an expression that yields a string",
    ],
    ["Output", { Type: "Pass" }, "$now()", "$now", "JSON, found an expression that yields a function"],
    ["Output", { Type: "Pass" }, "null", "()", "JSON, found an expression that yields nothing"],
    [
      "Credentials",
      { Type: "Task", Resource: ARN },
      "{}",
      "'arn'",
      "an object, found an expression that yields a string",
    ],
  ] as const)
    it(`takes ${message.split(",")[0] ?? ""} in ${pointer}: ${right}, and not ${wrong}`, () => {
      const given = (expression: string) =>
        put(machineWith(state), `/States/A/${pointer}`, `{% ${expression} %}`);
      expect(problemsOf(given("$states.input.any"))).to.deep.equal([]);
      expect(problemsOf(given(right))).to.deep.equal([]);
      expect(check(given(wrong)).map((found) => [found.pointer, found.rule, found.message])).to.deep.equal([
        [`/States/A/${pointer}`, "jsonata/type", `expected ${message}`],
      ]);
    });

  it("takes any JSON in parts of Arguments, Output and Assign", () => {
    for (const expression of ["1", "'a'", "null", "true", "[]", "{}"])
      expect(
        problemsOf(
          machineWith({
            Type: "Pass",
            Output: [`{% ${expression} %}`],
            Assign: { a: `{% ${expression} %}` },
          }),
        ),
      ).to.deep.equal([]);
  });

  for (const expression of [
    "1",
    "'true'",
    "$states.input.a + 1",
    "$states.input.a & ''",
    "$count($states.input.a)",
    "$string($states.input.a)",
    "$states.input.a ? 'yes' : 'no'",
    "$contains",
    "[]",
  ])
    it(`refuses a Condition that cannot be true or false: ${expression}`, () => {
      expectProblems({ "/States/Decide/Choices/1/Condition": `{% ${expression} %}` }, [
        "/States/Decide/Choices/1/Condition choice/condition",
      ]);
    });

  for (const expression of [
    "$states.input.a",
    "$states.input.a = 1",
    "$exists($states.input.a) and $states.input.a.b > 1",
    "$not($states.input.done)",
    "$states.input.name.$contains('a')",
    "$states.input.a in [1, 2]",
    "$states.input.a ? $states.input.b : false",
    "$lookup($states.input, 'flag')",
    "($n := $count($states.input.a); $n > 3)",
  ])
    it(`accepts a Condition that may be: ${expression}`, () => {
      accepts(expression, "/States/Decide/Choices/1/Condition");
    });

  it("has no problem with the sound expressions of real machines", () => {
    for (const expression of SOUND_EXPRESSIONS)
      expect(
        problemsOf(machineWith({ Type: "Pass", Output: `{% ${expression} %}` })),
        expression,
      ).to.deep.equal([]);
  });

  it("takes what a template writes in later for any value, and refuses it where it is strict", () => {
    const wait = (Seconds: string) => machineWith({ Type: "Wait", Seconds });
    for (const text of ["{% $states.input.n + ${Extra} %}", "{% ${Seconds} %}", "{% $length('${Name}') %}"])
      expect(problemsOf(wait(text)), text).to.deep.equal([]);
    expect(problemsOf(wait("{% ${Seconds} %}"), { strict: true })).to.deep.equal([
      "/States/A/Seconds jsonata/syntax",
    ]);
  });

  it("reads nothing in a JSONPath state, where such a string stands for itself", () => {
    expect(
      problemsOf({
        StartAt: "A",
        States: {
          A: { Type: "Pass", Result: "{% ( %}", Parameters: { a: "{% $x", b: ["10 %}"] }, Next: "B" },
          B: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% ( %}", End: true },
        },
      }),
    ).to.deep.equal(["/States/B/Output jsonata/syntax"]);
  });

  it("reads the states inside of others, each in its language", () => {
    const I = { Type: "Pass", Output: "{% ( %}", Next: "J" };
    const J = { Type: "Pass", QueryLanguage: "JSONata", Output: "{% ( %}", End: true };
    const A = { Type: "Map", ItemProcessor: { StartAt: "I", States: { I: { ...I, Output: undefined }, J } } };
    expect(problemsOf({ ...machineWith(A), QueryLanguage: "JSONPath" })).to.deep.equal([
      "/States/A/ItemProcessor/States/J/Output jsonata/syntax",
    ]);
    const B = { Type: "Parallel", Branches: [{ StartAt: "I", States: { I, J } }] };
    expect(problemsOf(machineWith(B))).to.deep.equal([
      "/States/A/Branches/0/States/I/Output jsonata/syntax",
      "/States/A/Branches/0/States/J/Output jsonata/syntax",
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
        for (const { pointer, rule } of verdict) {
          expect(pointer).to.equal(OUTPUT);
          expect(rule).to.match(/^(jsonata|variables)\//);
        }
      }),
      { numRuns: 500 },
    );
  });
});
