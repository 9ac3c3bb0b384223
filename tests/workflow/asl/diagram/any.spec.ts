/** Any JSON, and the machines of others, which are read where they lie: ../shared/asl. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { expect } from "chai";
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  jsonValue,
  oneof,
  property,
  record,
  string,
} from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { difference, dot, mermaid, svg } from "../../../../workflow/asl/diagram";
import { CORPORA, describeCorpora } from "../../../support/corpora";

/** Each line of the text as `mermaid` may write it; what is quoted holds nothing that Mermaid reads. */
const LABEL = String.raw`"(?:[\p{L}\p{N}\p{Extended_Pictographic} ,.!?'()/=-]|#\w+;|<br/>)*"`;
const GRAMMAR = new RegExp(
  String.raw`^(?:flowchart TD|accTitle: [^"#:;%]*|end|subgraph n\d+\[${LABEL}\]|n\d+(?:\(\( \)\)|(?:\(|\{|\{\{|\[|\(\[)${LABEL}(?:\)|\}|\}\}|\]|\]\)))|n\d+ (?:-->|==>|-\.->|---)(?:\|${LABEL}\|)? n\d+|classDef c\d+ [\w:#,-]+(?: 3)?|class n\d+(?:,n\d+)* c\d+|linkStyle \d+(?:,\d+)* [\w:#,-]+(?: 3)?|)$`,
  "u",
);

const name = oneof(
  string({ unit: "binary" }),
  string(),
  constantFrom(
    ...[
      '"',
      "<b>",
      "&amp;",
      "\\",
      "\\N",
      "]",
      "}",
      "-->",
      "%%",
      "end",
      "start",
      "#35;",
      "`",
      "\n",
      "\u0000",
      "\ud800",
    ],
    ...["🎓", "__proto__", "constructor", "/States/A", "~1", "*/", "<!--", "A", "B", "C"],
  ),
);

const json = jsonValue({ maxDepth: 3 });

/** Fields of the language with anything in them, next to what belongs there. */
const state = record(
  {
    Type: oneof(constantFrom("Task", "Choice", "Wait", "Pass", "Parallel", "Map", "Succeed", "Fail"), json),
    Comment: oneof(name, json),
    Resource: oneof(name, constantFrom("arn:aws:states:::sqs:sendMessage.waitForTaskToken"), json),
    Next: oneof(name, json),
    Default: oneof(name, json),
    Choices: oneof(array(record({ Condition: name, Next: name }), { maxLength: 3 }), json),
    Catch: oneof(array(record({ ErrorEquals: array(name), Next: name }), { maxLength: 3 }), json),
    Retry: json,
    Assign: json,
    Seconds: json,
    Branches: json,
    ItemProcessor: oneof(record({ StartAt: name, States: json }), json),
    End: json,
  },
  { requiredKeys: [] },
);

const definition = oneof(
  json,
  record({
    Comment: name,
    StartAt: name,
    States: array(
      name.chain((key) => state.map((value) => [key, value] as const)),
      { maxLength: 6 },
    ).map((entries) => Object.fromEntries(entries)),
  }),
);

const faultsOf = (text: string): readonly string[] => text.split("\n").filter((line) => !GRAMMAR.test(line));

describe("any JSON", () => {
  it("is drawn: Graphviz reads every text, and finds every box in it", async () => {
    const graphviz = await Graphviz.load();
    await assert(
      asyncProperty(definition, async (any) => {
        const picture = await svg(any);
        expect(picture.match(/<g id="node/g)?.length).to.equal(
          boxes(graphviz.layout(dot(any), "svg", "dot")),
        );
        expect(picture).not.to.match(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      }),
      { numRuns: 150 },
    );
  });

  it("is written as Mermaid of which every line is known", () => {
    assert(
      property(definition, definition, (any, other) => {
        expect(faultsOf(mermaid(any))).to.deep.equal([]);
        expect(faultsOf(mermaid(any, { since: other }))).to.deep.equal([]);
        expect(faultsOf(mermaid(any, { highlight: { states: ["A", "B"] } }))).to.deep.equal([]);
      }),
    );
  });

  it("is left as it was", () => {
    assert(
      property(definition, (any) => {
        const before = structuredClone(any);
        dot(any);
        mermaid(any);
        expect(any).to.deep.equal(before);
      }),
    );
  });

  it("is not different from itself, and is all there in what came after nothing", () => {
    assert(
      property(definition, (any) => {
        expect(difference(any, structuredClone(any))).to.deep.equal([]);
        expect(difference(undefined, any).every(({ sign }) => sign === "+")).to.equal(true);
      }),
    );
  });

  it("is drawn however deep it is", () => {
    let deep: object = { StartAt: "A", States: { A: { Type: "Succeed" } } };
    for (let depth = 0; depth < 2_000; depth += 1)
      deep = { StartAt: "A", States: { A: { Type: "Map", ItemProcessor: deep, End: true } } };
    expect(mermaid(deep))
      .to.include("what is inside is<br/>too deep to be drawn")
      .and.to.have.length.below(10_000);
    expect(dot(deep)).to.have.length.below(20_000);
  });
});

const boxes = (picture: string): number => picture.match(/<g id="node/g)?.length ?? 0;

interface Machine {
  readonly States: Readonly<Record<string, object>>;
}

function* filesOf(folder: string): Iterable<readonly [string, unknown]> {
  for (const file of readdirSync(join(CORPORA, folder))) {
    if (!file.endsWith(".json") || file === "index.json") continue;
    try {
      yield [file, JSON.parse(readFileSync(join(CORPORA, folder, file), "utf8")) as unknown];
    } catch {
      // In invalid/ there is one that is no JSON.
    }
  }
}

describeCorpora("the machines of others", () => {
  for (const folder of ["seeds", "valid", "invalid"])
    it(`are drawn: all of ${folder}/`, async () => {
      let count = 0;
      for (const [file, definition] of filesOf(folder)) {
        const picture = await svg(definition);
        const text = mermaid(definition);
        expect(faultsOf(text), file).to.deep.equal([]);
        for (const state of Object.keys((definition as Partial<Machine>).States ?? {}))
          expect(dot(definition), file).to.include(JSON.stringify(`/States/${state}`));
        expect(boxes(picture), file).to.be.greaterThan(0);
        count += 1;
      }
      expect(count).to.be.greaterThan(20);
    });
});
