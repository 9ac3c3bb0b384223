import { expect } from "chai";
import fc from "fast-check";
import {
  covers,
  isUnconditional,
  namesAction,
  namesEverything,
  readDocument,
  wildcard,
  type Statement,
} from "../../../policies/iam/document";
import { toValue, UNKNOWN, type Value } from "../../../policies/value";

const PLAIN = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::papers/*" };

const READ: Statement = {
  path: "Statement[0]",
  effect: "Allow",
  actions: ["s3:GetObject"],
  resources: ["arn:aws:s3:::papers/*"],
  principals: [],
  condition: {},
  unknown: [],
};

function only(statement: Value): Statement {
  const document = readDocument({ Statement: [statement] });
  const first = document.kind === "read" ? document.statements[0] : undefined;
  if (!first) throw new Error(`A document was expected to be read, it is ${document.kind}.`);
  return first;
}

describe("policies: IAM documents", () => {
  it("are read from texts as from objects", () => {
    const document = { Version: "2012-10-17", Statement: [PLAIN] };
    expect(readDocument(document)).to.deep.equal({ kind: "read", statements: [READ] });
    expect(readDocument(JSON.stringify(document))).to.deep.equal(readDocument(document));
  });

  it("hold statements in a list or a single one, and so do their elements", () => {
    expect(readDocument({ Statement: PLAIN })).to.deep.equal({
      kind: "read",
      statements: [{ ...READ, path: "Statement" }],
    });
    expect(only({ ...PLAIN, Action: ["s3:GetObject"], Resource: [PLAIN.Resource] })).to.deep.equal(READ);
    expect(readDocument({ Statement: [] })).to.deep.equal({ kind: "read", statements: [] });
  });

  it("name principals whatever their kind, and anybody where they name who not", () => {
    const principals = (Principal: Value) => only({ ...PLAIN, Principal }).principals;
    expect(principals("*")).to.deep.equal(["*"]);
    expect(principals({ AWS: ["1", "2"], Service: "sns.amazonaws.com" })).to.deep.equal([
      "1",
      "2",
      "sns.amazonaws.com",
    ]);
    expect(only({ ...PLAIN, NotPrincipal: { AWS: "1" } }).principals).to.deep.equal(["*"]);
  });

  it("keep what all but is said of", () => {
    const read = only({ Effect: "Deny", NotAction: "iam:*", NotResource: ["a", "b"] });
    expect(read).to.deep.include({ effect: "Deny", notActions: ["iam:*"], notResources: ["a", "b"] });
  });

  it("are unknown where their text or their statements are", () => {
    expect(readDocument(UNKNOWN)).to.deep.equal({ kind: "unknown" });
    expect(readDocument({ Statement: UNKNOWN })).to.deep.equal({ kind: "unknown" });
  });

  it("say which elements only the update knows, and keep what is known of them", () => {
    expect(only({ ...PLAIN, Resource: ["a", UNKNOWN], Sid: UNKNOWN })).to.deep.equal({
      ...READ,
      resources: ["a"],
      unknown: ["Resource"],
    });
    expect(only({ ...PLAIN, Effect: UNKNOWN })).to.deep.include({ effect: UNKNOWN, unknown: ["Effect"] });
    expect(only({ ...PLAIN, Condition: UNKNOWN })).to.deep.include({
      condition: UNKNOWN,
      unknown: ["Condition"],
    });
    expect(only(UNKNOWN)).to.deep.include({ effect: UNKNOWN, unknown: ["Effect", "Action"] });
  });

  const secret = "s3cr3t";
  const faults: readonly (readonly [title: string, value: Value, because: string])[] = [
    ["nothing", undefined, "nothing"],
    ["null", null, "null"],
    ["a number", 7, "a number"],
    ["a list", [PLAIN], "a list"],
    ["a text that is no JSON", `{${secret}`, "a text that is no JSON object"],
    ["a text of another JSON", `["${secret}"]`, "a text that is no JSON object"],
    ["an empty object", {}, "Statement is nothing, but an object was expected"],
    [
      "a secret as the state holds it",
      { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: secret },
      "Statement is nothing, but an object was expected",
    ],
    [
      "a text among the statements",
      { Statement: [PLAIN, secret] },
      "Statement[1] is a string, but an object was expected",
    ],
    [
      "no effect",
      { Statement: [{ Action: "a:b" }] },
      "Statement[0].Effect is nothing, but Allow or Deny was expected",
    ],
    [
      "an effect in small letters",
      { Statement: { ...PLAIN, Effect: "allow" } },
      'Statement.Effect is "allow", but Allow or Deny was expected',
    ],
    [
      "no action",
      { Statement: [{ Effect: "Allow", Resource: "*" }] },
      "Statement[0] has neither Action nor NotAction",
    ],
    [
      "an action of a wrong type",
      { Statement: [{ ...PLAIN, Action: 7 }] },
      "Statement[0].Action is 7, but a text or a list of texts was expected",
    ],
    [
      "a resource of a wrong type among others",
      { Statement: [{ ...PLAIN, Resource: ["a", { b: 1 }] }] },
      'Statement[0].Resource is ["a",{"b":1}], but a text or a list of texts was expected',
    ],
    [
      "a list of principals",
      { Statement: [{ ...PLAIN, Principal: ["*"] }] },
      'Statement[0].Principal is ["*"], but * or an object was expected',
    ],
    [
      "a text as condition",
      { Statement: [{ ...PLAIN, Condition: "x" }] },
      'Statement[0].Condition is "x", but an object was expected',
    ],
  ];
  for (const [title, value, because] of faults)
    it(`say what is wrong with them, and show no secret: ${title}`, () => {
      expect(readDocument(value)).to.deep.equal({ kind: "malformed", because });
      expect(because).not.to.contain(secret);
    });

  it("are read whatever they are, as texts and as objects", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const asText = readDocument(JSON.stringify(json));
        expect(["read", "malformed"]).to.include(asText.kind);
        const value = toValue(json);
        if (typeof value !== "string") expect(readDocument(value).kind).to.equal(asText.kind);
      }),
    );
  });

  it("are read although their text nests deeper than a parser goes", () => {
    expect(readDocument("[".repeat(200_000)).kind).to.equal("malformed");
    expect(readDocument(`{"Statement":${"[".repeat(5_000)}${"]".repeat(5_000)}}`).kind).to.equal("malformed");
  });
});

describe("policies: statements", () => {
  const deny = { Effect: "Deny", Resource: "*" };

  it("name the actions that they list, or all but those", () => {
    expect(namesAction(only({ ...PLAIN, Action: ["a:b", "XRAY:put*"] }), "xray:PutTraceSegments")).to.be.true;
    expect(namesAction(only({ ...PLAIN, Action: ["a:b", UNKNOWN] }), "xray:PutTraceSegments")).to.be.false;
    expect(namesAction(only({ ...deny, NotAction: ["iam:*"] }), "xray:PutTraceSegments")).to.be.true;
    expect(namesAction(only({ ...deny, NotAction: ["xray:*"] }), "xray:PutTraceSegments")).to.be.false;
    expect(namesAction(only({ ...deny, NotAction: ["iam:*", UNKNOWN] }), "xray:PutTraceSegments")).to.be
      .false;
  });

  it("name everything by a star, or by all but something", () => {
    expect(namesEverything(only({ ...PLAIN, Resource: ["arn:aws:s3:::a", "*"] }))).to.be.true;
    expect(namesEverything(only(PLAIN))).to.be.false;
    expect(namesEverything(only({ Effect: "Deny", Action: "*", NotResource: "arn:aws:s3:::a" }))).to.be.true;
    expect(namesEverything(only({ Effect: "Deny", Action: "*", NotResource: UNKNOWN }))).to.be.false;
  });

  it("are unconditional without a condition, and with an empty one", () => {
    expect(isUnconditional(only(PLAIN))).to.be.true;
    expect(isUnconditional(only({ ...PLAIN, Condition: {} }))).to.be.true;
    expect(isUnconditional(only({ ...PLAIN, Condition: { Bool: {} } }))).to.be.false;
    expect(isUnconditional(only({ ...PLAIN, Condition: UNKNOWN }))).to.be.false;
  });
});

describe("policies: wildcards", () => {
  const cases: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
    ["*", "", true],
    ["", "", true],
    ["?", "", false],
    ["a?c", "abc", true],
    ["a*c", "abbc", true],
    ["a*c*", "abbcd", true],
    ["a*c", "abbcd", false],
    ["**b**", "abc", true],
    ["a.c", "abc", false],
    ["*ab", "aab", true],
  ];
  for (const [pattern, text, fits] of cases)
    it(`${fits ? "fit" : "do not fit"}: ${pattern} and ${JSON.stringify(text)}`, () => {
      expect(wildcard(pattern, text)).to.equal(fits);
    });

  it("fit actions in any case", () => {
    expect(covers("XRay:put*", "xray:PutTraceSegments")).to.be.true;
    expect(covers("xray:Put", "xray:PutTraceSegments")).to.be.false;
  });

  it("fit as regular expressions made of them do", () => {
    const letters = (all: readonly string[]) => fc.array(fc.constantFrom(...all), { maxLength: 8 });
    fc.assert(
      fc.property(letters(["a", "b", "*", "?"]), letters(["a", "b"]), (pattern, text) => {
        const expression = pattern.map((each) => (each === "*" ? ".*" : each === "?" ? "." : each)).join("");
        expect(wildcard(pattern.join(""), text.join(""))).to.equal(
          new RegExp(`^${expression}$`).test(text.join("")),
        );
      }),
    );
  });

  it("need no exponential time", () => {
    expect(wildcard(`${"*a".repeat(200)}b`, "a".repeat(2_000))).to.be.false;
  });
});
