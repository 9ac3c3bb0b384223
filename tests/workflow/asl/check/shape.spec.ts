import { expect } from "chai";
import { check } from "../../../../workflow/asl/check";
import { ARN, changed, expectProblems, found, machine, only, PASS } from "./machines";

describe("check of the shape", () => {
  for (const [pointer, field] of [
    ["", "StartAt"],
    ["", "States"],
    ["/States/Ask", "Resource"],
    ["/States/Decide", "Choices"],
    ["/States/Decide/Choices/0", "Condition"],
    ["/States/Decide/Choices/0", "Next"],
    ["/States/Ask/Retry/0", "ErrorEquals"],
    ["/States/Ask/Catch/0", "ErrorEquals"],
    ["/States/Ask/Catch/0", "Next"],
  ] as const)
    it(`refuses ${pointer || "a machine"} without ${field}`, () => {
      const start = field === "States" ? ["/StartAt graph/start"] : [];
      expectProblems({ [`${pointer}/${field}`]: undefined }, [`${pointer} shape/required`, ...start]);
    });

  it("says which field it misses", () => {
    expect(check(changed({ "/States/Ask/Catch/0/Next": undefined }))).to.deep.equal([
      {
        pointer: "/States/Ask/Catch/0",
        rule: "shape/required",
        message: "expected a field Next, found none",
        mend: "Write Next: the name of a state.",
        source: "https://states-language.net/spec.html#fallback-states",
      },
    ]);
  });

  for (const [pointer, values] of Object.entries({
    "/Comment": [1, null],
    "/QueryLanguage": ["JSONPATH"],
    "/Version": ["2.0", 1],
    "/TimeoutSeconds": [0, -1, 1.5, "60", 100_000_000, "{% 60 %}"],
    "/States/Ask/Comment": [false],
    "/States/Ask/Resource": [7],
    "/States/Ask/TimeoutSeconds": [0, 1.5, "600", 100_000_000, null],
    "/States/Ask/HeartbeatSeconds": [0, "60"],
    "/States/Ask/Retry": [{}, "Busy"],
    "/States/Ask/Retry/0": [null, []],
    "/States/Ask/Retry/0/ErrorEquals": [[], "Busy", [1], [""]],
    "/States/Ask/Retry/1/IntervalSeconds": [0, 1.5, "2"],
    "/States/Ask/Retry/1/MaxAttempts": [-1, 1.5, "3", 100_000_000],
    "/States/Ask/Retry/1/BackoffRate": [0.5, 0, -2, "2"],
    "/States/Ask/Retry/1/MaxDelaySeconds": [31_622_401, 60.5],
    "/States/Ask/Retry/1/JitterStrategy": ["SOME", "full", null],
    "/States/Ask/Catch": [{}],
    "/States/Ask/Catch/0/ErrorEquals": [[], {}],
    "/States/Ask/Next": [null, 1, ["Decide"]],
    "/States/Tell/End": ["true"],
    "/States/Decide/Choices": [[], {}],
    "/States/Decide/Choices/0/Condition": ["answer = 'yes'", 1, null],
    "/States/Decide/Default": [null],
    "/States/Bad/Error": [404],
    "/States/Bad/Cause": [{}],
    "/StartAt": [1],
    "/States/Extra": [null, "Succeed", []],
  }))
    for (const value of values)
      it(`refuses ${JSON.stringify(value)} in ${pointer}`, () => {
        expectProblems({ [pointer]: value }, [
          ...(pointer === "/States/Tell/End" ? ["/States/Tell shape/transition"] : []),
          `${pointer} shape/value`,
        ]);
      });

  for (const [pointer, value] of Object.entries({
    "/Version": "1.0",
    "/States/Ask/TimeoutSeconds": 99_999_999,
    "/States/Ask/Retry/0/MaxAttempts": 99_999_999,
    "/States/Ask/Retry/1/BackoffRate": 1,
    "/States/Ask/Retry/1/MaxDelaySeconds": 31_622_400,
    "/States/Ask/Retry/1/JitterStrategy": "NONE",
    "/States/Ask/Retry": [],
    "/States/Ask/QueryLanguage": "JSONata",
    "/States/Tell/Arguments/Payload": [null, { deep: [1, "text"] }],
    "/States/Decide/Choices/0/Comment": "The happy way.",
    "/States/Bad/Error": "{% $states.input.name %}",
    "/States/Good/Output": null,
  }))
    it(`accepts ${JSON.stringify(value)} in ${pointer}`, () => {
      expectProblems({ [pointer]: value }, []);
    });

  for (const [pointer, rule] of Object.entries({
    "/Timeout": "shape/unknown-field",
    "/States/Ask/Timeout": "shape/unknown-field",
    "/States/Ask/Retry/0/Next": "shape/foreign-field",
    "/States/Ask/Catch/0/MaxAttempts": "shape/unknown-field",
    "/States/Decide/Choices/0/StringEquals": "shape/foreign-field",
    "/States/Ask/constructor": "shape/unknown-field",
    "/States/Decide/Next": "shape/foreign-field",
    "/States/Good/Next": "shape/foreign-field",
    "/States/Bad/Output": "shape/foreign-field",
    "/States/Good/Retry": "shape/foreign-field",
    "/States/Ask/Choices": "shape/foreign-field",
    "/States/Ask/Parameters": "shape/foreign-field",
    "/States/Decide/Choices/0/Variable": "shape/foreign-field",
  }))
    it(`refuses a field ${pointer}`, () => {
      expectProblems({ [pointer]: pointer.endsWith("Next") ? "Good" : [] }, [`${pointer} ${rule}`]);
    });

  it("says whose field it is", () => {
    const mends = (pointer: string) => check(changed({ [pointer]: "Good" })).map(({ mend }) => mend);
    expect(mends("/States/Decide/Next")).to.deep.equal([
      "Next belongs to Map, Parallel, Pass, Task, Wait: remove it, or change the Type.",
    ]);
    expect(mends("/States/Ask/InputPath")).to.deep.equal(["InputPath belongs to JSONPath: write Arguments."]);
    expect(mends("/States/Bad/Name")).to.deep.equal([
      "Remove it, or write one of Type, Comment, QueryLanguage, Error, Cause.",
    ]);
  });

  it("says which field was probably meant, and where a field of a state belongs", () => {
    const mend = (pointer: string) => check(changed({ [pointer]: [] }))[0]?.mend;
    expect(mend("/States/Bad/Causes")).to.equal("Write Cause.");
    expect(mend("/Retry")).to.equal(
      "Retry belongs to Map, Parallel, Task: move it into such a state, or remove it.",
    );
  });

  for (const language of ["jsonata", "JSONPATH", "", 1, {}])
    it(`refuses a state in the query language ${JSON.stringify(language)}`, () => {
      const states = { Only: { Type: "Pass", End: true, QueryLanguage: language } };
      expect(found({ StartAt: "Only", States: states })).to.deep.equal([
        "/States/Only/QueryLanguage shape/value",
      ]);
    });

  it("refuses days that a month does not have", () => {
    const wait = (Timestamp: string) => found(only({ Type: "Wait", Timestamp }));
    expect(wait("2028-02-29T00:00:00Z")).to.deep.equal([]);
    for (const day of ["2027-02-29", "2026-02-30", "2026-04-31"])
      expect(wait(`${day}T00:00:00Z`), day).to.deep.equal(["/States/Only/Timestamp shape/value"]);
  });

  it("refuses a state without a Type, and a Type that is none", () => {
    expectProblems({ "/States/Good/Type": undefined }, ["/States/Good shape/state-type"]);
    for (const type of ["succeed", "constructor", 1, null])
      expectProblems({ "/States/Good/Type": type }, ["/States/Good/Type shape/state-type"]);
  });

  it("refuses a Task with both Next and End, or neither", () => {
    expectProblems({ "/States/Tell/End": undefined }, ["/States/Tell shape/transition"]);
    expectProblems({ "/States/Tell/End": false }, ["/States/Tell shape/transition"]);
    expectProblems({ "/States/Tell/Next": "Good" }, ["/States/Tell shape/transition"]);
  });

  it('accepts "End": false beside Next', () => {
    expectProblems({ "/States/Ask/End": false }, []);
  });

  describe("in JSONPath", () => {
    for (const [what, fields] of Object.entries({
      "a Pass": { Type: "Pass", InputPath: null, Parameters: ["a"], Result: { a: 1 }, ResultPath: null },
      "a Task": {
        Type: "Task",
        Resource: ARN,
        Parameters: { "a.$": "$.a" },
        ResultSelector: { "b.$": "States.UUID()" },
        ResultPath: "$.b[0]",
        OutputPath: "$..c",
        Assign: { "d.$": "$$.Execution.Id" },
        Credentials: { RoleArn: "arn:aws:iam::123456789012:role/other" },
        TimeoutSecondsPath: "$.patience",
        HeartbeatSeconds: 5,
      },
      "a Wait": { Type: "Wait", TimestampPath: "$$.Execution.StartTime" },
      "a Wait of no time": { Type: "Wait", Seconds: 0 },
      "an older Map": { Type: "Map", Iterator: { StartAt: "In", States: { In: PASS } }, Parameters: {} },
      "a state in JSONata": { Type: "Pass", QueryLanguage: "JSONata", Output: 1, Assign: { a: "{% 1 %}" } },
      "a Map that is distributed": {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "In",
          States: { In: PASS },
        },
        ItemReader: {
          Resource: "arn:aws:states:::s3:getObject",
          ReaderConfig: {
            InputType: "CSV",
            CSVHeaderLocation: "GIVEN",
            CSVHeaders: ["a"],
            MaxItemsPath: "$.n",
          },
          Parameters: { "Bucket.$": "$.bucket", Key: "all.csv" },
        },
        ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { "a.$": "$.a" } },
        ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
        ItemSelector: { "item.$": "$$.Map.Item.Value" },
        Label: "Every-line",
        MaxConcurrencyPath: "$.most",
        ToleratedFailurePercentage: 12.5,
        ToleratedFailureCountPath: "$.few",
      },
    }))
      it(`accepts ${what}`, () => {
        expect(found(only(fields))).to.deep.equal([]);
      });

    for (const [what, fields, problems] of [
      ["an unknown field", { Type: "Pass", Foo: 1 }, ["/Foo shape/unknown-field"]],
      [
        "ResultSelector in a Pass",
        { Type: "Pass", ResultSelector: {} },
        ["/ResultSelector shape/foreign-field"],
      ],
      [
        "Parameters in a Wait",
        { Type: "Wait", Seconds: 1, Parameters: {} },
        ["/Parameters shape/foreign-field"],
      ],
      ["a field of JSONata", { Type: "Pass", Output: 1 }, ["/Output shape/foreign-field"]],
      ["a Wait that says no time", { Type: "Wait" }, [" shape/required"]],
      [
        "a Wait that says it twice",
        { Type: "Wait", Seconds: 1, SecondsPath: "$.a" },
        [" shape/alternatives"],
      ],
      ["half a second", { Type: "Wait", Seconds: 0.5 }, ["/Seconds shape/value"]],
      ["a text of seconds", { Type: "Wait", Seconds: "1" }, ["/Seconds shape/value"]],
      ["a Map without its states", { Type: "Map" }, [" shape/required"]],
      ["a Parallel without branches", { Type: "Parallel" }, [" shape/required"]],
      ["a Parallel with no branch", { Type: "Parallel", Branches: [] }, ["/Branches shape/value"]],
      ["a branch that is a list", { Type: "Parallel", Branches: [[]] }, ["/Branches/0 shape/value"]],
      [
        "a branch with a query language",
        { Type: "Parallel", Branches: [{ StartAt: "In", States: { In: PASS }, QueryLanguage: "JSONata" }] },
        ["/Branches/0/QueryLanguage shape/foreign-field"],
      ],
      [
        "a Map's states without a start",
        { Type: "Map", ItemProcessor: { States: { In: PASS } } },
        ["/ItemProcessor shape/required"],
      ],
      [
        "a failure of more than all",
        {
          Type: "Map",
          Iterator: { StartAt: "In", States: { In: PASS } },
          ToleratedFailurePercentage: 101,
          MaxConcurrency: -1,
        },
        ["/MaxConcurrency shape/value", "/ToleratedFailurePercentage shape/value"],
      ],
      [
        "credentials that are no object",
        { Type: "Task", Resource: ARN, Credentials: null },
        ["/Credentials shape/value"],
      ],
      ["an Assign that is no object", { Type: "Pass", Assign: [] }, ["/Assign shape/value"]],
    ] as const)
      it(`refuses ${what}`, () => {
        expect(found(only(fields))).to.deep.equal(problems.map((problem) => `/States/Only${problem}`));
      });

    it("takes timestamps with a capital T and Z, or an offset", () => {
      const wait = (Timestamp: string) => found(only({ Type: "Wait", Timestamp }));
      for (const good of ["2026-03-14T01:59:00Z", "2026-03-14T01:59:00.123Z", "2026-03-14T01:59:00+01:00"])
        expect(wait(good), good).to.deep.equal([]);
      for (const bad of [
        "2026-03-14t01:59:00Z",
        "2026-03-14T01:59:00z",
        "2026-03-14T01:59:00",
        "2026-03-14 01:59:00Z",
        "2026-13-14T01:59:00Z",
        "tomorrow",
      ])
        expect(wait(bad), bad).to.deep.equal(["/States/Only/Timestamp shape/value"]);
    });

    it("takes for each comparison what it compares, one in each rule, and Next only outside", () => {
      const rule = (fields: object) =>
        found(
          machine({
            Choose: { Type: "Choice", Choices: [{ Next: "Done", ...fields }] },
            Done: PASS,
          }),
        ).map((problem) => problem.replace("/States/Choose/Choices/0", ""));
      const Variable = "$.a";
      expect(rule({ Variable, StringMatches: "a*" })).to.deep.equal([]);
      expect(rule({ Variable, TimestampLessThanPath: "$$.Execution.StartTime" })).to.deep.equal([]);
      expect(rule({ Not: { Variable, IsPresent: false } })).to.deep.equal([]);
      expect(rule({ Variable, StringEquals: 1 })).to.deep.equal(["/StringEquals shape/value"]);
      expect(rule({ Variable, NumericLessThan: "1" })).to.deep.equal(["/NumericLessThan shape/value"]);
      expect(rule({ Variable, BooleanEquals: "true" })).to.deep.equal(["/BooleanEquals shape/value"]);
      expect(rule({ Variable, TimestampEquals: "noon" })).to.deep.equal(["/TimestampEquals shape/value"]);
      expect(rule({ Variable, IsNull: true, IsPresent: true })).to.deep.equal([" shape/alternatives"]);
      expect(rule({ Variable })).to.deep.equal([" shape/required"]);
      expect(rule({ And: [] })).to.deep.equal(["/And shape/value"]);
      expect(rule({ Or: [{ Variable, IsNull: true, Next: "Done" }] })).to.deep.equal([
        "/Or/0/Next shape/foreign-field",
      ]);
      expect(rule({ Condition: true })).to.deep.equal([" shape/required", "/Condition shape/foreign-field"]);
    });

    it("says what stands in a field's place", () => {
      const mend = (fields: Parameters<typeof only>[0]) => check(only(fields)).map((problem) => problem.mend);
      expect(mend({ Type: "Task", Resource: ARN, Arguments: {} })).to.deep.equal([
        'Arguments belongs to JSONata: write Parameters, or "QueryLanguage": "JSONata".',
      ]);
      expect(mend({ Type: "Pass", QueryLanguage: "JSONata", ResultSelector: {} })).to.deep.equal([
        "ResultSelector belongs to JSONPath: write Output.",
      ]);
    });
  });

  it("refuses a state in JSONPath where the machine is in JSONata", () => {
    const inside = (config: object) => ({
      Each: {
        Type: "Map",
        ItemProcessor: {
          ...config,
          StartAt: "In",
          States: { In: { ...PASS, QueryLanguage: "JSONPath" } },
        },
        End: true,
      },
    });
    const language = { QueryLanguage: "JSONata" };
    const place = "/States/Each/ItemProcessor/States/In/QueryLanguage shape/query-language";
    expect(found(machine(inside({}), language))).to.deep.equal([place]);
    const distributed = inside({ ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } });
    // Nobody settles it for executions of their own, and some write it.
    expect(found(machine(distributed, language))).to.deep.equal([]);
    expect(found(machine(distributed, language), { strict: true })).to.deep.equal([place]);
  });
});
